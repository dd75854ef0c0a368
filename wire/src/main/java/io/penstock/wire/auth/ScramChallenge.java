package io.penstock.wire.auth;

import io.penstock.wire.Bytes;

/** What a server asks a SCRAM client to derive its keys with. */
public record ScramChallenge(Bytes salt, int iterations) {}
