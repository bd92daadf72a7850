package io.cairn.server.config;

/** How much the server's log says. */
public enum LogLevel {
    DEBUG,
    VERBOSE,
    NOTICE,
    WARNING
}
