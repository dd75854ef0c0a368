package io.penstock.pool.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One server of the cluster, as Patroni's {@code GET /cluster} lists it.
 *
 * @param role such as leader, replica or sync_standby
 * @param state such as running, streaming or stopped
 * @param address {@code host:port} of its PostgreSQL; null while it has none
 * @param timeline 0 when it is not told
 */
record PatroniMember(
    String name, String role, String state, @Nullable String address, int timeline) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The members in Patroni's answer.
   *
   * @throws JsonProcessingException when it is no JSON
   * @throws IllegalArgumentException when it is no list of members
   */
  static List<PatroniMember> of(String answer) throws JsonProcessingException {
    JsonNode members = JSON.readTree(answer).path("members");
    if (!members.isArray()) {
      throw new IllegalArgumentException("found no list of members (expected: GET /cluster's)");
    }
    List<PatroniMember> all = new ArrayList<>();
    for (JsonNode member : members) {
      JsonNode host = member.path("host");
      all.add(
          new PatroniMember(
              member.path("name").asText(),
              member.path("role").asText(),
              member.path("state").asText(),
              host.isTextual() ? address(host.asText(), member.path("port").asInt()) : null,
              member.path("timeline").asInt()));
    }
    return all;
  }

  private static String address(String host, int port) {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /** Whether Patroni says that it takes writes; older versions say master. */
  boolean leads() {
    return (role.equals("leader") || role.equals("master") || role.equals("primary"))
        && state.equals("running");
  }

  /** Whether it is this node: they have the same name, or the same address. */
  boolean is(WatchedNode node) {
    return name.equals(node.name()) || node.address().equals(address);
  }
}
