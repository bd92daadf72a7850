package io.cairn.server.config;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line, as redis-server reads it: a configuration file first if it does not begin with a dash, {@code -} first or last for
 * standard input, and {@code --name value…} in between, which becomes one line of configuration each.
 *
 * <p>A word that begins with two dashes is a value, not a name, when the name before it has no value yet.
 *
 * @param file the configuration file, or null
 * @param standardInput whether to read standard input after the file
 * @param options the lines of configuration that the options make, read last
 */
record CommandLine(@Nullable String file, boolean standardInput, String options) {
    private static final List<String> VERSION = List.of("-v", "--version");
    private static final List<String> HELP = List.of("-h", "--help");
    private static final String SAVE = "--save";

    private static final String USAGE = """
            Usage: cairn-server [/path/to/redis.conf] [options] [-]
                   cairn-server -               (configuration from standard input)
                   cairn-server -v or --version
                   cairn-server -h or --help

            Every setting of redis.conf is an option too:
                   cairn-server --port 7777 --appendfsync always
                   cairn-server /etc/cairn.conf --loglevel verbose
                   echo 'port 7777' | cairn-server -

            Without a configuration file Cairn listens on the loopback interface only,
            keeps its data in ./data and writes every change to the append-only log.
            """;

    /** Reads the words after the program's name. Answers to questions, such as the version, are thrown too. */
    static CommandLine parse(String[] arguments, String version) throws ConfigException {
        List<String> words =
                Arrays.stream(arguments).map(ByteStrings::ofArgument).toList();
        if (words.isEmpty()) {
            return new CommandLine(null, false, "");
        }
        answer(words, version);
        boolean hasFile = !words.get(0).startsWith("-");
        boolean standardInput = false;
        OptionLines lines = new OptionLines(words);
        for (int i = hasFile ? 1 : 0; i < words.size(); i++) {
            boolean atEnd = i == 0 || i == words.size() - 1;
            if (words.get(i).equals("-") && atEnd) {
                standardInput = true;
            } else {
                lines.add(i);
            }
        }
        return new CommandLine(hasFile ? words.get(0) : null, standardInput, lines.text());
    }

    private static void answer(List<String> words, String version) throws ConfigException {
        String first = words.get(0);
        if (VERSION.contains(first)) {
            throw ConfigException.answer("Cairn server v=" + version + " bits=64\n");
        }
        if (HELP.contains(first)) {
            throw ConfigException.refusal(USAGE);
        }
        if (first.equals("--test-memory") || first.equals("--check-system")) {
            throw ConfigException.refusal("Cairn does not support " + first + ".\n");
        }
        if (words.contains("--sentinel")) {
            throw ConfigException.refusal("Cairn does not support Sentinel mode.\n");
        }
    }

    /** Turns option words into lines of configuration. */
    private static final class OptionLines {
        private final List<String> words;
        private final StringBuilder text = new StringBuilder();
        private boolean nameMayFollow = true;

        OptionLines(List<String> words) {
            this.words = words;
        }

        void add(int index) {
            String word = words.get(index);
            if (nameMayFollow && word.startsWith("--")) {
                addName(index, word);
            } else {
                text.append(Quoting.quote(word)).append(' ');
                nameMayFollow = true;
            }
        }

        private void addName(int index, String word) {
            if (text.length() > 0) {
                text.append('\n');
            }
            text.append(word, 2, word.length()).append(' ');
            List<String> parts = Quoting.split(word);
            boolean alone = parts != null && parts.size() == 1;
            boolean last = index == words.size() - 1;
            boolean emptySave =
                    word.equalsIgnoreCase(SAVE) && (last || words.get(index + 1).startsWith("--"));
            if (emptySave) {
                text.append("\"\"");
            }
            nameMayFollow = !alone || emptySave;
        }

        String text() {
            return text.toString();
        }
    }
}
