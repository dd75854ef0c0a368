/* FROM */

SqlNode FromList() :
{ int begin = begin(); List<SqlNode> items = new ArrayList<SqlNode>(); SqlNode item; }
{
    item = TableReference() { items.add(item); }
    ( <COMMA> item = TableReference() { items.add(item); } )*
    { return list(begin, items); }
}

SqlNode TableReference() :
{ int begin = begin(); SqlNode table; }
{
    { enter(); }
    table = TablePrimary()
    ( LOOKAHEAD({ startsJoin() }) table = Join(begin, table) )*
    { leave(); return table; }
}

SqlNode Join(int begin, SqlNode left) :
{
    SqlNode right; boolean natural = false; JoinType type = JoinType.INNER; int rightBegin;
    JoinConditionType conditionType = JoinConditionType.NONE; SqlNode condition = null; SqlIdentifier alias = null;
}
{
    (
        <CROSS> <JOIN> right = TablePrimary() { type = JoinType.CROSS; }
    |
        <NATURAL> { natural = true; } [ type = JoinKind() ] <JOIN> right = TablePrimary()
    |
        [ type = JoinKind() ] <JOIN> { rightBegin = begin(); } right = TablePrimary()
        ( LOOKAHEAD({ startsJoin() }) right = Join(rightBegin, right) )*
        (
            <ON> condition = Expression() { conditionType = JoinConditionType.ON; }
        |
            <USING> condition = NameList() { conditionType = JoinConditionType.USING; }
            [ LOOKAHEAD(1) <AS> alias = ColumnId() ]
        )
    )
    {
        SqlParserPos position = from(begin);
        SqlNode join = new SqlJoin(position, left, SqlLiteral.createBoolean(natural, position),
            type.symbol(position), right, conditionType.symbol(position), condition);
        return alias == null ? join : new Aliased(position, join, alias, null);
    }
}

JoinType JoinKind() :
{ JoinType type; }
{
    (
        <INNER> { type = JoinType.INNER; }
    |   <LEFT> [ <OUTER> ] { type = JoinType.LEFT; }
    |   <RIGHT> [ <OUTER> ] { type = JoinType.RIGHT; }
    |   <FULL> [ <OUTER> ] { type = JoinType.FULL; }
    )
    { return type; }
}

SqlNode TablePrimary() :
{ int begin = begin(); boolean lateral = false; SqlNode table; }
{
    [ <LATERAL> { lateral = true; } ]
    (
        LOOKAHEAD({ at(QUERY_LPAREN) })
        table = SubQuery()
        [ LOOKAHEAD({ startsAlias() }) table = Alias(begin, table) ]
    |
        LOOKAHEAD(1) <LPAREN> table = TableReference() <RPAREN>
        [ LOOKAHEAD({ startsAlias() }) table = Alias(begin, table) ]
    |
        LOOKAHEAD({ startsFunctionTable() })
        table = FunctionTable()
        [ LOOKAHEAD({ startsAlias() }) table = Alias(begin, table) ]
    |
        table = RelationName()
        [ LOOKAHEAD({ startsAlias() }) table = Alias(begin, table) ]
        [ LOOKAHEAD({ at(TABLESAMPLE) }) table = Sample(begin, table) ]
    )
    { return lateral ? new Lateral(from(begin), table) : table; }
}

TableName RelationName() :
{ int begin = begin(); SqlIdentifier name; boolean only = false; }
{
    (
        <ONLY> { only = true; } ( LOOKAHEAD({ parenthesisAt(1) }) Open() name = QualifiedName() <RPAREN> | name = QualifiedName() )
    |
        name = QualifiedName() [ <STAR> ]
    )
    { return new TableName(from(begin), name, only); }
}

SqlNode Sample(int begin, SqlNode table) :
{ SqlIdentifier method; SqlNodeList arguments; SqlNode seed = null; }
{
    <TABLESAMPLE> method = FunctionName() Open() arguments = Expressions() <RPAREN>
    [ <REPEATABLE> Open() seed = Expression() <RPAREN> ]
    { return new SampledTable(from(begin), table, method, arguments, seed); }
}

SqlNode FunctionTable() :
{ int begin = begin(); List<SqlNode> calls = new ArrayList<SqlNode>(); SqlNode call; boolean ordinality = false; }
{
    (
        LOOKAHEAD({ at(ROWS) && at(2, FROM) })
        <ROWS> <FROM> Open()
        call = RowsFromItem() { calls.add(call); }
        ( <COMMA> call = RowsFromItem() { calls.add(call); } )*
        <RPAREN>
    |
        call = Primary() { calls.add(call); }
    )
    [ LOOKAHEAD(1) <WITH_BEFORE_WORD> <ORDINALITY> { ordinality = true; } ]
    { return new FunctionTable(from(begin), list(begin, calls), ordinality); }
}

SqlNode RowsFromItem() :
{ int begin = begin(); SqlNode call; SqlNodeList columns; }
{
    call = Primary()
    [ <AS> columns = AliasColumns() { call = new Aliased(from(begin), call, null, columns); } ]
    { return call; }
}

SqlNode Alias(int begin, SqlNode table) :
{ SqlIdentifier alias = null; SqlNodeList columns = null; }
{
    (
        LOOKAHEAD({ at(AS) && parenthesisAt(2) })
        <AS> columns = AliasColumns()
    |
        [ <AS> ] alias = ColumnId()
        [ LOOKAHEAD({ parenthesisAt(1) }) columns = AliasColumns() ]
    )
    { return new Aliased(from(begin), table, alias, columns); }
}

/** Names of columns, or their definitions. */
SqlNodeList AliasColumns() :
{ int begin = begin(); List<SqlNode> columns = new ArrayList<SqlNode>(); SqlNode column; }
{
    Open() column = AliasColumn() { columns.add(column); }
    ( <COMMA> column = AliasColumn() { columns.add(column); } )*
    <RPAREN>
    { return list(begin, columns); }
}

SqlNode AliasColumn() :
{ int begin = begin(); SqlIdentifier name; TypeName type = null; }
{
    name = ColumnId()
    [ LOOKAHEAD({ !at(COMMA) && !at(RPAREN) }) type = Type() [ <COLLATE> QualifiedName() ] ]
    { return type == null ? name : new ColumnDefinition(from(begin), name, type); }
}
