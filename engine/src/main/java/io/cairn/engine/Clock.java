package io.cairn.engine;

/** The time, as a port: tests step it, freeze it and turn it back. */
public interface Clock {
    /** Microseconds since 1970-01-01 UTC. May step backwards, as wall clocks do. */
    long micros();

    /** Nanoseconds since some moment; never steps backwards. */
    long nanos();

    /** Milliseconds since 1970-01-01 UTC. */
    default long millis() {
        return micros() / 1000;
    }
}
