package io.penstock.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PgBouncer as this machine has it.
 *
 * @param program the executable file
 * @param version as it tells, for example 1.25.2
 */
public record PgBouncer(Path program, String version) {
  private static final Pattern VERSION = Pattern.compile("PgBouncer (\\d+)\\.(\\d+)\\S*");
  private static final int PREPARED_SINCE_MINOR = 21;
  private static final List<String> UNPRIVILEGED = List.of("nobody", "postgres");
  private static final Duration START_LIMIT = Duration.ofSeconds(10);

  /** The one on the PATH. */
  public static Optional<PgBouncer> find() throws InterruptedException {
    Optional<Path> program = Program.find("pgbouncer");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    String told = Program.output(List.of(program.get().toString(), "--version"));
    return Optional.of(new PgBouncer(program.get(), numbers(told).group().split(" ", 2)[1]));
  }

  private static Matcher numbers(String told) {
    Matcher matcher = VERSION.matcher(told);
    if (!matcher.find()) {
      throw new BenchException("version of PgBouncer: " + told + " (expected: " + VERSION + ")");
    }
    return matcher;
  }

  /** Whether it carries prepared statements from backend to backend, which it does from 1.21 on. */
  public boolean carriesPreparedStatements() {
    Matcher numbers = numbers("PgBouncer " + version);
    int major = Integer.parseInt(numbers.group(1));
    return major > 1 || Integer.parseInt(numbers.group(2)) >= PREPARED_SINCE_MINOR;
  }

  /** Starts it with a configuration in this folder. */
  public ServerProcess start(ProxySettings settings, Path folder)
      throws IOException, InterruptedException {
    Address address = Address.free();
    Path users = folder.resolve("pgbouncer-users.txt");
    Path file = folder.resolve("pgbouncer.ini");
    String password = Database.password();
    Files.writeString(
        users, entry(settings.database().user()) + entry(password == null ? "" : password) + "\n");
    Files.writeString(file, config(settings, address, users));
    List<String> command = new ArrayList<>(List.of(program.toString()));
    if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0) {
      command.addAll(List.of("-u", unprivileged()));
      openTo(folder, users, file, settings.certificate());
    }
    command.add(file.toString());
    return ServerProcess.start(
        "PgBouncer", command, Map.of(), address, folder.resolve("pgbouncer.log"), START_LIMIT);
  }

  private static String entry(String word) {
    return "\"" + word.replace("\"", "\"\"") + "\" ";
  }

  /** It refuses to be root, and reads some of its files after it has stepped down. */
  private static void openTo(Path folder, Path users, Path file, Certificate certificate)
      throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Path path : List.of(users, file, certificate.chain(), certificate.key())) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  private static String unprivileged() throws IOException {
    List<String> accounts = Files.readAllLines(Path.of("/etc/passwd"));
    return UNPRIVILEGED.stream()
        .filter(name -> accounts.stream().anyMatch(account -> account.startsWith(name + ":")))
        .findFirst()
        .orElseThrow(() ->
            new BenchException(
                "PgBouncer does not run as root, and /etc/passwd has none of "
                    + UNPRIVILEGED
                    + " to run it: start this program as another user"));
  }

  String config(ProxySettings settings, Address address, Path users) {
    Database database = settings.database();
    return """
    [databases]
    %s = host=%s port=%d dbname=%s

    [pgbouncer]
    listen_addr = %s
    listen_port = %d
    listen_backlog = 1024
    unix_socket_dir =
    auth_type = trust
    auth_file = %s
    pool_mode = transaction
    default_pool_size = %d
    reserve_pool_size = 0
    max_client_conn = %d
    client_tls_sslmode = prefer
    client_tls_cert_file = %s
    client_tls_key_file = %s
    server_tls_sslmode = disable
    log_connections = 0
    log_disconnections = 0
    %s\
    """
        .formatted(
            database.name(),
            database.address().host(),
            database.address().port(),
            database.name(),
            address.host(),
            address.port(),
            users,
            settings.poolSize(),
            settings.maxClients(),
            settings.certificate().chain(),
            settings.certificate().key(),
            carriesPreparedStatements() ? "max_prepared_statements = 200\n" : "");
  }
}
