package io.penstock.pool.node;

/** What became of the search for a node that serves a read. */
public sealed interface ReadChoice permits Node, NoReplica {}
