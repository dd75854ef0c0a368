package io.penstock.proxy.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * The signals by which an operator speaks to the process. The JDK has one way to receive them,
 * {@code sun.misc.Signal}; it is reached by reflection, as javac warns of it and cannot be told not
 * to.
 */
final class Signals {
  private Signals() {}

  /**
   * Runs the action each time the signal arrives, on a thread of its own, instead of what the JVM
   * would do. Does nothing on a system that has no such signal, and under {@code -Xrs}.
   *
   * @param name without SIG
   */
  static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object running =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                action.run();
                return null;
              });
      Object named = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, named, running);
    } catch (InvocationTargetException e) {
      // The JVM's own reaction stays then, which is to end; anything else is a mistake of ours.
      if (!(e.getCause() instanceof IllegalArgumentException)) {
        throw new IllegalStateException("signal " + name, e);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("signal " + name, e);
    }
  }
}
