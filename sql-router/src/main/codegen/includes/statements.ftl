/* STATEMENTS */

/*
 * Names of every kind are taken by their class, not by their token: GrammarActions knows how. JavaCC
 * finds no first token of what is Java, and never ends looking for it without the {} before it.
 */
void Identifier() : {} { <IDENTIFIER> }

JAVACODE SqlIdentifier TakeColumnId() { return takeColumnId(); }

SqlIdentifier ColumnId() : { SqlIdentifier name; } { {} name = TakeColumnId() { return name; } }

JAVACODE SqlIdentifier TakeLabel() { return takeLabel(); }

SqlIdentifier Label() : { SqlIdentifier name; } { {} name = TakeLabel() { return name; } }

JAVACODE SqlIdentifier TakeQualifiedName() { return takeQualifiedName(); }

SqlIdentifier QualifiedName() : { SqlIdentifier name; } { {} name = TakeQualifiedName() { return name; } }

JAVACODE SqlIdentifier TakeFunctionName() { return takeFunctionName(); }

SqlIdentifier FunctionName() : { SqlIdentifier name; } { {} name = TakeFunctionName() { return name; } }

JAVACODE SqlIdentifier TakeOperatorWords() { return takeOperatorName(); }

SqlIdentifier OperatorWords() : { SqlIdentifier name; } { {} name = TakeOperatorWords() { return name; } }

JAVACODE SqlNode TakeColumn() { return takeColumn(); }

SqlNode Column() : { SqlNode name; } { {} name = TakeColumn() { return name; } }

JAVACODE Token TakeWord() { return takeWord(); }

Token Word() : { Token name; } { {} name = TakeWord() { return name; } }

JAVACODE protected SqlParserPos getPos() { return from(getToken(0).beginColumn); }

/** A parenthesis, whatever is in it. */
void Open() :
{}
{
    <LPAREN> | <QUERY_LPAREN>
}

SqlNode SqlStmtEof() :
{ SqlNode statement; }
{
    statement = Statement() [ <SEMICOLON> ] <EOF>
    { return statement; }
}

SqlNodeList SqlStmtList() :
{ List<SqlNode> statements = new ArrayList<SqlNode>(); SqlNode statement; int begin = begin(); }
{
    statement = Statement() { statements.add(statement); }
    (
        <SEMICOLON>
        [ LOOKAHEAD({ !at(EOF) && !at(SEMICOLON) }) statement = Statement() { statements.add(statement); } ]
    )*
    <EOF>
    { return list(begin, statements); }
}

SqlNode SqlExpressionEof() :
{ SqlNode expression; }
{
    expression = Expression() <EOF>
    { return expression; }
}

SqlNode Statement() :
{ SqlNode statement; }
{
    (
        statement = Explain()
    |
        statement = Preparable()
    )
    { return statement; }
}

SqlNode Explain() :
{ int begin = begin(); boolean analyze = false; SqlNode statement; }
{
    <EXPLAIN>
    (
        LOOKAHEAD({ at(LPAREN) && !startsQuery(2) })
        <LPAREN> analyze = ExplainOption(analyze) ( <COMMA> analyze = ExplainOption(analyze) )* <RPAREN>
    |
        [ ( <ANALYZE> | <ANALYSE> ) { analyze = true; } ] [ <VERBOSE> ]
    )
    statement = Preparable()
    { return new Explain(from(begin), analyze, statement); }
}

boolean ExplainOption(boolean analyze) :
{ Token option; Token value = null; }
{
    option = Word()
    [ LOOKAHEAD({ !at(COMMA) && !at(RPAREN) }) value = Word() ]
    { return analyze | turnsOn(option, value, "analyze"); }
}

/** What can be prepared, explained, or be a CTE. */
SqlNode Preparable() :
{ int begin = begin(); With with = null; SqlNode statement; }
{
    { enter(); }
    [ with = WithClause() ]
    (
        statement = Change()
    |
        statement = QuerySet() statement = QueryTail(begin, statement)
    )
    { leave(); return with == null ? statement : new With(from(begin), with.recursive, with.tables, statement); }
}

SqlNode Change() :
{ SqlNode statement; }
{
    ( statement = Insert() | statement = Update() | statement = Delete() | statement = Merge() )
    { return statement; }
}

/** The clause alone; its body is not there yet. */
With WithClause() :
{ int begin = begin(); boolean recursive = false; List<SqlNode> tables = new ArrayList<SqlNode>(); SqlNode table; }
{
    ( <WITH> | <WITH_BEFORE_WORD> ) [ LOOKAHEAD({ at(RECURSIVE) && !at(2, AS) && !parenthesisAt(2) }) <RECURSIVE> { recursive = true; } ]
    table = CommonTable() { tables.add(table); }
    ( <COMMA> table = CommonTable() { tables.add(table); } )*
    { return new With(from(begin), recursive, list(begin, tables), tables.get(0)); }
}

SqlNode CommonTable() :
{
    int begin = begin(); SqlIdentifier name; SqlNodeList columns = null; SqlNode query;
    List<SqlNode> generated = new ArrayList<SqlNode>(); SqlNode node; SqlIdentifier id;
}
{
    name = ColumnId()
    [ columns = NameList() ]
    <AS> [ ( <NOT> | <NOT_BEFORE_TEST> ) <MATERIALIZED> | <MATERIALIZED> ]
    Open() query = Preparable() <RPAREN>
    [
        <SEARCH> Word() <FIRST> <BY> Names() <SET> id = ColumnId() { generated.add(id); }
    ]
    [
        LOOKAHEAD({ at(CYCLE) })
        <CYCLE> Names() <SET> id = ColumnId() { generated.add(id); }
        [ <TO> node = Primary() { generated.add(node); } <DEFAULT_> node = Primary() { generated.add(node); } ]
        <USING> id = ColumnId() { generated.add(id); }
    ]
    { return new CommonTable(from(begin), name, columns, query, list(begin, generated)); }
}

SqlNodeList Names() :
{ int begin = begin(); List<SqlNode> names = new ArrayList<SqlNode>(); SqlIdentifier name; }
{
    name = ColumnId() { names.add(name); }
    ( <COMMA> name = ColumnId() { names.add(name); } )*
    { return list(begin, names); }
}

SqlNodeList NameList() :
{ SqlNodeList names; }
{
    Open() names = Names() <RPAREN>
    { return names; }
}
