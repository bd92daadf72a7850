package io.cairn.server.config;

/**
 * Why the server does not start: a mistake in the configuration, or an answer to an option such as {@code --version}.
 *
 * <p>The text is complete, with its last newline. It belongs on standard error, an {@linkplain #isAnswer() answer} on standard output.
 */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final int exitCode;

    private ConfigException(String text, int exitCode) {
        super(text.strip(), null, false, false);
        this.text = text;
        this.exitCode = exitCode;
    }

    static ConfigException answer(String text) {
        return new ConfigException(text, 0);
    }

    static ConfigException refusal(String text) {
        return new ConfigException(text, 1);
    }

    /** A mistake in one line of a configuration. */
    static ConfigException atLine(String version, int lineNumber, String line, String reason) {
        return refusal(title(version) + "Reading the configuration file, at line " + lineNumber + "\n>>> '" + line
                + "'\n" + reason + "\n");
    }

    /** A mistake of the configuration as a whole. */
    static ConfigException ofWhole(String version, String reason) {
        return refusal(title(version) + reason + "\n");
    }

    private static String title(String version) {
        return "\n*** FATAL CONFIG FILE ERROR (Cairn " + version + ") ***\n";
    }

    /** What to print, as it stands. */
    public String text() {
        return text;
    }

    /** The exit code of the process. */
    public int exitCode() {
        return exitCode;
    }

    /** Whether nothing is wrong and the text answers a question. */
    public boolean isAnswer() {
        return exitCode == 0;
    }
}
