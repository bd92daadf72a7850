package io.cairn.tools.bench;

import java.util.List;
import java.util.Locale;

/** When the append-only log is forced, or that there is none. */
public enum Aof {
    OFF,
    EVERYSEC,
    ALWAYS;

    /** What servers are started with for this. They save nothing and rewrite no log by themselves. */
    public List<String> serverOptions() {
        return List.of(
                "--appendonly",
                this == OFF ? "no" : "yes",
                "--appendfsync",
                this == OFF ? "no" : toString(),
                "--auto-aof-rewrite-percentage",
                "0",
                "--save",
                "");
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
