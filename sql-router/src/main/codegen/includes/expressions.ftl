/* EXPRESSIONS, from what binds least to what binds most, as PostgreSQL has it. */

SqlNode Expression() :
{ int begin = begin(); SqlNode next; List<SqlNode> operands = null; SqlNode left; }
{
    { enter(); }
    left = Conjunction()
    (
        <OR> next = Conjunction() { operands = chain(operands, left, next); }
    )*
    { leave(); return operands == null ? left : SqlStdOperatorTable.OR.createCall(from(begin), operands); }
}

/** An expression whose position is its whole text, parentheses included. */
SqlNode Spanned() :
{ int begin = begin(); SqlNode expression; }
{
    expression = Expression()
    { return spanned(begin, expression); }
}

SqlNodeList Expressions() :
{ int begin = begin(); List<SqlNode> items = new ArrayList<SqlNode>(); SqlNode item; }
{
    [
        LOOKAHEAD({ !at(RPAREN) && !at(RBRACKET) })
        item = Expression() { items.add(item); }
        ( <COMMA> item = Expression() { items.add(item); } )*
    ]
    { return list(begin, items); }
}

SqlNode Conjunction() :
{ int begin = begin(); SqlNode next; List<SqlNode> operands = null; SqlNode left; }
{
    left = Negation()
    (
        <AND> next = Negation() { operands = chain(operands, left, next); }
    )*
    { return operands == null ? left : SqlStdOperatorTable.AND.createCall(from(begin), operands); }
}

SqlNode Negation() :
{ int begin = begin(); SqlNode operand; }
{
    (
        LOOKAHEAD(1) ( <NOT> | <NOT_BEFORE_TEST> ) { enter(); } operand = Negation() { leave(); }
        { return SqlStdOperatorTable.NOT.createCall(from(begin), operand); }
    |
        operand = IsTest()
        { return operand; }
    )
}

SqlNode IsTest() :
{ int begin = begin(); SqlNode operand; }
{
    operand = Comparison()
    ( LOOKAHEAD(1) (
        <ISNULL> { operand = SqlStdOperatorTable.IS_NULL.createCall(from(begin), operand); }
    |
        <NOTNULL> { operand = SqlStdOperatorTable.IS_NOT_NULL.createCall(from(begin), operand); }
    |
        <IS> operand = IsWhat(begin, operand) ) )*
    { return operand; }
}

SqlNode IsWhat(int begin, SqlNode operand) :
{ boolean not = false; SqlNode right; SqlOperator operator; String name; }
{
    [ ( <NOT> | <NOT_BEFORE_TEST> ) { not = true; } ]
    (
        <DISTINCT> <FROM> right = Comparison()
        {
            operator = not ? SqlStdOperatorTable.IS_NOT_DISTINCT_FROM : SqlStdOperatorTable.IS_DISTINCT_FROM;
            return operator.createCall(from(begin), operand, right);
        }
    |
        (
            <NULL> { operator = not ? SqlStdOperatorTable.IS_NOT_NULL : SqlStdOperatorTable.IS_NULL; }
        |   <TRUE> { operator = not ? SqlStdOperatorTable.IS_NOT_TRUE : SqlStdOperatorTable.IS_TRUE; }
        |   <FALSE> { operator = not ? SqlStdOperatorTable.IS_NOT_FALSE : SqlStdOperatorTable.IS_FALSE; }
        |   <UNKNOWN> { operator = not ? SqlStdOperatorTable.IS_NOT_UNKNOWN : SqlStdOperatorTable.IS_UNKNOWN; }
        )
        { return operator.createCall(from(begin), operand); }
    |
        (
            <DOCUMENT> { name = "IS DOCUMENT"; }
        |   [ <NFC> | <NFD> | <NFKC> | <NFKD> ] <NORMALIZED> { name = "IS NORMALIZED"; }
        |   <JSON> [ LOOKAHEAD(1) ( <VALUE> | <ARRAY> | <OBJECT> | <SCALAR> ) ] [ LOOKAHEAD(1) JsonUnique() ] { name = "IS JSON"; }
        )
        { return syntax(begin, name, operand); }
    )
}

SqlNode Comparison() :
{ int begin = begin(); SqlNode left; SqlNode right; SqlOperator operator; Token token; }
{
    left = Test()
    ( LOOKAHEAD(1)
        (
            token = <EQ> { operator = SqlStdOperatorTable.EQUALS; }
        |   token = <LT> { operator = SqlStdOperatorTable.LESS_THAN; }
        |   token = <GT> { operator = SqlStdOperatorTable.GREATER_THAN; }
        |   token = <LE> { operator = SqlStdOperatorTable.LESS_THAN_OR_EQUAL; }
        |   token = <GE> { operator = SqlStdOperatorTable.GREATER_THAN_OR_EQUAL; }
        |   token = <NE> { operator = SqlStdOperatorTable.NOT_EQUALS; }
        )
        (
            LOOKAHEAD({ startsQuantified() })
            left = QuantifiedRight(begin, left, operator(token))
        |
            right = Test() { left = operator.createCall(from(begin), left, right); }
        )
    )*
    { return left; }
}

SqlNode QuantifiedRight(int begin, SqlNode left, OperatorName operator) :
{ boolean all = false; SqlNode right; }
{
    ( <ANY> | <SOME> | <ALL> { all = true; } )
    ( right = SubQuery() | <LPAREN> right = Expression() <RPAREN> )
    { return new Quantified(from(begin), operator, left, right, all); }
}

/** BETWEEN, IN, LIKE, ILIKE, SIMILAR TO, OVERLAPS. */
SqlNode Test() :
{ int begin = begin(); SqlNode left; boolean not; }
{
    left = OtherOperation()
    (
        LOOKAHEAD({ startsTest() })
        { not = false; }
        [ <NOT_BEFORE_TEST> { not = true; } ]
        left = TestRight(begin, left, not)
    )*
    { return left; }
}

SqlNode TestRight(int begin, SqlNode left, boolean not) :
{ SqlNode right; SqlNode upper; SqlNodeList values; String name; boolean symmetric = false; SqlOperator operator; }
{
    (
        <IN>
        (
            right = SubQuery()
        |
            <LPAREN> right = Expressions() <RPAREN>
        )
        { return (not ? SqlStdOperatorTable.NOT_IN : SqlStdOperatorTable.IN).createCall(from(begin), left, right); }
    |
        <BETWEEN> [ <SYMMETRIC> { symmetric = true; } | <ASYMMETRIC> ]
        right = OtherOperation() <AND> upper = OtherOperation()
        {
            operator = symmetric
                ? (not ? SqlStdOperatorTable.SYMMETRIC_NOT_BETWEEN : SqlStdOperatorTable.SYMMETRIC_BETWEEN)
                : (not ? SqlStdOperatorTable.NOT_BETWEEN : SqlStdOperatorTable.BETWEEN);
            return operator.createCall(from(begin), left, right, upper);
        }
    |
        (
            <LIKE> { name = not ? "!~~" : "~~"; }
        |   <ILIKE> { name = not ? "!~~*" : "~~*"; }
        |   <SIMILAR> <TO> { name = not ? "!~" : "~"; }
        )
        (
            LOOKAHEAD({ startsQuantified() })
            left = QuantifiedRight(begin, left, new OperatorName(from(begin), null, name))
        |
            right = OtherOperation()
            [ LOOKAHEAD(1) <ESCAPE> upper = OtherOperation() { right = syntax(begin, "ESCAPE", right, upper); } ]
            { left = new Operation(from(begin), new OperatorName(from(begin), null, name), left, right); }
        )
        { return left; }
    |
        <OVERLAPS> right = OtherOperation()
        { return call(begin, "overlaps", left, right); }
    )
}

/** All operators that have no precedence of their own. */
SqlNode OtherOperation() :
{ int begin = begin(); SqlNode left; SqlNode right; OperatorName operator; }
{
    left = Sum()
    (
        LOOKAHEAD({ startsOtherOperator() })
        operator = OtherOperator()
        (
            LOOKAHEAD({ startsQuantified() })
            left = QuantifiedRight(begin, left, operator)
        |
            right = Sum() { left = new Operation(from(begin), operator, left, right); }
        )
    )*
    { return left; }
}

OperatorName OtherOperator() :
{ OperatorName operator; Token token; }
{
    (
        token = <OPERATION> { operator = operator(token); }
    |
        <OPERATOR> <LPAREN> operator = OperatorAny() <RPAREN>
    )
    { return operator; }
}

/** Any operator, with its schema or without. */
OperatorName OperatorAny() :
{ OperatorName operator; SqlIdentifier name; }
{
    (
        LOOKAHEAD({ at(OPERATOR) && parenthesisAt(2) })
        <OPERATOR> <LPAREN> operator = OperatorAny() <RPAREN>
        { return operator; }
    |
        name = OperatorWords()
        { return operatorOf(name); }
    )
}

SqlNode Sum() :
{ int begin = begin(); SqlNode left; SqlNode right; SqlOperator operator; OperatorName name; Token token; }
{
    left = Product()
    ( LOOKAHEAD(1)
        ( token = <PLUS> { operator = SqlStdOperatorTable.PLUS; } | token = <MINUS> { operator = SqlStdOperatorTable.MINUS; } )
        (
            LOOKAHEAD({ startsQuantified() }) left = QuantifiedRight(begin, left, operator(token))
        |
            right = Product() { left = operator.createCall(from(begin), left, right); }
        )
    )*
    { return left; }
}

SqlNode Product() :
{ int begin = begin(); SqlNode left; SqlNode right; SqlOperator operator; Token token; }
{
    left = Power()
    (
        LOOKAHEAD(1)
        (
            token = <STAR> { operator = SqlStdOperatorTable.MULTIPLY; }
        |   token = <SLASH> { operator = SqlStdOperatorTable.DIVIDE; }
        |   token = <PERCENT_REMAINDER> { operator = SqlStdOperatorTable.PERCENT_REMAINDER; }
        )
        (
            LOOKAHEAD({ startsQuantified() }) left = QuantifiedRight(begin, left, operator(token))
        |
            right = Power() { left = operator.createCall(from(begin), left, right); }
        )
    )*
    { return left; }
}

SqlNode Power() :
{ int begin = begin(); SqlNode left; SqlNode right; Token token; }
{
    left = Zoned()
    (
        LOOKAHEAD(1)
        token = <CARET>
        (
            LOOKAHEAD({ startsQuantified() }) left = QuantifiedRight(begin, left, operator(token))
        |
            right = Zoned() { left = new Operation(from(begin), operator(token), left, right); }
        )
    )*
    { return left; }
}

SqlNode Zoned() :
{ int begin = begin(); SqlNode left; SqlNode zone; }
{
    left = Collated()
    (
        LOOKAHEAD({ at(AT) && (at(2, TIME) || at(2, LOCAL)) })
        <AT>
        (
            <TIME> <ZONE> zone = Collated() { left = call(begin, "timezone", zone, left); }
        |
            <LOCAL> { left = call(begin, "timezone", left); }
        )
    )*
    { return left; }
}

SqlNode Collated() :
{ int begin = begin(); SqlNode value; SqlIdentifier name; }
{
    value = Signed()
    ( LOOKAHEAD(1) <COLLATE> name = QualifiedName() { value = new Collation(from(begin), value, name); } )*
    { return value; }
}

/** A sign or another operator before its operand, or none. */
SqlNode Signed() :
{ int begin = begin(); SqlNode operand; OperatorName operator; }
{
    (
        <PLUS> { enter(); } operand = Signed() { leave(); }
        { return SqlStdOperatorTable.UNARY_PLUS.createCall(from(begin), operand); }
    |
        <MINUS> { enter(); } operand = Signed() { leave(); }
        { return SqlStdOperatorTable.UNARY_MINUS.createCall(from(begin), operand); }
    |
        ( <NOT> | <NOT_BEFORE_TEST> ) { enter(); } operand = IsTest() { leave(); }
        { return SqlStdOperatorTable.NOT.createCall(from(begin), operand); }
    |
        LOOKAHEAD({ startsOtherOperator() })
        operator = OtherOperator() { enter(); } operand = Sum() { leave(); }
        { return new Operation(from(begin), operator, null, operand); }
    |
        operand = Suffixed()
        { return operand; }
    )
}

/** With casts, subscripts and fields. */
SqlNode Suffixed() :
{ int begin = begin(); SqlNode value; TypeName type; SqlNodeList indexes; Token field; }
{
    value = Primary()
    (
        <TYPECAST> type = Type() { value = new Cast(from(begin), value, type); }
    |
        indexes = Subscripts() { value = new Subscript(from(begin), value, indexes); }
    |
        LOOKAHEAD({ at(DOT) && at(2, STAR) })
        <DOT> <STAR> { value = new FieldSelection(from(begin), value, null); }
    |
        <DOT> field = Word() { value = new FieldSelection(from(begin), value, field.image); }
    )*
    { return value; }
}

SqlNodeList Subscripts() :
{ int begin = begin(); List<SqlNode> indexes = new ArrayList<SqlNode>(); SqlNode index; }
{
    (
        LOOKAHEAD({ at(LBRACKET) })
        <LBRACKET> index = SubscriptIndex() { indexes.add(index); } <RBRACKET>
    )+
    { return list(begin, indexes); }
}

SqlNode SubscriptIndex() :
{ int begin = begin(); SqlNode lower = null; SqlNode upper = null; boolean slice = false; }
{
    [ LOOKAHEAD({ !at(COLON) && !at(RBRACKET) }) lower = Expression() ]
    [ <COLON> { slice = true; } [ LOOKAHEAD({ !at(RBRACKET) }) upper = Expression() ] ]
    { return slice || lower == null ? new Slice(from(begin), lower, upper) : lower; }
}

SqlNode Primary() :
{ int begin = begin(); SqlNode value; SqlNodeList list; TypeName type; Token token; }
{
    (
        LOOKAHEAD({ startsTypedLiteral() })
        type = SimpleType() token = <TEXT_LITERAL> { value = constant(token); }
        [ LOOKAHEAD({ isInterval(type) && startsIntervalFields() }) IntervalFields() ]
        { return new Cast(from(begin), value, type); }
    |
        LOOKAHEAD({ startsSyntaxCall() })
        value = SyntaxCall()
        { return value; }
    |
        LOOKAHEAD({ startsDocumentCall() })
        value = DocumentCall()
        { return value; }
    |
        token = <PARAMETER_NUMBER>
        { return parameter(token); }
    |
        ( token = <NUMBER_LITERAL> | token = <TEXT_LITERAL> | token = <BIT_LITERAL> | token = <TRUE> | token = <FALSE> | token = <NULL> )
        { return constant(token); }
    |
        value = SubQuery()
        { return value; }
    |
        <LPAREN> list = Expressions() <RPAREN>
        { return list.size() == 1 ? list.get(0) : SqlStdOperatorTable.ROW.createCall(from(begin), list.getList()); }
    |
        value = Case()
        { return value; }
    |
        <DEFAULT_>
        { return SqlStdOperatorTable.DEFAULT.createCall(from(begin)); }
    |
        <ARRAY>
        (
            value = SubQuery() { value = SqlStdOperatorTable.ARRAY_QUERY.createCall(from(begin), value); }
        |
            value = ArrayItems(begin)
        )
        { return value; }
    |
        value = CurrentValue()
        { return value; }
    |
        LOOKAHEAD({ at(EXISTS) && at(2, QUERY_LPAREN) })
        <EXISTS> value = SubQuery()
        { return SqlStdOperatorTable.EXISTS.createCall(from(begin), value); }
    |
        LOOKAHEAD({ at(ROW) && parenthesisAt(2) })
        <ROW> Open() list = Expressions() <RPAREN>
        { return SqlStdOperatorTable.ROW.createCall(from(begin), list.getList()); }
    |
        LOOKAHEAD({ at(GROUPING) && parenthesisAt(2) })
        <GROUPING> Open() list = Expressions() <RPAREN>
        { return new SyntaxCall(from(begin), "GROUPING", list); }
    |
        LOOKAHEAD({ startsCall() })
        value = Call()
        { return value; }
    |
        value = Column()
        { return value; }
    )
}

SqlNode ArrayItems(int begin) :
{ List<SqlNode> items = new ArrayList<SqlNode>(); SqlNode item; int inner; }
{
    <LBRACKET> { enter(); }
    [
        LOOKAHEAD({ !at(RBRACKET) })
        item = ArrayItem() { items.add(item); }
        ( <COMMA> item = ArrayItem() { items.add(item); } )*
    ]
    <RBRACKET>
    { leave(); return SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR.createCall(from(begin), items); }
}

SqlNode ArrayItem() :
{ int begin = begin(); SqlNode item; }
{
    ( item = ArrayItems(begin) | item = Expression() )
    { return item; }
}

SqlNode Case() :
{
    int begin = begin(); SqlNode value = null; List<SqlNode> whens = new ArrayList<SqlNode>();
    List<SqlNode> thens = new ArrayList<SqlNode>(); SqlNode node; SqlNode otherwise = null;
}
{
    <CASE>
    [ LOOKAHEAD({ !at(WHEN) }) value = Expression() ]
    (
        <WHEN> node = Expression() { whens.add(node); }
        <THEN> node = Expression() { thens.add(node); }
    )+
    [ <ELSE> otherwise = Expression() ]
    <END>
    {
        SqlNode missing = otherwise == null ? SqlLiteral.createNull(from(begin)) : otherwise;
        return new SqlCase(from(begin), value, list(begin, whens), list(begin, thens), missing);
    }
}

/** What looks like a name and is asked of the session. */
SqlNode CurrentValue() :
{ int begin = begin(); Token token; }
{
    (
        ( token = <CURRENT_DATE> | token = <CURRENT_ROLE> | token = <CURRENT_USER> | token = <CURRENT_CATALOG>
        | token = <SESSION_USER> | token = <SYSTEM_USER> | token = <USER> )
    |
        LOOKAHEAD({ at(CURRENT_SCHEMA) && !parenthesisAt(2) })
        token = <CURRENT_SCHEMA>
    |
        ( token = <CURRENT_TIME> | token = <CURRENT_TIMESTAMP> | token = <LOCALTIME> | token = <LOCALTIMESTAMP> )
        [ LOOKAHEAD({ parenthesisAt(1) }) Open() Expression() <RPAREN> ]
    )
    { return new SyntaxCall(from(begin), token.image, SqlNodeList.EMPTY); }
}
