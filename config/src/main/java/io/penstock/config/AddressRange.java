package io.penstock.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses: one address, a CIDR range, or every address.
 *
 * @param network the range's first address; null for every address of either family
 * @param prefixLength how many leading bits an address must share with it
 */
public record AddressRange(@Nullable InetAddress network, int prefixLength) {
  /** Every address. */
  public static final AddressRange ALL = new AddressRange(null, 0);

  private static final Pattern IPV4 =
      Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  /**
   * Reads {@code all}, {@code 10.1.2.3}, {@code 10.0.0.0/8} or {@code fd00::/8}. Never asks a name
   * server.
   *
   * @throws IllegalArgumentException if the text is none of these, or has bits set beyond its
   *     prefix
   */
  public static AddressRange parse(String text) {
    if (text.equals("all")) {
      return ALL;
    }
    int slash = text.indexOf('/');
    InetAddress network = literal(slash < 0 ? text : text.substring(0, slash));
    if (network == null) {
      throw new IllegalArgumentException("not an IP address: " + text);
    }
    int bits = network.getAddress().length * 8;
    if (slash < 0) {
      return new AddressRange(network, bits);
    }
    String prefix = text.substring(slash + 1);
    if (!prefix.matches("\\d{1,3}") || Integer.parseInt(prefix) > bits) {
      throw new IllegalArgumentException("not a prefix length of 0 to " + bits + ": " + prefix);
    }
    AddressRange range = new AddressRange(network, Integer.parseInt(prefix));
    if (range.hasBitsBeyondPrefix()) {
      throw new IllegalArgumentException("bits set beyond the prefix: " + text);
    }
    return range;
  }

  /** The address that a literal stands for; null when the text is no literal. */
  static @Nullable InetAddress literal(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException notAnAddress) {
      return null;
    }
  }

  /** Whether the address is in this range. */
  public boolean contains(InetAddress address) {
    if (network == null) {
      return true;
    }
    byte[] wanted = network.getAddress();
    byte[] found = address.getAddress();
    if (wanted.length != found.length) {
      return false;
    }
    for (int bit = 0; bit < prefixLength; bit++) {
      if (bit(wanted, bit) != bit(found, bit)) {
        return false;
      }
    }
    return true;
  }

  /** Whether this is every address, at least of one family. */
  public boolean isEverywhere() {
    return prefixLength == 0;
  }

  @Override
  public String toString() {
    if (network == null) {
      return "all";
    }
    String address = network.getHostAddress();
    return prefixLength == network.getAddress().length * 8 ? address : address + "/" + prefixLength;
  }

  private boolean hasBitsBeyondPrefix() {
    if (network == null) {
      return false;
    }
    byte[] address = network.getAddress();
    for (int bit = prefixLength; bit < address.length * 8; bit++) {
      if (bit(address, bit)) {
        return true;
      }
    }
    return false;
  }

  private static boolean bit(byte[] address, int index) {
    return (address[index / 8] & (0x80 >> (index % 8))) != 0;
  }
}
