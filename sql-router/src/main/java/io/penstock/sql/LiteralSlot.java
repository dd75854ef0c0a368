package io.penstock.sql;

/**
 * A literal or parameter of a text.
 *
 * @param number its place among those that the fingerprint tells apart, from 0; the literals of
 *     members of a list that look alike have the same
 * @param start where it begins, without a sign, counted from the start of the range
 * @param end where it ends
 * @param kind NUMBER, BIT_STRING, PARAMETER, a kind of string, or WORD for NULL, TRUE or FALSE in a
 *     row of VALUES
 * @param negative whether a minus sign stands before it that the fingerprint leaves out as well
 */
public record LiteralSlot(int number, int start, int end, TokenKind kind, boolean negative) {}
