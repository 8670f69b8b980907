package dev.usher.tools.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles SIGTERM, SIGINT and SIGHUP. Shutdown hooks would end with exit code 143 and run only once.
 * It uses reflection, since every JDK exports {@code sun.misc.Signal}, but warns when it is compiled
 * against.
 */
public final class StopSignals {
    private static final Logger log = LoggerFactory.getLogger(StopSignals.class);

    private StopSignals() {}

    /** Runs {@code stop} at each signal, on a new thread. */
    public static void handle(Runnable stop) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object stopper =
                    Proxy.newProxyInstance(
                            StopSignals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("handle")) {
                                    log.info("{} received", arguments[0]);
                                    Thread.ofVirtual().name("usher-stop").start(stop);
                                }
                                return null;
                            });
            for (String name : new String[] {"TERM", "INT", "HUP"}) {
                try {
                    signal.getMethod("handle", signal, handler)
                            .invoke(
                                    null,
                                    signal.getConstructor(String.class).newInstance(name),
                                    stopper);
                } catch (InvocationTargetException e) {
                    // Windows has no SIGHUP. Under nohup it stays ignored.
                    if (!name.equals("HUP")) {
                        throw e;
                    }
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK has no sun.misc.Signal", e);
        }
    }
}
