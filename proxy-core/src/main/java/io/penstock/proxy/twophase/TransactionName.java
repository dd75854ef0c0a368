package io.penstock.proxy.twophase;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction over several shards is called: one key for all of it, and for each shard that
 * prepares its part an identifier of its own, since shards may be databases of one server. Any
 * thread.
 *
 * <p>An identifier is {@code penstock_<database>_<instance>_<uuid>_<number>_<anchor>}: the first
 * four are the key, the number tells the parts apart, and the anchor is the shard where the
 * decision is written down.
 *
 * @param key what the decision is kept under
 * @param anchor the shard that decides, as {@link #anchorOf} writes it
 */
public record TransactionName(String key, String anchor) {
  /** PostgreSQL's limit is 199 bytes; the rest of an identifier takes less than 90. */
  private static final int LONGEST_ANCHOR = 100;

  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9.-]{1,%d}".formatted(LONGEST_ANCHOR));
  private static final Pattern IDENTIFIER =
      Pattern.compile(
          "(penstock_[0-9a-f]{8}_[0-9a-f]{8}_[0-9a-f]{32})_([0-9]{1,3})_([A-Za-z0-9.~-]+)");

  /** A part that was prepared on some shard. */
  public record Part(TransactionName transaction, int number) {
    /** Null for what no proxy has prepared. */
    public static @Nullable Part parse(String identifier) {
      Matcher found = IDENTIFIER.matcher(identifier);
      return found.matches()
          ? new Part(
              new TransactionName(found.group(1), found.group(3)), Integer.parseInt(found.group(2)))
          : null;
    }
  }

  /**
   * A name that no other transaction has.
   *
   * @param instance of the proxy, eight hexadecimal digits
   */
  static TransactionName next(String database, String instance, String shard) {
    UUID random = UUID.randomUUID();
    HexFormat hex = HexFormat.of();
    return new TransactionName(
        prefix(database)
            + instance
            + "_"
            + hex.toHexDigits(random.getMostSignificantBits())
            + hex.toHexDigits(random.getLeastSignificantBits()),
        anchorOf(shard));
  }

  /** What the identifiers of all parts of a database's transactions begin with. */
  static String prefix(String database) {
    return "penstock_" + digest(database) + "_";
  }

  /** A shard's name as it stands in identifiers. */
  static String anchorOf(String shard) {
    return PLAIN.matcher(shard).matches() ? shard : "~" + digest(shard);
  }

  private static String digest(String name) {
    CRC32 sum = new CRC32();
    sum.update(name.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  /** What one shard's part is called there. */
  public String part(int number) {
    return key + "_" + number + "_" + anchor;
  }
}
