package io.cairn.persistence.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cairn.persistence.archive.FileFacts.End;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the archive: what stands in front of each file's frame, and the index.
 *
 * <pre>
 *   file   := magic length line frame       magic 0x184d2a5c, length of the line: 4 bytes each, little-endian. This
 *                                           is a frame that programs for LZ4 skip
 *   line   := "#cairn-archived 1 " generation " " place " " kind " " empty " " next " " bytes " " crc " " sound " "
 *             end " " timed " " first " " last " " salt " " follows " " archived " " name " " check "\n"
 *   frame  := the file as an LZ4 frame: independent blocks with checksums, length, checksum of the content
 *   index  := "#cairn-archive 1 " check "\n" (stored " " line)*
 *
 *   kind      base.rdb, base.aof, incr.aof
 *   empty     1 if the data set was empty where this log begins, else 0
 *   next, salt, follows      16 digits; zeros for none. A base has the salt of the log that goes on where it ends
 *   crc       8 digits: CRC-32C of the content
 *   sound     up to where the content was as written when it was archived
 *   end       closed, open, damaged
 *   timed     1 if the time of everything in it is known, else 0
 *   first, last              milliseconds of the clock, -1 where they are not known
 *   archived  milliseconds of the clock
 *   name      as in a URL's query
 *   stored    length of the file in the archive
 *   check     8 digits: CRC-32C of the line up to the blank before it; of the index, of all that follows its first line
 * </pre>
 *
 * <p>Numbers are decimal, those with a fixed number of digits lower-case hexadecimal. The index repeats what the files say
 * of themselves, so it can be made of them.
 */
final class ArchiveFormat {
    // On disk, do not change.
    static final String INDEX_NAME = "index";
    static final int FRAME_MAGIC = 0x184d2a5c;
    static final int FRAME_HEADER_BYTES = 2 * Integer.BYTES;
    private static final String LINE_START = "#cairn-archived ";
    private static final String LINE = LINE_START + "1 ";
    private static final String INDEX = "#cairn-archive 1 ";
    private static final int CHECK_DIGITS = 8;
    private static final int FIELDS = 16;

    private static final Pattern NAME =
            Pattern.compile("([0-9]{6,9})-[0-9]{4,9}\\.(base\\.rdb|base\\.aof|incr\\.aof)\\.lz4");

    /** A file's name has at most 255 bytes, of which each may become three. */
    static final int LINE_MAX_BYTES = 2048;

    /** A line of some 200 bytes for each file. */
    static final int INDEX_MAX_BYTES = 64 << 20;

    private ArchiveFormat() {}

    /** The generation of a file of the archive, by its name; −1 if this is no such name. */
    static int generationOf(String archiveName) {
        Matcher matcher = NAME.matcher(archiveName);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    /** What stands in front of a file's frame. */
    static byte[] header(ArchivedFile file) {
        byte[] line = line(file).getBytes(ISO_8859_1);
        return ByteBuffer.allocate(FRAME_HEADER_BYTES + line.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(FRAME_MAGIC)
                .putInt(line.length)
                .put(line)
                .array();
    }

    /** Whether the first bytes of a file are those of a later version. */
    static boolean isNewer(byte[] start, int length) {
        String text = new String(start, 0, length, ISO_8859_1);
        return text.startsWith(LINE_START, FRAME_HEADER_BYTES) && !text.startsWith(LINE, FRAME_HEADER_BYTES);
    }

    /** What the first {@code length} bytes of a file say; null if they are damaged. */
    static @Nullable ArchivedFile readHeader(byte[] start, int length, long fileBytes) {
        ByteBuffer buffer = ByteBuffer.wrap(start, 0, length).order(ByteOrder.LITTLE_ENDIAN);
        if (length < FRAME_HEADER_BYTES || buffer.getInt() != FRAME_MAGIC) {
            return null;
        }
        int lineBytes = buffer.getInt();
        if (lineBytes <= 0 || lineBytes > length - FRAME_HEADER_BYTES) {
            return null;
        }
        return readLine(new String(start, FRAME_HEADER_BYTES, lineBytes, ISO_8859_1), fileBytes);
    }

    static String line(ArchivedFile file) {
        FileFacts facts = file.facts();
        String text = LINE
                + String.join(
                        " ",
                        Integer.toString(file.generation()),
                        Integer.toString(file.place()),
                        file.kind().suffix(),
                        file.beginsEmpty() ? "1" : "0",
                        hex(file.next()),
                        Long.toString(facts.bytes()),
                        hex(facts.crc()),
                        Long.toString(facts.soundBytes()),
                        facts.end().name().toLowerCase(Locale.ROOT),
                        facts.timed() ? "1" : "0",
                        Long.toString(facts.firstMs()),
                        Long.toString(facts.lastMs()),
                        hex(facts.salt()),
                        hex(facts.follows()),
                        Long.toString(file.archivedMs()),
                        URLEncoder.encode(file.name(), UTF_8));
        return text + " " + hex(crc(text)) + "\n";
    }

    private static String hex(long value) {
        return String.format(Locale.ROOT, "%016x", value);
    }

    private static String hex(int value) {
        return String.format(Locale.ROOT, "%08x", value);
    }

    private static int crc(String text) {
        CRC32C crc = new CRC32C();
        byte[] bytes = text.getBytes(ISO_8859_1);
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }

    /** Reads a line with its newline; null if it is damaged. */
    static @Nullable ArchivedFile readLine(String line, long storedBytes) {
        int end = line.length() - CHECK_DIGITS - 2;
        if (end < LINE.length() || !line.startsWith(LINE) || !line.endsWith("\n")) {
            return null;
        }
        String text = line.substring(0, end);
        if (!line.equals(text + " " + hex(crc(text)) + "\n")) {
            return null;
        }
        String[] words = text.substring(LINE.length()).split(" ", -1);
        FileKind kind = words.length == FIELDS ? FileKind.ofSuffix(words[2]) : null;
        return kind == null ? null : file(words, kind, storedBytes);
    }

    /** The fields of a line whose checksum is right. */
    private static ArchivedFile file(String[] words, FileKind kind, long storedBytes) {
        FileFacts facts = new FileFacts(
                Long.parseLong(words[5]),
                Integer.parseUnsignedInt(words[6], 16),
                Long.parseLong(words[7]),
                End.valueOf(words[8].toUpperCase(Locale.ROOT)),
                words[9].equals("1"),
                Long.parseLong(words[10]),
                Long.parseLong(words[11]),
                Long.parseUnsignedLong(words[12], 16),
                Long.parseUnsignedLong(words[13], 16));
        return new ArchivedFile(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                kind,
                URLDecoder.decode(words[15], UTF_8),
                words[3].equals("1"),
                Long.parseUnsignedLong(words[4], 16),
                facts,
                Long.parseLong(words[14]),
                storedBytes);
    }

    static byte[] index(List<ArchivedFile> files) {
        StringBuilder lines = new StringBuilder();
        for (ArchivedFile file : files) {
            lines.append(file.storedBytes()).append(' ').append(line(file));
        }
        return (INDEX + hex(crc(lines.toString())) + "\n" + lines).getBytes(ISO_8859_1);
    }

    /** The files that an index lists; null if it is damaged. */
    static @Nullable List<ArchivedFile> readIndex(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        int start = INDEX.length() + CHECK_DIGITS + 1;
        if (text.length() < start || !text.startsWith(INDEX)) {
            return null;
        }
        String lines = text.substring(start);
        if (!text.startsWith(INDEX + hex(crc(lines)) + "\n")) {
            return null;
        }
        List<ArchivedFile> files = new ArrayList<>();
        for (int at = 0; at < lines.length(); ) {
            int newline = lines.indexOf('\n', at);
            int blank = lines.indexOf(' ', at);
            if (newline < 0
                    || blank < 0
                    || blank > newline
                    || !lines.substring(at, blank).matches("[0-9]{1,18}")) {
                return null;
            }
            ArchivedFile file =
                    readLine(lines.substring(blank + 1, newline + 1), Long.parseLong(lines.substring(at, blank)));
            if (file == null) {
                return null;
            }
            files.add(file);
            at = newline + 1;
        }
        return files;
    }
}
