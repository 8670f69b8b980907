package dev.usher.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class StopSignalsTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void a_terminal_that_hangs_up_is_a_stop() throws Exception {
        assumeFalse(hangUpsAreIgnored());
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        CountDownLatch stopped = new CountDownLatch(1);
        // If it is not handled, it must not end this JVM.
        Object ignored =
                Proxy.newProxyInstance(
                        handler.getClassLoader(),
                        new Class<?>[] {handler},
                        (proxy, method, arguments) -> null);
        handle(signal, handler, "HUP", ignored);
        try {
            StopSignals.handle(stopped::countDown);
            Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
            Object _ = signal.getMethod("raise", signal).invoke(null, hangUp);
            assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
        } finally {
            for (String name : new String[] {"TERM", "INT", "HUP"}) {
                handle(signal, handler, name, handler.getField("SIG_DFL").get(null));
            }
        }
    }

    private static void handle(Class<?> signal, Class<?> handler, String name, Object by)
            throws Exception {
        Object _ =
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), by);
    }

    /** Under nohup. */
    private static boolean hangUpsAreIgnored() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) == 1);
    }
}
