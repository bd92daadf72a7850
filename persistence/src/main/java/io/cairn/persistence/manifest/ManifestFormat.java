package io.cairn.persistence.manifest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cairn.persistence.manifest.Manifest.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a manifest: Redis' own format, with a checksum in a comment.
 *
 * <pre>
 *   manifest := checksum? ending? line*
 *   checksum := "#cairn-manifest 1 " crc "\n"             crc: CRC-32C of all that follows, 8 digits
 *   ending   := "#cairn-log-" ("off " | "passed-over ") length " " dump "\n"         see {@link Ending}
 *   line     := comment | "file" name "seq" number "type" letter (key value)*  "\n"
 *   comment  := "#" anything "\n"
 *   letter   := "b" | "h" | "i"
 * </pre>
 *
 * <p>Keys come in any order and any case, others than these three are skipped. A name is quoted when it has a blank, a quote
 * or a byte that is not printable ASCII. A line has at most 1,024 bytes with its newline, which the last one has too.
 *
 * <p>The checksum is there because one flipped bit makes an {@code i} an {@code h}, and a cut at a line's end is a valid
 * manifest with less in it: both lose data without a word. Redis skips it, and drops it when it writes the file anew.
 *
 * <p>What else begins with {@code #cairn-} is from a newer version, which knows why it wrote that: the manifest is refused.
 *
 * <p>Stricter than Redis: no number with something behind it, no type of more than one letter, no key and no file twice, no
 * name with a zero byte, and no file whose name has another sequence number than its line.
 */
final class ManifestFormat {
    /** A manifest has a line of some 60 bytes per file. */
    static final int FILE_MAX_BYTES = 1 << 20;

    // On disk, do not change.
    static final String BASE_SUFFIX = ".base.rdb";
    static final String INCREMENT_SUFFIX = ".incr.aof";
    private static final String OWN = "#cairn-";
    private static final String CHECKSUM = OWN + "manifest 1 ";
    private static final String OFF = OWN + "log-off";
    private static final String PASSED_OVER = OWN + "log-passed-over";

    private static final int LINE_MAX_BYTES = 1024;
    private static final int CHECKSUM_LINE_BYTES = CHECKSUM.length() + 9;
    private static final Pattern NUMBERED_NAME = Pattern.compile(".*\\.([0-9]+)\\.(?:base\\.(?:rdb|aof)|incr\\.aof)");

    private final String file;
    private final List<Entry> history = new ArrayList<>();
    private final List<Entry> increments = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private @Nullable Entry base;
    private @Nullable Ending ending;
    private int line;

    private ManifestFormat(String file) {
        this.file = file;
    }

    static byte[] format(Manifest manifest) {
        StringBuilder text = new StringBuilder();
        Ending ending = manifest.ending();
        if (ending != null) {
            text.append(ending.passedOver() ? PASSED_OVER : OFF).append(' ');
            text.append(ending.logBytes()).append(' ').append(ending.dump()).append('\n');
        }
        if (manifest.base() != null) {
            append(text, manifest.base());
        }
        manifest.history().forEach(entry -> append(text, entry));
        manifest.increments().forEach(entry -> append(text, entry));
        byte[] lines = text.toString().getBytes(ISO_8859_1);
        return (CHECKSUM + checksum(lines, 0) + "\n" + text).getBytes(ISO_8859_1);
    }

    private static void append(StringBuilder text, Entry entry) {
        int start = text.length();
        text.append("file ").append(Words.quoteIfNeeded(entry.name().getBytes(UTF_8)));
        text.append(" seq ").append(entry.sequence());
        text.append(" type ").append(entry.type().letter()).append('\n');
        if (text.length() - start > LINE_MAX_BYTES) {
            throw new IllegalArgumentException("name=" + entry.name() + " is too long for a manifest");
        }
    }

    private static String checksum(byte[] bytes, int from) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, bytes.length - from);
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    static Manifest parse(String file, byte[] bytes) throws ManifestException {
        return new ManifestFormat(file).parse(new String(bytes, ISO_8859_1));
    }

    private Manifest parse(String text) throws ManifestException {
        if (text.isEmpty()) {
            line = 1;
            throw problem("the manifest is empty");
        }
        int start = checkChecksum(text);
        line = start == 0 ? 0 : 1;
        for (int at = start; at < text.length(); ) {
            line++;
            int newline = text.indexOf('\n', at);
            if (newline < 0) {
                throw problem("the line has no newline at its end");
            }
            if (newline + 1 - at > LINE_MAX_BYTES) {
                throw problem("the line has more than " + LINE_MAX_BYTES + " bytes");
            }
            String content = text.substring(at, newline);
            if (content.startsWith(OWN)) {
                ending = ending(content);
            } else if (!content.startsWith("#")) {
                add(entry(content));
            }
            at = newline + 1;
        }
        return new Manifest(base, history, increments, ending);
    }

    private Ending ending(String content) throws ManifestException {
        List<String> words = List.of(content.split(" ", -1));
        boolean passedOver = words.get(0).equals(PASSED_OVER);
        if (!passedOver && !words.get(0).equals(OFF)) {
            throw problem("the manifest was written by a newer Cairn; use that one");
        }
        if (ending != null || words.size() != 3 || !words.get(1).matches("[0-9]{1,18}")) {
            throw problem("the line does not say how the log ended");
        }
        return new Ending(Long.parseLong(words.get(1)), words.get(2), passedOver);
    }

    /** Returns where the lines begin that the checksum covers. */
    private int checkChecksum(String text) throws ManifestException {
        if (!text.startsWith(CHECKSUM)) {
            return 0;
        }
        line = 1;
        byte[] bytes = text.getBytes(ISO_8859_1);
        if (bytes.length < CHECKSUM_LINE_BYTES
                || !text.substring(CHECKSUM.length(), CHECKSUM_LINE_BYTES)
                        .equals(checksum(bytes, CHECKSUM_LINE_BYTES) + "\n")) {
            throw problem("the manifest does not match its checksum; after an edit by hand, delete this line");
        }
        return CHECKSUM_LINE_BYTES;
    }

    private Entry entry(String content) throws ManifestException {
        if (content.indexOf('\0') >= 0) {
            throw problem("the line has a zero byte");
        }
        List<String> words = Words.split(content);
        if (words == null) {
            throw problem("a quote is not closed, or something follows one without a blank");
        }
        if (words.size() < 6 || words.size() % 2 != 0) {
            throw problem("expected \"file NAME seq NUMBER type b|h|i\"");
        }
        String name = null;
        String sequence = null;
        String type = null;
        for (int i = 0; i < words.size(); i += 2) {
            String value = words.get(i + 1);
            switch (words.get(i).toLowerCase(Locale.ROOT)) {
                case "file" -> name = once(name, value, "file");
                case "seq" -> sequence = once(sequence, value, "seq");
                case "type" -> type = once(type, value, "type");
                default -> {
                    // Redis skips keys that it does not know.
                }
            }
        }
        if (name == null || sequence == null || type == null) {
            throw problem("one of file, seq and type is missing");
        }
        return entry(new String(name.getBytes(ISO_8859_1), UTF_8), sequence, type);
    }

    private String once(@Nullable String before, String value, String key) throws ManifestException {
        if (before != null) {
            throw problem(key + " is there twice");
        }
        return value;
    }

    private Entry entry(String name, String sequence, String letter) throws ManifestException {
        if (!sequence.matches("[0-9]{1,18}") || Long.parseLong(sequence) == 0) {
            throw problem("seq must be a number of at least 1, not " + sequence);
        }
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw problem("the file's name must have no path: " + name);
        }
        if (name.indexOf('\0') >= 0 || !names.add(name)) {
            // A file that is history too would be deleted while it is needed.
            throw problem("the file's name has a zero byte or is there twice: " + name);
        }
        Matcher numbered = NUMBERED_NAME.matcher(name);
        if (numbered.matches() && !numbered.group(1).equals(sequence)) {
            throw problem("seq " + sequence + " does not fit the name " + name);
        }
        for (Manifest.Type type : Manifest.Type.values()) {
            if (letter.length() == 1 && letter.charAt(0) == type.letter()) {
                return new Entry(name, Long.parseLong(sequence), type);
            }
        }
        throw problem("type must be b, h or i, not " + letter);
    }

    private void add(Entry entry) throws ManifestException {
        switch (entry.type()) {
            case BASE -> {
                if (base != null) {
                    throw problem("there are two base files");
                }
                base = entry;
            }
            case HISTORY -> history.add(entry);
            case INCREMENT -> {
                if (!increments.isEmpty()
                        && increments.get(increments.size() - 1).sequence() >= entry.sequence()) {
                    throw problem("the sequence numbers of increments do not rise");
                }
                increments.add(entry);
            }
        }
    }

    private ManifestException problem(String what) {
        return new ManifestException(file, line, what);
    }
}
