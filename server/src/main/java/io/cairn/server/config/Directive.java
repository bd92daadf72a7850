package io.cairn.server.config;

import java.util.List;

/**
 * A line of the configuration that is not a setting, for somebody else to carry out: {@code user}, {@code rename-command},
 * {@code loadmodule} or a setting of a module.
 *
 * @param name in small letters
 * @param lineNumber counted from 1 within its file
 * @param line the whole line as it was written
 */
public record Directive(String name, List<String> arguments, int lineNumber, String line) {}
