/* CALLS */

SqlNode Call() :
{
    int begin = begin(); SqlIdentifier name; boolean star = false; boolean variadic = false; boolean distinct = false;
    List<SqlNode> arguments = new ArrayList<SqlNode>(); SqlNodeList orderBy = null; SqlNodeList list; SqlNode call;
}
{
    name = FunctionName() Open()
    (
        LOOKAHEAD({ at(STAR) && at(2, RPAREN) }) <STAR> { star = true; }
    |
        [ LOOKAHEAD({ at(ALL) }) <ALL> | <DISTINCT> { distinct = true; } ]
        [
            LOOKAHEAD({ !at(RPAREN) })
            variadic = Argument(arguments)
            ( <COMMA> variadic = Argument(arguments) )*
            [ orderBy = OrderBy() ]
        ]
    )
    <RPAREN> { list = list(begin, arguments); }
    call = CallTail(begin, name, list, star, variadic, distinct, orderBy)
    { return call; }
}

/** WITHIN GROUP, FILTER, OVER. */
SqlNode CallTail(int begin, SqlIdentifier name, SqlNodeList arguments, boolean star, boolean variadic,
    boolean distinct, SqlNodeList orderBy) :
{ boolean within = false; SqlNode filter = null; SqlNode over = null; }
{
    [ LOOKAHEAD({ at(WITHIN) && at(2, GROUP) }) <WITHIN> <GROUP> Open() orderBy = OrderBy() <RPAREN> { within = true; } ]
    [ LOOKAHEAD({ at(FILTER) && parenthesisAt(2) }) <FILTER> Open() <WHERE> filter = Expression() <RPAREN> ]
    [ LOOKAHEAD({ (at(IGNORE) || at(RESPECT)) && at(2, NULLS) }) ( <IGNORE> | <RESPECT> ) <NULLS> ]
    [
        <OVER>
        ( LOOKAHEAD({ parenthesisAt(1) }) over = WindowSpecification() | over = ColumnId() )
    ]
    { return new FunctionCall(from(begin), name, arguments, star, variadic, distinct, orderBy, within, filter, over); }
}

boolean Argument(List<SqlNode> arguments) :
{ int begin; boolean variadic = false; SqlNode argument; Token name = null; }
{
    [ LOOKAHEAD({ at(VARIADIC) }) <VARIADIC> { variadic = true; } ]
    { begin = begin(); }
    [
        LOOKAHEAD({ at(2, ASSIGN) || at(2, NAMED_ARGUMENT_ASSIGNMENT) })
        name = Word() ( <ASSIGN> | <NAMED_ARGUMENT_ASSIGNMENT> )
    ]
    argument = Spanned()
    {
        arguments.add(name == null ? argument : new NamedArgument(from(begin), name.image, argument));
        return variadic;
    }
}

/** Calls with a syntax of their own; where PostgreSQL makes a call of them, that call. */
SqlNode SyntaxCall() :
{ int begin = begin(); SqlNodeList list; SqlNode value; SqlNode other; TypeName type; String name; List<SqlNode> arguments = new ArrayList<SqlNode>(); Token token; }
{
    (
        ( token = <COALESCE> | token = <GREATEST> | token = <LEAST> | token = <NULLIF> | token = <XMLCONCAT> )
        Open() list = Expressions() <RPAREN>
        { return new SyntaxCall(from(begin), token.image, list); }
    |
        ( <CAST> | <TREAT> ) Open() value = Expression() <AS> type = Type() <RPAREN>
        { return new Cast(from(begin), value, type); }
    |
        <EXTRACT> Open()
        [
            LOOKAHEAD({ at(2, FROM) })
            Word() <FROM>
        ]
        list = Expressions() <RPAREN>
        { return call(begin, "extract", list); }
    |
        <POSITION> Open() value = OtherOperation() { arguments.add(value); }
        [ LOOKAHEAD(1) ( <IN> | <COMMA> ) value = OtherOperation() { arguments.add(value); } ]
        ( <COMMA> value = Expression() { arguments.add(value); } )*
        <RPAREN>
        { return call(begin, "position", list(begin, arguments)); }
    |
        ( <SUBSTRING> { name = "substring"; } | <OVERLAY> { name = "overlay"; } )
        Open()
        [
            LOOKAHEAD({ !at(RPAREN) })
            Argument(arguments)
            ( ( <COMMA> | <FROM> | <FOR> | <PLACING> | <SIMILAR> | <ESCAPE> ) Argument(arguments) )*
        ]
        <RPAREN>
        { return call(begin, name, list(begin, arguments)); }
    |
        <TRIM> Open() { name = "btrim"; }
        [ <BOTH> | <LEADING> { name = "ltrim"; } | <TRAILING> { name = "rtrim"; } ]
        [ LOOKAHEAD({ at(FROM) }) <FROM> ]
        Argument(arguments) ( ( <COMMA> | <FROM> ) Argument(arguments) )*
        <RPAREN>
        { return call(begin, name, list(begin, arguments)); }
    |
        <NORMALIZE> Open() value = Expression() [ <COMMA> ( <NFC> | <NFD> | <NFKC> | <NFKD> ) ] <RPAREN>
        { return call(begin, "normalize", value); }
    |
        <COLLATION> <FOR> Open() value = Expression() <RPAREN>
        { return call(begin, "pg_collation_for", value); }
    |
        <MERGE_ACTION> Open() <RPAREN>
        { return new SyntaxCall(from(begin), "merge_action", SqlNodeList.EMPTY); }
    )
}
