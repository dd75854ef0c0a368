package io.penstock.proxy.server;

import io.penstock.wire.Bytes;
import io.penstock.wire.Formats;
import io.penstock.wire.frontend.Bind;
import io.penstock.wire.frontend.Close;
import io.penstock.wire.frontend.CopyData;
import io.penstock.wire.frontend.CopyDone;
import io.penstock.wire.frontend.CopyFail;
import io.penstock.wire.frontend.Describe;
import io.penstock.wire.frontend.Execute;
import io.penstock.wire.frontend.Flush;
import io.penstock.wire.frontend.FrontendMessage;
import io.penstock.wire.frontend.Parse;
import io.penstock.wire.frontend.Query;
import io.penstock.wire.frontend.Sync;
import io.penstock.wire.frontend.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a client says, to be played to a proxy and to a server: both must answer the same.
 *
 * <p>Steps are divided by {@code ~}; each is one write, its messages divided by {@code &}. Messages
 * are {@code P:name:sql}, {@code B:portal:name:value,value}, {@code D:name}, {@code DP:portal},
 * {@code E:portal:rows}, {@code C:name}, {@code CP:portal}, {@code S}ync, {@code H} for Flush,
 * {@code Q:sql}, {@code d:rows}, {@code c} for CopyDone, {@code f:reason} for CopyFail. A step
 * waits for as many ReadyForQuery as it has Query and Sync, or as {@code => 2} says, or with {@code
 * => 'E} until an answer of that type. A step in capitals between angle brackets, as {@code
 * <OTHER>}, is done by somebody else, through the proxy only.
 */
public final class Conversation {
  private final String script;

  public Conversation(String script) {
    this.script = script;
  }

  /** The answers to each step. */
  public List<String> play(ScriptedClient client, Consumer<String> others) {
    List<String> answers = new ArrayList<>();
    for (String step : script.split("~")) {
      String said = step.strip();
      if (said.startsWith("<")) {
        others.accept(said);
      } else {
        answers.add(say(client, said));
      }
    }
    return answers;
  }

  private static String say(ScriptedClient client, String step) {
    int arrow = step.lastIndexOf("=> ");
    String said = arrow < 0 ? step : step.substring(0, arrow);
    List<FrontendMessage> messages = new ArrayList<>();
    int ready = 0;
    for (String one : said.split("&")) {
      FrontendMessage message = message(one.strip());
      messages.add(message);
      if (message instanceof Query || message instanceof Sync) {
        ready++;
      }
    }
    client.sends(messages.toArray(FrontendMessage[]::new));
    if (arrow >= 0) {
      String end = step.substring(arrow + 3).strip();
      if (end.startsWith("'")) {
        return client.until(end.charAt(1));
      }
      ready = Integer.parseInt(end);
    }
    return client.untilReady(ready);
  }

  private static FrontendMessage message(String text) {
    String[] part = text.split(":", 2);
    String rest = part.length > 1 ? part[1] : "";
    return switch (part[0]) {
      case "P" -> {
        String[] named = rest.split(":", 2);
        yield new Parse(named[0], named[1], List.of());
      }
      case "B" -> {
        String[] named = rest.split(":", 3);
        List<Bytes> values = new ArrayList<>();
        if (named.length > 2) {
          for (String value : named[2].split(",")) {
            values.add(Bytes.utf8(value));
          }
        }
        yield new Bind(named[0], named[1], Formats.ALL_TEXT, List.copyOf(values), Formats.ALL_TEXT);
      }
      case "D" -> new Describe(Target.STATEMENT, rest);
      case "DP" -> new Describe(Target.PORTAL, rest);
      case "E" -> {
        String[] named = rest.split(":", 2);
        yield new Execute(named[0], named.length > 1 ? Integer.parseInt(named[1]) : 0);
      }
      case "C" -> new Close(Target.STATEMENT, rest);
      case "CP" -> new Close(Target.PORTAL, rest);
      case "S" -> new Sync();
      case "H" -> new Flush();
      case "Q" -> new Query(rest);
      case "d" -> new CopyData(Bytes.utf8(rest.replace("\\n", "\n")));
      case "c" -> new CopyDone();
      case "f" -> new CopyFail(rest);
      default -> throw new IllegalArgumentException(text);
    };
  }
}
