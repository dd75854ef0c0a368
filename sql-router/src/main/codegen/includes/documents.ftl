/* XML AND JSON */

SqlNode DocumentCall() :
{ int begin = begin(); List<SqlNode> operands = new ArrayList<SqlNode>(); Token name; SqlNode node; TypeName type; SqlIdentifier id; }
{
    (
        name = <XMLELEMENT> Open() <NAME> Label()
        ( <COMMA>
            ( LOOKAHEAD({ at(XMLATTRIBUTES) && parenthesisAt(2) }) <XMLATTRIBUTES> Open() Labelled(operands) <RPAREN>
            | node = Expression() { operands.add(node); } )
        )*
        <RPAREN>
    |
        name = <XMLFOREST> Open() Labelled(operands) <RPAREN>
    |
        name = <XMLEXISTS> Open() node = Suffixed() { operands.add(node); } XmlPassing(operands) <RPAREN>
    |
        name = <XMLPARSE> Open() ( <DOCUMENT> | <CONTENT> ) node = Expression() { operands.add(node); }
        [ ( <PRESERVE> | <STRIP> ) <WHITESPACE> ] <RPAREN>
    |
        name = <XMLPI> Open() <NAME> Label() [ <COMMA> node = Expression() { operands.add(node); } ] <RPAREN>
    |
        name = <XMLROOT> Open() node = Expression() { operands.add(node); } <COMMA> <VERSION>
        ( LOOKAHEAD({ at(NO) }) <NO> <VALUE> | node = Expression() { operands.add(node); } )
        [ <COMMA> <STANDALONE> ( <YES> | <NO> [ <VALUE> ] ) ] <RPAREN>
    |
        name = <XMLSERIALIZE> Open() ( <DOCUMENT> | <CONTENT> ) node = Expression() <AS> type = Type()
        { operands.add(new Cast(from(begin), node, type)); }
        [ [ <NO> ] <INDENT> ] <RPAREN>
    |
        name = <XMLTABLE> Open()
        [
            <XMLNAMESPACES> Open() XmlNamespace(operands) ( <COMMA> XmlNamespace(operands) )* <RPAREN> <COMMA>
        ]
        node = Suffixed() { operands.add(node); } XmlPassing(operands)
        <COLUMNS> XmlColumn(operands) ( <COMMA> XmlColumn(operands) )* <RPAREN>
    |
        ( name = <JSON_OBJECT> | name = <JSON_ARRAY> | name = <JSON_OBJECTAGG> | name = <JSON_ARRAYAGG> | name = <JSON_SCALAR>
        | name = <JSON_SERIALIZE> | name = <JSON_EXISTS> | name = <JSON_QUERY> | name = <JSON_VALUE> | name = <JSON_TABLE> | name = <JSON> )
        Open() JsonArguments(operands) <RPAREN>
        { id = new SqlIdentifier(name.image, from(begin)); }
        node = CallTail(begin, id, list(begin, operands), false, false, false, null)
        { return node; }
    )
    { return new SyntaxCall(from(begin), name.image, list(begin, operands)); }
}

void Labelled(List<SqlNode> operands) :
{ SqlNode node; }
{
    node = Expression() { operands.add(node); } [ <AS> Label() ]
    ( <COMMA> node = Expression() { operands.add(node); } [ <AS> Label() ] )*
}

void XmlPassing(List<SqlNode> operands) :
{ SqlNode node; }
{
    <PASSING> [ <BY> Word() ] node = Suffixed() { operands.add(node); } [ <BY> Word() ]
}

void XmlNamespace(List<SqlNode> operands) :
{ SqlNode node; }
{
    [ LOOKAHEAD({ at(DEFAULT_) }) <DEFAULT_> ] node = OtherOperation() { operands.add(node); } [ <AS> Label() ]
}

void XmlColumn(List<SqlNode> operands) :
{ SqlNode node; TypeName type; }
{
    ColumnId()
    (
        LOOKAHEAD({ at(FOR) }) <FOR> <ORDINALITY>
    |
        type = Type() { operands.add(type); }
        (
            ( <NOT> | <NOT_BEFORE_TEST> ) <NULL> | <NULL>
        |
            ( <DEFAULT_> | <PATH> ) node = OtherOperation() { operands.add(node); }
        )*
    )
}

/** Loose: what matters are the expressions in it. */
void JsonArguments(List<SqlNode> operands) :
{ SqlNode node; TypeName type; SqlNodeList orderBy; }
{
    (
        LOOKAHEAD({ !at(RPAREN) })
        (
            LOOKAHEAD({ at(RETURNING) }) <RETURNING> type = Type() { operands.add(type); }
        |
            LOOKAHEAD({ at(FORMAT) && at(2, JSON) }) <FORMAT> <JSON> [ <ENCODING> Word() ]
        |
            LOOKAHEAD({ jsonBehaviour() }) JsonBehaviour()
        |
            LOOKAHEAD({ at(DEFAULT_) }) <DEFAULT_> node = Expression() { operands.add(node); } <ON> Word()
        |
            LOOKAHEAD({ at(WITH) || at(WITHOUT) }) JsonUnique()
        |
            LOOKAHEAD({ (at(KEEP) || at(OMIT)) && at(2, QUOTES) })
            ( <KEEP> | <OMIT> ) <QUOTES> [ <ON> <SCALAR> <STRING> ]
        |
            LOOKAHEAD({ jsonSeparator() }) JsonSeparator()
        |
            LOOKAHEAD({ at(AS) }) <AS> Label()
        |
            LOOKAHEAD({ at(ORDER) }) orderBy = OrderBy() { operands.add(orderBy); }
        |
            LOOKAHEAD({ at(COLUMNS) && parenthesisAt(2) }) JsonColumns(operands)
        |
            LOOKAHEAD({ startsQuery(1) }) node = Query() { operands.add(node); }
        |
            node = Expression() { operands.add(node); }
        )
    )*
}

JAVACODE void TakeSeparator() { getNextToken(); }

void JsonSeparator() : {} { {} TakeSeparator() }

void JsonBehaviour() :
{}
{
    ( <NULL> | <TRUE> | <FALSE> | <UNKNOWN> | <ABSENT> | <ERROR> | <EMPTY> [ <ARRAY> | <OBJECT> ] ) <ON> Word()
}

void JsonUnique() :
{}
{
    ( <WITH> | <WITHOUT> ) [ Conditional() ] [ <ARRAY> ] ( <UNIQUE> [ LOOKAHEAD({ at(KEYS) }) <KEYS> ] | <WRAPPER> )
}

void Conditional() :
{}
{
    <CONDITIONAL> | <UNCONDITIONAL>
}

void JsonColumns(List<SqlNode> operands) :
{}
{
    <COLUMNS> Open() JsonColumn(operands) ( <COMMA> JsonColumn(operands) )* <RPAREN>
}

void JsonColumn(List<SqlNode> operands) :
{ SqlNode node; TypeName type; }
{
    LOOKAHEAD({ at(NESTED) && (at(2, PATH) || at(2, TEXT_LITERAL)) })
    <NESTED> [ <PATH> ] <TEXT_LITERAL> [ <AS> ColumnId() ] JsonColumns(operands)
|
    ColumnId()
    (
        LOOKAHEAD({ at(FOR) }) <FOR> <ORDINALITY>
    |
        type = Type() { operands.add(type); }
        [ LOOKAHEAD({ at(FORMAT) }) <FORMAT> <JSON> [ <ENCODING> Word() ] ]
        [ LOOKAHEAD({ at(EXISTS) }) <EXISTS> ]
        (
            LOOKAHEAD({ at(PATH) }) <PATH> <TEXT_LITERAL>
        |
            LOOKAHEAD({ jsonBehaviour() }) JsonBehaviour()
        |
            LOOKAHEAD({ at(DEFAULT_) }) <DEFAULT_> node = Expression() { operands.add(node); } <ON> Word()
        |
            LOOKAHEAD({ at(WITH) || at(WITHOUT) }) JsonUnique()
        |
            LOOKAHEAD({ at(KEEP) || at(OMIT) }) ( <KEEP> | <OMIT> ) <QUOTES> [ <ON> <SCALAR> <STRING> ]
        )*
    )
}
