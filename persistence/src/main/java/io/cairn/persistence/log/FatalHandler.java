package io.cairn.persistence.log;

/** Told when the log can no longer keep its promise; the server ends the process. */
@FunctionalInterface
public interface FatalHandler {
    /** Called once per failure, by the thread that met it. */
    void fatal(String reason, Throwable cause);
}
