package io.penstock.sql.facts;

import io.penstock.sql.Verb;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one statement does, as far as its text tells. It may tell of more than happens, and never of
 * less: no table, function, lock or write is missing.
 *
 * @param verb of the statement itself, not of its CTEs: never WITH; EXPLAIN for an EXPLAIN, whose
 *     other facts are those of what it explains
 * @param executes whether it is run, which EXPLAIN without ANALYZE does not
 * @param tables each use of a table, in the order of the text
 * @param functions each call, in the order of the text; not those of SQL's own syntax that do
 *     nothing but compute, such as COALESCE or EXTRACT
 * @param operators those that are not PostgreSQL's own by their spelling
 * @param types that something is cast to
 * @param attributes the names after a dot: {@code name} of {@code t.name} calls a function of that
 *     name if t has no such column
 * @param locks whether it has FOR UPDATE, FOR SHARE or one of their kin
 * @param writes whether it has INSERT, UPDATE, DELETE, MERGE or SELECT INTO, at any depth
 * @param comparisons of columns with values
 * @param parameters the highest parameter number, 0 if there is none
 * @param shape of the rows of a query; null for INSERT, UPDATE, DELETE and MERGE, and where it is
 *     not told: of {@code (… LIMIT 2) LIMIT 1}
 * @param blocks the query blocks by their numbers
 */
public record StatementFacts(
    Verb verb,
    boolean executes,
    List<TableUse> tables,
    List<FunctionUse> functions,
    List<OperatorUse> operators,
    List<TypeUse> types,
    Set<String> attributes,
    boolean locks,
    boolean writes,
    List<Comparison> comparisons,
    int parameters,
    @Nullable MergeShape shape,
    List<QueryBlock> blocks) {
  public StatementFacts {
    tables = List.copyOf(tables);
    functions = List.copyOf(functions);
    operators = List.copyOf(operators);
    types = List.copyOf(types);
    attributes = Set.copyOf(attributes);
    comparisons = List.copyOf(comparisons);
    blocks = List.copyOf(blocks);
  }
}
