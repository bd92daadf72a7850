package io.cairn.engine.command;

import io.cairn.engine.keyspace.ExpiryListener;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ShortBulk;
import io.cairn.engine.structure.Doubles;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Numbers;
import io.cairn.engine.structure.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the requests of one batch have changed, as commands that change the same again: the journal's next batch.
 *
 * <p>The engine adds a command that changed something word for word as its client sent it. A command whose effect
 * depends on chance, on the clock or on floating-point arithmetic writes the effect instead:
 *
 * <pre>{@code
 * context.effects().command(3).word("PEXPIREAT").arg(args, 1).number(expireAtMs);
 * }</pre>
 *
 * <p>Databases are selected with {@code select} in lower case: Redis writes {@code SELECT}, so that a reader can tell
 * what Redis has appended to a log of ours. Steady state allocates nothing.
 */
public final class Effects implements ExpiryListener {
    /** A buffer that grew beyond this for one big batch is dropped after it. */
    private static final int KEPT_BYTES = 1024 * 1024;

    private static final int INITIAL_BYTES = 16 * 1024;
    private static final int MAX_BYTES = Integer.MAX_VALUE - 64;

    /**
     * So much is handed over before one more command is added, even within one request: a key's long name may stand in
     * thousands of commands. What is left of an array takes any single one, for a request is not longer.
     */
    private static final int FULL_BYTES = 1 << 30;

    private final int fullBytes;
    private final byte[] digits = new byte[Doubles.MAX_TEXT_BYTES];
    private Runnable whenFull = () -> {};
    private byte[] buffer = new byte[INITIAL_BYTES];
    private int end;
    private int database;
    private int batchDatabase;
    private int loggedDatabase;
    private boolean recording;
    private int commands;
    private long recorded;

    /** Nothing yet, and nowhere to go when there is too much. */
    public Effects() {
        this(FULL_BYTES);
    }

    /** For tests: full before it takes memory. */
    Effects(int fullBytes) {
        this.fullBytes = fullBytes;
    }

    /** Sets what hands over what there is, and ends in {@link #clear}, when no more should be added before. */
    public void whenFull(Runnable handOver) {
        whenFull = handOver;
    }

    /** Switches recording on or off; off, everything written is forgotten at once. */
    public void record(boolean on) {
        recording = on;
    }

    /** The database that the following commands are about. */
    void enter(int index) {
        database = index;
    }

    /** Says that whoever reads the next batch has not selected a database: a new file begins. */
    public void forgetDatabase() {
        loggedDatabase = -1;
    }

    /** The batch, as RESP, from 0 to {@link #length}. */
    public byte[] buffer() {
        return buffer;
    }

    /** Length of the batch in bytes. */
    public int length() {
        return end;
    }

    /** The database selected where the batch begins, for a reader who starts there. */
    public int batchDatabase() {
        return batchDatabase;
    }

    /** Number of commands that stood in place of requests since the beginning. */
    int commands() {
        return commands;
    }

    /** Number of commands recorded since the beginning, what expired included. */
    long recorded() {
        return recorded;
    }

    /** Begins the next batch. */
    public void clear() {
        end = 0;
        batchDatabase = Math.max(loggedDatabase, 0);
        if (buffer.length > KEPT_BYTES) {
            buffer = new byte[INITIAL_BYTES];
        }
    }

    /** Adds the request as its client sent it. */
    void verbatim(Args args) {
        if (!recording) {
            return;
        }
        if (args.isVerbatim()) {
            begin();
            int length = args.requestEnd() - args.requestStart();
            reserve(length);
            System.arraycopy(args.bytes(), args.requestStart(), buffer, end, length);
            end += length;
        } else {
            command(args.count());
            for (int i = 0; i < args.count(); i++) {
                arg(args, i);
            }
        }
    }

    /** Begins a command of {@code count} arguments, its name included, which stands in place of the request. */
    public Effects command(int count) {
        commands++;
        if (recording) {
            begin();
            header('*', count);
        }
        return this;
    }

    /** Adds the removal of a key whose time had come. It precedes the request's own effect and does not replace it. */
    @Override
    public void expired(int index, byte[] key, int offset, int length) {
        if (recording) {
            int present = database;
            database = index;
            begin();
            header('*', 2);
            word("DEL").slice(key, offset, length);
            database = present;
        }
    }

    /** Adds the removal of a field whose time had come, as {@link #expired} does. */
    @Override
    public void fieldExpired(int index, byte[] key, byte[] field, int offset, int length) {
        if (recording) {
            int present = database;
            database = index;
            begin();
            header('*', 3);
            word("HDEL").slice(key, 0, key.length).slice(field, offset, length);
            database = present;
        }
    }

    /** Adds a word in ASCII. */
    public Effects word(String word) {
        if (recording) {
            int length = word.length();
            header('$', length);
            reserve(length + 2L);
            for (int i = 0; i < length; i++) {
                buffer[end++] = (byte) word.charAt(i);
            }
            newline();
        }
        return this;
    }

    /** Adds words that {@link #encode} has encoded. */
    public Effects words(byte[] encoded) {
        if (recording) {
            reserve(encoded.length);
            System.arraycopy(encoded, 0, buffer, end, encoded.length);
            end += encoded.length;
        }
        return this;
    }

    /** Encodes words in ASCII that are often added together, for {@link #words}. */
    public static byte[] encode(String... words) {
        StringBuilder encoded = new StringBuilder();
        for (String word : words) {
            encoded.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        return encoded.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Adds argument {@code index} of the request. */
    public Effects arg(Args args, int index) {
        return slice(args.bytes(), args.offset(index), args.length(index));
    }

    /** Adds an element of a value. */
    public Effects element(Element element) {
        return slice(element.bytes(), element.offset(), element.length());
    }

    /** Adds a whole number. */
    public Effects number(long value) {
        if (recording) {
            reserve(ShortBulk.ROOM_BYTES);
            end = ShortBulk.put(buffer, end, value);
        }
        return this;
    }

    /** Adds the id of a stream's entry. */
    public Effects id(StreamId id) {
        if (recording) {
            reserve(ShortBulk.ROOM_BYTES);
            end = ShortBulk.put(buffer, end, id);
        }
        return this;
    }

    /** Adds a floating-point number. */
    public Effects decimal(double value) {
        if (recording) {
            int length = Doubles.put(digits, 0, value);
            slice(digits, 0, length);
        }
        return this;
    }

    /** Adds bytes. */
    public Effects slice(byte[] bytes, int offset, int length) {
        if (!recording) {
            return this;
        }
        if (ShortBulk.fits(bytes, offset, length)) {
            reserve(ShortBulk.ROOM_BYTES);
            end = ShortBulk.put(buffer, end, bytes, offset, length);
        } else {
            header('$', length);
            reserve(length + 2L);
            System.arraycopy(bytes, offset, buffer, end, length);
            end += length;
            newline();
        }
        return this;
    }

    private void begin() {
        recorded++;
        if (end >= fullBytes) {
            whenFull.run();
        }
        if (database != loggedDatabase) {
            loggedDatabase = database;
            header('*', 2);
            word("select");
            number(database);
        }
    }

    private void header(char kind, int count) {
        reserve(Numbers.MAX_LONG_DIGITS + 3);
        buffer[end++] = (byte) kind;
        if (count < 10) {
            buffer[end++] = (byte) ('0' + count);
        } else {
            end = Numbers.putLong(buffer, end, count);
        }
        newline();
    }

    private void newline() {
        buffer[end] = '\r';
        buffer[end + 1] = '\n';
        end += 2;
    }

    private void reserve(long bytes) {
        long needed = end + bytes;
        if (needed > buffer.length) {
            if (needed > MAX_BYTES) {
                throw new IllegalStateException("the changes of one batch do not fit an array: bytes=" + needed);
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(MAX_BYTES, Math.max(needed, 2L * buffer.length)));
        }
    }
}
