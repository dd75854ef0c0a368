/* INSERT, UPDATE, DELETE, MERGE */

SqlNode Insert() :
{
    int begin = begin(); SqlIdentifier table; SqlIdentifier alias = null; SqlNodeList columns = null;
    SqlNode source = null; OnConflict conflict = null; Returning returning = null;
}
{
    <INSERT> <INTO> table = QualifiedName()
    [ <AS> alias = ColumnId() ]
    [ LOOKAHEAD({ at(LPAREN) }) columns = InsertColumns() ]
    [ <OVERRIDING> ( <USER> | <SYSTEM> ) <VALUE> ]
    (
        LOOKAHEAD({ at(DEFAULT_) && at(2, VALUES) }) <DEFAULT_> <VALUES>
    |
        source = Query()
    )
    [ <ON> conflict = OnConflict() ]
    [ returning = Returning() ]
    { return new Insert(from(begin), table, alias, columns, source, conflict, returning); }
}

SqlNodeList InsertColumns() :
{ int begin = begin(); List<SqlNode> targets = new ArrayList<SqlNode>(); SqlNode target; }
{
    Open() target = AssignmentTarget() { targets.add(target); }
    ( <COMMA> target = AssignmentTarget() { targets.add(target); } )*
    <RPAREN>
    { return list(begin, targets); }
}

AssignmentTarget AssignmentTarget() :
{ int begin = begin(); SqlIdentifier column; SqlNodeList indexes; Token field; List<SqlNode> path = new ArrayList<SqlNode>(); }
{
    column = ColumnId()
    (
        LOOKAHEAD({ at(LBRACKET) })
        indexes = Subscripts() { path.add(new Subscript(from(begin), column, indexes)); }
    |
        <DOT> field = Word() { path.add(new FieldSelection(from(begin), column, field.image)); }
    )*
    { return new AssignmentTarget(from(begin), column, path.isEmpty() ? null : list(begin, path)); }
}

SqlNodeList Assignments() :
{ int begin = begin(); List<SqlNode> items = new ArrayList<SqlNode>(); SqlNode item; }
{
    item = Assignment() { items.add(item); }
    ( <COMMA> item = Assignment() { items.add(item); } )*
    { return list(begin, items); }
}

SqlNode Assignment() :
{ int begin = begin(); SqlNodeList targets; SqlNode target; SqlNode value; boolean row = false; }
{
    (
        LOOKAHEAD({ parenthesisAt(1) }) targets = InsertColumns() { row = true; }
    |
        target = AssignmentTarget() { targets = list(begin, Collections.singletonList(target)); }
    )
    <EQ> value = Expression()
    { return new Assignment(from(begin), targets, value, row); }
}

OnConflict OnConflict() :
{
    int begin = begin(); SqlNodeList target = null; SqlNode targetWhere = null; SqlIdentifier constraint = null;
    SqlNodeList assignments = null; SqlNode where = null;
}
{
    <CONFLICT>
    [
        <ON> <CONSTRAINT> constraint = ColumnId()
    |
        Open() target = ConflictTargets() <RPAREN> [ <WHERE> targetWhere = Expression() ]
    ]
    <DO>
    (
        <NOTHING>
    |
        <UPDATE> <SET> assignments = Assignments() [ <WHERE> where = Expression() ]
    |
        <SELECT> [ <FOR> Locking() ] [ <WHERE> where = Expression() ]
    )
    { return new OnConflict(from(begin), target, targetWhere, constraint, assignments, where); }
}

SqlNodeList ConflictTargets() :
{ int begin = begin(); List<SqlNode> items = new ArrayList<SqlNode>(); SqlNode item; }
{
    item = ConflictTarget() { items.add(item); }
    ( <COMMA> item = ConflictTarget() { items.add(item); } )*
    { return list(begin, items); }
}

SqlNode ConflictTarget() :
{ SqlNode target; }
{
    target = Expression()
    [ LOOKAHEAD({ !at(COMMA) && !at(RPAREN) && !at(ASC) && !at(DESC) && !at(NULLS_BEFORE_ORDER) }) QualifiedName() ]
    [ <ASC> | <DESC> ] [ <NULLS_BEFORE_ORDER> ( <FIRST> | <LAST> ) ]
    { return target; }
}

Returning Returning() :
{ int begin = begin(); SqlNodeList items; List<SqlNode> names = new ArrayList<SqlNode>(); SqlIdentifier name; }
{
    <RETURNING>
    [
        LOOKAHEAD({ at(WITH) && parenthesisAt(2) })
        <WITH> Open() Word() <AS> name = ColumnId() { names.add(name); }
        ( <COMMA> Word() <AS> name = ColumnId() { names.add(name); } )*
        <RPAREN>
    ]
    items = SelectItems()
    { return new Returning(from(begin), items, list(begin, names)); }
}

SqlNode Condition() :
{ int begin = begin(); SqlNode condition; SqlIdentifier cursor; }
{
    <WHERE>
    (
        LOOKAHEAD({ at(CURRENT) && at(2, OF) })
        <CURRENT> <OF> ( LOOKAHEAD({ at(PARAMETER_NUMBER) }) <PARAMETER_NUMBER> { cursor = null; } | cursor = ColumnId() )
        { return new CurrentOf(from(begin), cursor == null ? "" : cursor.getSimple()); }
    |
        condition = Expression()
        { return condition; }
    )
}

SqlNode Update() :
{
    int begin = begin(); TableName table; SqlIdentifier alias = null; SqlNodeList assignments;
    SqlNode from = null; SqlNode where = null; Returning returning = null;
}
{
    <UPDATE> table = RelationName()
    [ <AS> alias = ColumnId() | LOOKAHEAD({ !at(SET) }) alias = ColumnId() ]
    <SET> assignments = Assignments()
    [ <FROM> from = FromList() ]
    [ where = Condition() ]
    [ returning = Returning() ]
    { return new Update(from(begin), table, alias, assignments, (SqlNodeList) from, where, returning); }
}

SqlNode Delete() :
{
    int begin = begin(); TableName table; SqlIdentifier alias = null; SqlNode using = null;
    SqlNode where = null; Returning returning = null;
}
{
    <DELETE> <FROM> table = RelationName()
    [ <AS> alias = ColumnId() | LOOKAHEAD({ startsAlias() }) alias = ColumnId() ]
    [ <USING> using = FromList() ]
    [ where = Condition() ]
    [ returning = Returning() ]
    { return new Delete(from(begin), table, alias, (SqlNodeList) using, where, returning); }
}

SqlNode Merge() :
{
    int begin = begin(); TableName table; SqlIdentifier alias = null; SqlNode source; SqlNode condition;
    List<SqlNode> clauses = new ArrayList<SqlNode>(); SqlNode clause; Returning returning = null;
}
{
    <MERGE> <INTO> table = RelationName()
    [ <AS> alias = ColumnId() | LOOKAHEAD({ startsAlias() }) alias = ColumnId() ]
    <USING> source = TableReference()
    <ON> condition = Expression()
    ( clause = MergeClause() { clauses.add(clause); } )+
    [ returning = Returning() ]
    { return new Merge(from(begin), table, alias, source, condition, list(begin, clauses), returning); }
}

SqlNode MergeClause() :
{
    int begin = begin(); String kind; SqlNode condition = null; SqlNodeList assignments = null;
    SqlNodeList columns = null; SqlNodeList values = null;
}
{
    <WHEN>
    (
        <MATCHED>
    |
        ( <NOT> | <NOT_BEFORE_TEST> ) <MATCHED> [ <BY> ( <SOURCE> | <TARGET> ) ]
    )
    [ <AND> condition = Expression() ]
    <THEN>
    (
        <UPDATE> <SET> assignments = Assignments() { kind = "UPDATE"; }
    |
        <DELETE> { kind = "DELETE"; }
    |
        <DO> <NOTHING> { kind = "NOTHING"; }
    |
        <INSERT> { kind = "INSERT"; }
        [ columns = InsertColumns() ]
        [ <OVERRIDING> ( <USER> | <SYSTEM> ) <VALUE> ]
        ( <DEFAULT_> <VALUES> | <VALUES> Open() values = Expressions() <RPAREN> )
    )
    { return new MergeClause(from(begin), kind, condition, assignments, columns, values); }
}
