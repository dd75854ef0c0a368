package io.penstock.config;

/** What to do with each feature that cannot be carried from backend to backend. */
public record PinPolicies(
    @Doc("CREATE TEMPORARY TABLE and what else lives in pg_temp.") @Default("pin")
        PinPolicy temporaryTables,
    @Doc("LISTEN.") @Default("pin") PinPolicy listen,
    @Doc("Session-level advisory locks.") @Default("pin") PinPolicy advisoryLocks,
    @Doc("Cursors declared WITH HOLD.") @Default("pin") PinPolicy holdCursors,
    @Doc("LOAD of a shared library.") @Default("pin") PinPolicy load,
    @Doc("PREPARE in SQL that cannot be mapped.") @Default("pin") PinPolicy sqlPrepare,
    @Doc("setseed().") @Default("pin") PinPolicy setSeed,
    @Doc("Code whose effects on the session cannot be seen: DO, CALL.") @Default("pin")
        PinPolicy opaque) {}
