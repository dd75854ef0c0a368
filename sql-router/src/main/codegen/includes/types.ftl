/* TYPES */

TypeName Type() :
{ int begin = begin(); TypeName type; boolean set = false; boolean array = false; }
{
    [ LOOKAHEAD({ at(SETOF) }) <SETOF> { set = true; } ]
    type = SimpleType()
    [ LOOKAHEAD({ isInterval(type) && startsIntervalFields() }) IntervalFields() ]
    ( LOOKAHEAD(1) (
        LOOKAHEAD({ at(LBRACKET) }) <LBRACKET> [ <NUMBER_LITERAL> ] <RBRACKET> { array = true; }
    |
        <ARRAY> { array = true; } [ LOOKAHEAD({ at(LBRACKET) }) <LBRACKET> <NUMBER_LITERAL> <RBRACKET> ] ) )*
    { return new TypeName(from(begin), type.name, type.modifiers, array, set); }
}

TypeName SimpleType() :
{ int begin = begin(); SqlIdentifier name; String own; SqlNodeList modifiers = null; boolean zone; }
{
    (
        LOOKAHEAD({ startsOwnType() })
        (
            ( <INT> | <INTEGER> ) { own = "int4"; }
        |   <SMALLINT> { own = "int2"; }
        |   <BIGINT> { own = "int8"; }
        |   <REAL> { own = "float4"; }
        |   <DOUBLE> <PRECISION> { own = "float8"; }
        |   <FLOAT> { own = "float8"; } [ LOOKAHEAD({ parenthesisAt(1) }) Open() modifiers = Expressions() <RPAREN> ]
        |   ( <DECIMAL> | <DEC> | <NUMERIC> ) { own = "numeric"; } [ LOOKAHEAD({ parenthesisAt(1) }) Open() modifiers = Expressions() <RPAREN> ]
        |   <BOOLEAN> { own = "bool"; }
        |   <JSON> { own = "json"; }
        |   <INTERVAL> { own = "interval"; } [ LOOKAHEAD({ parenthesisAt(1) }) Open() modifiers = Expressions() <RPAREN> ]
        |   <BIT> { own = "bit"; } [ <VARYING> { own = "varbit"; } ] [ LOOKAHEAD({ parenthesisAt(1) }) Open() modifiers = Expressions() <RPAREN> ]
        |   <VARCHAR> { own = "varchar"; } [ LOOKAHEAD({ parenthesisAt(1) }) Open() modifiers = Expressions() <RPAREN> ]
        |
            [ <NATIONAL> ] ( <CHARACTER> | <CHAR> | <NCHAR> ) { own = "bpchar"; } [ <VARYING> { own = "varchar"; } ]
            [ LOOKAHEAD({ parenthesisAt(1) }) Open() modifiers = Expressions() <RPAREN> ]
        |
            ( <TIME> { own = "time"; } | <TIMESTAMP> { own = "timestamp"; } )
            [ LOOKAHEAD({ parenthesisAt(1) }) Open() modifiers = Expressions() <RPAREN> ]
            [ LOOKAHEAD(1) (
                <WITH_BEFORE_WORD> <TIME> <ZONE> { own = own + "tz"; }
            |   LOOKAHEAD({ at(WITHOUT) && at(2, TIME) }) <WITHOUT> <TIME> <ZONE> ) ]
        )
        { return new TypeName(from(begin), own(begin, own), modifiers, false, false); }
    |
        name = FunctionName()
        [ LOOKAHEAD({ parenthesisAt(1) }) Open() modifiers = Expressions() <RPAREN> ]
        [ LOOKAHEAD({ at(PERCENT_REMAINDER) && at(2, TYPE) }) <PERCENT_REMAINDER> <TYPE> ]
        { return new TypeName(from(begin), name, modifiers, false, false); }
    )
}

void IntervalFields() :
{}
{
    IntervalField() [ <TO> IntervalField() ]
}

void IntervalField() :
{}
{
    <YEAR> | <MONTH> | <DAY> | <HOUR> | <MINUTE> | <SECOND> [ LOOKAHEAD({ parenthesisAt(1) }) Open() <NUMBER_LITERAL> <RPAREN> ]
}
