package io.penstock.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** TLS towards clients (under {@code listen}) or towards a node. */
public record TlsConfig(
    @Doc(
            "How much TLS is asked for. Under listen, verify-ca and verify-full ask every client for a certificate.")
        @Default("prefer")
        TlsMode mode,
    @Doc(
            "PEM file with this side's certificate chain; needed under listen unless the mode is disable. Relative to the configuration file.")
        @Nullable Path certificate,
    @Doc("PEM file with the certificate's private key.") @Nullable Path key,
    @Doc("Under listen: PEM file with the authorities that sign client certificates.")
        @Nullable Path clientCa,
    @Doc(
            "On a node: PEM file with the authorities that sign its certificate; needed for verify-ca and verify-full.")
        @Nullable Path ca) {}
