package io.penstock.sql.route;

/**
 * What is known of a statement before its session is: to be kept for its next time.
 *
 * @param rules bits of the rules that match it
 * @param primary the decision where it goes to the primary because of itself
 */
public record StatementRoute(Classification classification, long rules, RouteDecision primary) {}
