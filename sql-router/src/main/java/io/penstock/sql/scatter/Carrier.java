package io.penstock.sql.scatter;

/**
 * How the values of a part's column travel to the finish.
 *
 * @param elementOid the type of the array's elements: text's for values that travel as text
 * @param arrayOid the array's type, which is that of the parameter
 * @param binary whether shards are asked for binary values; else for text
 */
public record Carrier(int elementOid, int arrayOid, boolean binary) {}
