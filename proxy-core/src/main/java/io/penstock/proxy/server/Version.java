package io.penstock.proxy.server;

/** Penstock's own version, as the build wrote it into the jar's manifest. */
public final class Version {
  private Version() {}

  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
