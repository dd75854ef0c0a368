/* QUERIES */

SqlNode Query() :
{ int begin = begin(); With with = null; SqlNode query; }
{
    { enter(); }
    [ with = WithClause() ]
    query = QuerySet()
    query = QueryTail(begin, query)
    { leave(); return with == null ? query : new With(from(begin), with.recursive, with.tables, query); }
}

/** ORDER BY, LIMIT, OFFSET, FETCH and locking clauses. */
SqlNode QueryTail(int begin, SqlNode query) :
{
    SqlNodeList orderBy = null; SqlNode limit = null; SqlNode offset = null; boolean ties = false;
    List<SqlNode> locking = new ArrayList<SqlNode>(); SqlNode clause;
}
{
    [ LOOKAHEAD(1) orderBy = OrderBy() ]
    (
        <LIMIT> ( LOOKAHEAD({ at(ALL) }) <ALL> | limit = Expression() )
    |
        <OFFSET> offset = Expression() [ LOOKAHEAD(1) ( <ROW> | <ROWS> ) ]
    |
        <FETCH> ( <FIRST> | <NEXT> )
        ( LOOKAHEAD({ at(ROW) || at(ROWS) }) { limit = one(); } | limit = Signed() )
        ( <ROW> | <ROWS> )
        ( <ONLY> | <WITH> <TIES> { ties = true; } )
    |
        <FOR> ( <READ> <ONLY> | clause = Locking() { locking.add(clause); } )
    )*
    {
        if (orderBy == null && limit == null && offset == null && locking.isEmpty()) {
            return query;
        }
        return new OrderedQuery(
            from(begin), query, orderBy, limit, offset, ties, locking.isEmpty() ? null : list(begin, locking));
    }
}

SqlNode Locking() :
{ int begin = begin(); String strength; SqlNodeList tables = null; List<SqlNode> names = new ArrayList<SqlNode>(); SqlIdentifier name; }
{
    (
        <UPDATE> { strength = "UPDATE"; }
    |   <SHARE> { strength = "SHARE"; }
    |   <NO> <KEY> <UPDATE> { strength = "NO KEY UPDATE"; }
    |   <KEY> <SHARE> { strength = "KEY SHARE"; }
    )
    [
        <OF> name = QualifiedName() { names.add(name); }
        ( <COMMA> name = QualifiedName() { names.add(name); } )*
        { tables = list(begin, names); }
    ]
    [ <NOWAIT> | <SKIP_> <LOCKED> ]
    { return new Locking(from(begin), strength, tables); }
}

SqlNodeList OrderBy() :
{ int begin = begin(); List<SqlNode> items = new ArrayList<SqlNode>(); SqlNode item; }
{
    <ORDER> <BY> item = OrderItem() { items.add(item); }
    ( <COMMA> item = OrderItem() { items.add(item); } )*
    { return list(begin, items); }
}

SqlNode OrderItem() :
{ int begin = begin(); SqlNode expression; SqlParserPos span; boolean descending = false; boolean nullsFirst; OperatorName using = null; }
{
    expression = Expression() { span = from(begin); }
    [ <ASC> | <DESC> { descending = true; } | <USING> using = OperatorAny() ]
    { nullsFirst = descending; }
    [ <NULLS_BEFORE_ORDER> ( <FIRST> { nullsFirst = true; } | <LAST> { nullsFirst = false; } ) ]
    { return new OrderItem(span, expression, descending, nullsFirst, using); }
}

SqlNode QuerySet() :
{ int begin = begin(); SqlNode left; SqlNode right; SqlOperator operator; boolean all; }
{
    left = QueryIntersection()
    (
        ( <UNION> all = All() { operator = all ? SqlStdOperatorTable.UNION_ALL : SqlStdOperatorTable.UNION; }
        | <EXCEPT> all = All() { operator = all ? SqlStdOperatorTable.EXCEPT_ALL : SqlStdOperatorTable.EXCEPT; }
        )
        right = QueryIntersection()
        { left = operator.createCall(from(begin), left, right); }
    )*
    { return left; }
}

SqlNode QueryIntersection() :
{ int begin = begin(); SqlNode left; SqlNode right; boolean all; }
{
    left = QueryPrimary()
    (
        <INTERSECT> all = All() right = QueryPrimary()
        {
            SqlOperator operator = all ? SqlStdOperatorTable.INTERSECT_ALL : SqlStdOperatorTable.INTERSECT;
            left = operator.createCall(from(begin), left, right);
        }
    )*
    { return left; }
}

boolean All() :
{ boolean all = false; }
{
    [ <ALL> { all = true; } | <DISTINCT> ]
    { return all; }
}

SqlNode QueryPrimary() :
{ int begin = begin(); SqlNode query; TableName table; }
{
    (
        query = SubQuery()
    |   query = Select()
    |   query = Values()
    |   <TABLE> table = RelationName() { query = new TableQuery(from(begin), table); }
    )
    { return query; }
}

SqlNode SubQuery() :
{ SqlNode query; }
{
    <QUERY_LPAREN> query = Query() <RPAREN>
    { return query; }
}

SqlNode Values() :
{ int begin = begin(); List<SqlNode> rows = new ArrayList<SqlNode>(); SqlNodeList row; }
{
    <VALUES> Open() row = Expressions() <RPAREN> { rows.add(row); }
    ( <COMMA> Open() row = Expressions() <RPAREN> { rows.add(row); } )*
    { return new ValuesQuery(from(begin), list(begin, rows)); }
}

SqlNode Select() :
{
    int begin = begin(); boolean distinct = false; SqlNodeList distinctOn = null; SqlNodeList items;
    Into into = null; SqlNode from = null; SqlNode where = null; boolean groupDistinct = false;
    SqlNodeList groupBy = null; SqlNode having = null; List<SqlNode> windows = new ArrayList<SqlNode>(); SqlNode window;
}
{
    <SELECT>
    [
        <ALL>
    |
        <DISTINCT> { distinct = true; }
        [ LOOKAHEAD({ at(ON) }) <ON> Open() distinctOn = Expressions() <RPAREN> { distinct = false; } ]
    ]
    items = SelectItems()
    [ into = Into() ]
    [ <FROM> from = FromList() ]
    [ <WHERE> where = Expression() ]
    [
        <GROUP> <BY>
        [ LOOKAHEAD({ at(ALL) }) <ALL> | <DISTINCT> { groupDistinct = true; } ]
        groupBy = GroupItems()
    ]
    [ <HAVING> having = Spanned() ]
    [
        <WINDOW> window = NamedWindow() { windows.add(window); }
        ( <COMMA> window = NamedWindow() { windows.add(window); } )*
    ]
    {
        return new Select(from(begin), distinct, distinctOn, items, into, from, where, groupDistinct,
            groupBy, having, list(begin, windows));
    }
}

SqlNodeList SelectItems() :
{ int begin = begin(); List<SqlNode> items = new ArrayList<SqlNode>(); SqlNode item; }
{
    [
        LOOKAHEAD({ startsItem() })
        item = SelectItem() { items.add(item); }
        ( <COMMA> item = SelectItem() { items.add(item); } )*
    ]
    { return list(begin, items); }
}

SqlNode SelectItem() :
{ int begin = begin(); SqlNode expression; SqlParserPos span; SqlIdentifier label = null; }
{
    (
        <STAR> { expression = star(); span = from(begin); }
    |
        expression = Expression() { span = from(begin); }
        [ LOOKAHEAD(1) (
            <AS> label = Label()
        |
            LOOKAHEAD({ bareLabel() }) label = Label() ) ]
    )
    { return new SelectItem(span, expression, label); }
}

Into Into() :
{ int begin = begin(); SqlIdentifier table; }
{
    <INTO>
    [ LOOKAHEAD({ at(LOCAL) || at(GLOBAL) }) ( <LOCAL> | <GLOBAL> ) ]
    [ LOOKAHEAD({ persistence() }) Word() ]
    [ LOOKAHEAD({ at(TABLE) }) <TABLE> ]
    table = QualifiedName()
    { return new Into(from(begin), table); }
}

SqlNodeList GroupItems() :
{ int begin = begin(); List<SqlNode> items = new ArrayList<SqlNode>(); SqlNode item; }
{
    item = GroupItem() { items.add(item); }
    ( <COMMA> item = GroupItem() { items.add(item); } )*
    { return list(begin, items); }
}

SqlNode GroupItem() :
{ int begin = begin(); String kind; SqlNodeList items; SqlNode item; }
{
    (
        LOOKAHEAD({ parenthesisAt(1) && at(2, RPAREN) })
        Open() <RPAREN>
        { return new Grouping(from(begin), "EMPTY", SqlNodeList.EMPTY); }
    |
        LOOKAHEAD({ (at(ROLLUP) || at(CUBE)) && parenthesisAt(2) })
        ( <ROLLUP> { kind = "ROLLUP"; } | <CUBE> { kind = "CUBE"; } )
        Open() items = Expressions() <RPAREN>
        { return new Grouping(from(begin), kind, items); }
    |
        LOOKAHEAD({ at(GROUPING) && at(2, SETS) })
        <GROUPING> <SETS> Open() items = GroupItems() <RPAREN>
        { return new Grouping(from(begin), "GROUPING SETS", items); }
    |
        item = Spanned()
        { return item; }
    )
}

SqlNode NamedWindow() :
{ int begin = begin(); SqlIdentifier name; WindowSpecification window; }
{
    name = ColumnId() <AS> window = WindowSpecification()
    { return new NamedWindow(from(begin), name, window); }
}

WindowSpecification WindowSpecification() :
{ int begin = begin(); SqlIdentifier base = null; SqlNodeList partition = null; SqlNodeList orderBy = null; SqlNodeList bounds = null; }
{
    Open()
    [ LOOKAHEAD({ windowName() }) base = ColumnId() ]
    [ <PARTITION> <BY> partition = Expressions() ]
    [ orderBy = OrderBy() ]
    [ bounds = Frame() ]
    <RPAREN>
    { return new WindowSpecification(from(begin), base, partition, orderBy, bounds); }
}

SqlNodeList Frame() :
{ int begin = begin(); List<SqlNode> bounds = new ArrayList<SqlNode>(); }
{
    ( <ROWS> | <RANGE> | <GROUPS> )
    (
        LOOKAHEAD({ at(BETWEEN) }) <BETWEEN> FrameBound(bounds) <AND> FrameBound(bounds)
    |
        FrameBound(bounds)
    )
    [
        <EXCLUDE> ( <CURRENT> <ROW> | <GROUP> | <TIES> | <NO> <OTHERS> )
    ]
    { return list(begin, bounds); }
}

void FrameBound(List<SqlNode> bounds) :
{ SqlNode bound; }
{
    (
        LOOKAHEAD({ at(UNBOUNDED) && (at(2, PRECEDING) || at(2, FOLLOWING)) })
        <UNBOUNDED> ( <PRECEDING> | <FOLLOWING> )
    |
        LOOKAHEAD({ at(CURRENT) && at(2, ROW) })
        <CURRENT> <ROW>
    |
        bound = Expression() { bounds.add(bound); } ( <PRECEDING> | <FOLLOWING> )
    )
}
