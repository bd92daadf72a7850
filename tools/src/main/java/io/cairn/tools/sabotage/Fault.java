package io.cairn.tools.sabotage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One deliberate fault.
 *
 * <pre>
 *   = what is left out or changed
 *   ? module, test, options
 *   &#64; file
 *   -lines as they are
 *   +lines as they are to be
 * </pre>
 *
 * @param title what is left out or changed
 * @param module in which the test is
 * @param test as Maven is told, with its options behind it
 * @param changes what is done to the sources
 */
record Fault(String title, String module, List<String> test, List<Change> changes) {

    /** Lines that stand in a file once, and those that replace them. */
    record Change(String file, String before, String after) {}

    /** Reads a list of faults; the lines before the first are for people. */
    static List<Fault> read(Path file) throws IOException {
        List<Fault> faults = new ArrayList<>();
        // The form of a fault is explained above the first blank line.
        String text = Files.readString(file);
        for (String paragraph : text.substring(text.indexOf("\n\n= ") + 1).split("\n(?== )", -1)) {
            if (!paragraph.isBlank()) {
                faults.add(parse(paragraph));
            }
        }
        return faults;
    }

    private static Fault parse(String paragraph) throws IOException {
        String title = "";
        List<String> test = List.of();
        List<Change> changes = new ArrayList<>();
        for (String line : paragraph.strip().split("\n", -1)) {
            switch (line.charAt(0)) {
                case '=' -> title = line.substring(2);
                case '?' -> test = List.of(line.substring(2).split(" ", -1));
                case '@' -> changes.add(new Change(line.substring(2), "", ""));
                default -> changes.add(with(changes.remove(changes.size() - 1), line));
            }
        }
        if (test.size() < 2) {
            throw new IOException("the fault \"" + title + "\" names no module and test");
        }
        return new Fault(title, test.get(0), test.subList(1, test.size()), changes);
    }

    private static Change with(Change change, String line) throws IOException {
        String text = line.substring(1) + "\n";
        return switch (line.charAt(0)) {
            case '-' -> new Change(change.file(), change.before() + text, change.after());
            case '+' -> new Change(change.file(), change.before(), change.after() + text);
            default -> throw new IOException("no line of a fault begins like this: " + line);
        };
    }

    /**
     * The files as they are with this fault in them.
     *
     * @throws IOException if lines that it replaces are not in their file, or more than once
     */
    Map<Path, String> applyTo(Path sources) throws IOException {
        Map<Path, String> changed = new LinkedHashMap<>();
        for (Change change : changes) {
            Path file = sources.resolve(change.file());
            String text = changed.containsKey(file) ? changed.get(file) : Files.readString(file);
            int at = text.indexOf(change.before());
            if (change.before().isEmpty() || at < 0 || text.indexOf(change.before(), at + 1) >= 0) {
                throw new IOException("the fault \"" + title + "\" does not fit: " + change.file()
                        + (at < 0 ? " does not have these lines: " : " has these lines more than once: ")
                        + change.before().strip());
            }
            changed.put(
                    file,
                    text.substring(0, at)
                            + change.after()
                            + text.substring(at + change.before().length()));
        }
        return changed;
    }

    /** The test's class and method, without options. */
    String testName() {
        String name = test.get(0);
        return name.substring(name.lastIndexOf('.', name.contains("#") ? name.indexOf('#') : name.length()) + 1);
    }

    /** This fault's line in the table of docs/reliability.md. */
    String row() {
        return "| " + title + " | `" + testName() + "` |";
    }
}
