package io.cairn.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals that a server takes: SIGTERM and SIGINT end it in order, each in its own way; SIGHUP is ignored, as by Redis.
 *
 * <p>{@code sun.misc.Signal} is there in every JDK and tells signals apart, which a shutdown hook cannot; nor could that keep
 * the process alive when the last save fails.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** Has {@code work} done, by a thread of its own, each time the signal comes: {@code TERM}, {@code INT}, {@code HUP}. */
    @SuppressWarnings("sunapi")
    static void handle(String name, Runnable work) {
        try {
            sun.misc.Signal.handle(new sun.misc.Signal(name), signal -> work.run());
        } catch (IllegalArgumentException e) {
            // -Xrs takes signals away from the program. Then they end the process at once, and the log recovers.
            LOG.warn("SIG{} cannot be handled: {}", name, e.getMessage());
        }
    }
}
