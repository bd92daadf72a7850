package io.cairn.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals that a server takes: SIGTERM and SIGINT end it in order, each in its own way; SIGHUP is ignored, as by Redis.
 *
 * <p>{@code sun.misc.Signal} is there in every JDK and tells signals apart, which a shutdown hook cannot; nor could that keep
 * the process alive when the last save fails. It is used by reflection, since the compiler's warning about it cannot be
 * switched off.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** Has {@code work} done, by a thread of its own, each time the signal comes: {@code TERM}, {@code INT}, {@code HUP}. */
    static void handle(String name, Runnable work) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            work.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            // -Xrs takes signals away from the program. Then they end the process at once, and the log recovers.
            Throwable cause = e instanceof InvocationTargetException && e.getCause() != null ? e.getCause() : e;
            LOG.warn("SIG{} cannot be handled: {}", name, cause.getMessage());
        }
    }
}
