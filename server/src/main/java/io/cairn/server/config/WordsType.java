package io.cairn.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Values that are kept as the one text that CONFIG GET shows for them. */
final class WordsType extends SettingType<String> {
    private static final int KEYSPACE_EVENTS_ALL = 10;
    private static final String KEYSPACE_EVENTS = "g$lshzxetdnKEm";
    private static final int OOM_SCORES = 3;
    private static final int OOM_SCORE_MAX = 2000;
    private static final int PORT_MAX = 65535;

    /** Turns the words of a line into the one text. */
    private interface Reader {
        String read(List<String> arguments) throws RefusedValue;
    }

    /** Turns the text into the lines of a file. */
    private interface Writer {
        List<Line> write(String value, String fallback);
    }

    private final boolean takesSeveral;
    private final Reader reader;
    private final Writer writer;

    private WordsType(boolean takesSeveral, Reader reader, Writer writer) {
        this.takesSeveral = takesSeveral;
        this.reader = reader;
        this.writer = writer;
    }

    /** The classes of keyspace events, as letters. */
    static WordsType keyspaceEvents() {
        return new WordsType(
                false,
                WordsType::readKeyspaceEvents,
                (value, fallback) -> List.of(new Line(Quoting.quote(value), !value.equals(fallback))));
    }

    /** Host and port of a master, or nothing. */
    static WordsType replicaOf() {
        return new WordsType(
                true,
                WordsType::readReplicaOf,
                (value, fallback) -> value.isEmpty() ? List.of() : List.of(masterLine(value)));
    }

    /** NumberTexts from 0 to 100. */
    static WordsType percentiles() {
        return new WordsType(
                true,
                WordsType::readPercentiles,
                (value, fallback) -> List.of(new Line(value.isEmpty() ? "\"\"" : value, true)));
    }

    /** Three numbers for the kernel's out-of-memory killer: master, replica, background child. */
    static WordsType oomScores() {
        return new WordsType(
                true, WordsType::readOomScores, (value, fallback) -> List.of(new Line(value, !value.equals(fallback))));
    }

    @Override
    boolean takesSeveral() {
        return takesSeveral;
    }

    @Override
    String parse(List<String> arguments, String current) throws RefusedValue {
        return reader.read(arguments);
    }

    @Override
    String format(String value) {
        return value;
    }

    @Override
    List<Line> lines(String value, String fallback) {
        return writer.write(value, fallback);
    }

    /** Sorts and counts each letter once; A stands for the first ten, and then Redis does not show n. */
    private static String readKeyspaceEvents(List<String> arguments) throws RefusedValue {
        String wanted = arguments.get(0).replace("A", KEYSPACE_EVENTS.substring(0, KEYSPACE_EVENTS_ALL));
        if (!wanted.chars().allMatch(letter -> KEYSPACE_EVENTS.indexOf(letter) >= 0)) {
            throw new RefusedValue("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
        }
        StringBuilder sorted = new StringBuilder();
        KEYSPACE_EVENTS
                .chars()
                .filter(letter -> wanted.indexOf(letter) >= 0)
                .forEach(letter -> sorted.append((char) letter));
        String all = KEYSPACE_EVENTS.substring(0, KEYSPACE_EVENTS_ALL);
        return sorted.toString().replace(all + "n", all).replace(all, "A");
    }

    private static String readReplicaOf(List<String> arguments) throws RefusedValue {
        checkCount(arguments, 2);
        String host = arguments.get(0);
        if (host.equalsIgnoreCase("no") && arguments.get(1).equalsIgnoreCase("one")) {
            return "";
        }
        OptionalLong port = NumberTexts.lenient(arguments.get(1));
        if (port.isEmpty() || port.getAsLong() < 0 || port.getAsLong() > PORT_MAX) {
            throw new RefusedValue("Invalid master port");
        }
        return host + " " + port.getAsLong();
    }

    private static Line masterLine(String hostAndPort) {
        int space = hostAndPort.lastIndexOf(' ');
        return new Line(Quoting.quoteWhereNeeded(hostAndPort.substring(0, space)) + hostAndPort.substring(space), true);
    }

    private static String readPercentiles(List<String> arguments) throws RefusedValue {
        if (arguments.equals(List.of(""))) {
            return "";
        }
        List<String> texts = new ArrayList<>();
        for (String argument : arguments) {
            if (!argument.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
                throw new RefusedValue("Invalid latency-tracking-info-percentiles parameters");
            }
            double percentile = Double.parseDouble(argument);
            if (percentile < 0 || percentile > 100) {
                throw new RefusedValue("latency-tracking-info-percentiles parameters should sit between [0.0,100.0]");
            }
            texts.add(withoutTrailingZeros(String.format(Locale.ROOT, "%f", percentile)));
        }
        return String.join(" ", texts);
    }

    private static String withoutTrailingZeros(String decimal) {
        return decimal.replaceFirst("\\.?0*$", "");
    }

    private static String readOomScores(List<String> arguments) throws RefusedValue {
        checkCount(arguments, OOM_SCORES);
        List<String> texts = new ArrayList<>();
        for (String argument : arguments) {
            OptionalLong score = NumberTexts.lenient(argument);
            if (score.isEmpty() || Math.abs(score.getAsLong()) > OOM_SCORE_MAX || score.getAsLong() == Long.MIN_VALUE) {
                throw new RefusedValue("Invalid oom-score-adj-values, elements must be between -2000 and 2000.");
            }
            texts.add(Long.toString(score.getAsLong()));
        }
        return String.join(" ", texts);
    }

    private static void checkCount(List<String> arguments, int count) throws RefusedValue {
        if (arguments.size() != count) {
            throw new RefusedValue("wrong number of arguments");
        }
    }
}
