package io.cairn.engine.resp;

import static java.lang.invoke.MethodHandles.byteArrayViewVarHandle;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.cairn.engine.structure.Doubles;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.Numbers;
import io.cairn.engine.structure.StreamId;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Replies of one connection, written as RESP2 or RESP3 into a growing buffer that the owner sends and clears.
 *
 * <p>Commands speak in terms of RESP3; under RESP2 a map becomes a flat array, a null a null bulk string, a double a
 * bulk string, and so on as Redis does it. Growing doubles the buffer; steady state allocates nothing. Not thread-safe.
 */
public final class ReplyWriter {
    /** Replies beyond this are refused with {@link ReplyTooLargeException}: a Java array must hold them. */
    public static final int MAX_BUFFERED_BYTES = Integer.MAX_VALUE - 64;

    /** The longest header of a number as a bulk string: {@code $309} and a line end. */
    private static final int NUMBER_HEADER_BYTES = 6;

    private static final VarHandle LONGS = byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

    // Short replies are written eight bytes at once, the first one lowest; what is behind their end does not count.
    private static final long OK = ShortBulk.eightBytes("+OK\r\n");
    private static final long NULL_BULK = ShortBulk.eightBytes("$-1\r\n");
    private static final long NULL_ARRAY = ShortBulk.eightBytes("*-1\r\n");
    private static final long NULL = ShortBulk.eightBytes("_\r\n");
    private static final long ONE_DIGIT = ShortBulk.eightBytes("\0000\r\n");

    private final Element element = new Element();
    private final Enlarging enlarging;
    private byte[] buffer;
    private int end;
    private int protocol = 2;
    private boolean muted;
    private long errorCount;
    private String lastError = "";

    /** Where larger arrays come from. */
    @FunctionalInterface
    public interface Enlarging {
        /** An array of {@code length} bytes, or a larger one, with the first {@code used} bytes of {@code small}, which nobody uses any more. */
        byte[] enlarge(byte[] small, int used, int length);
    }

    /** Writes to arrays of its own. */
    public ReplyWriter(int initialBytes) {
        buffer = new byte[initialBytes];
        enlarging = (small, used, length) -> Arrays.copyOf(small, length);
    }

    /** Writes to arrays of the owner's, beginning with none. */
    public ReplyWriter(Enlarging enlarging) {
        this.enlarging = enlarging;
        buffer = new byte[0];
    }

    /** 2 or 3: the version of RESP that the client has asked for. */
    public int protocol() {
        return protocol;
    }

    /** Switches to RESP {@code version}, 2 or 3. */
    public void useProtocol(int version) {
        if (version != 2 && version != 3) {
            throw new IllegalArgumentException("version must be 2 or 3: version=" + version);
        }
        protocol = version;
    }

    /** While muted, replies are dropped (CLIENT REPLY OFF and SKIP). */
    public void mute(boolean on) {
        muted = on;
    }

    /** The bytes to send, from 0 to {@link #length}. */
    public byte[] buffer() {
        return buffer;
    }

    /** Number of bytes to send. */
    public int length() {
        return end;
    }

    /** Errors written since the beginning: the engine compares before and after a command. */
    public long errorCount() {
        return errorCount;
    }

    /** The text of the error written last; empty if there was none. */
    public String lastError() {
        return lastError;
    }

    /** Forgets everything written; the buffer stays. */
    public void clear() {
        end = 0;
    }

    /** Takes over another, empty buffer and returns the present one. */
    public byte[] exchange(byte[] empty) {
        byte[] present = buffer;
        buffer = empty;
        end = 0;
        return present;
    }

    /** Drops the first {@code count} bytes, which have been sent, and moves the others to the start. */
    public void discard(int count) {
        System.arraycopy(buffer, count, buffer, 0, end - count);
        end -= count;
    }

    public void ok() {
        shortReply(OK, 5);
    }

    /** A short text without line ends. */
    public void simple(String text) {
        line('+', text);
    }

    /** An error: code and text, such as {@code ERR syntax error}. Line ends in it become blanks. */
    public void error(String text) {
        errorCount++;
        lastError = text;
        line('-', text.indexOf('\n') < 0 && text.indexOf('\r') < 0 ? text : text.replaceAll("[\r\n]", " "));
    }

    public void integer(long value) {
        header(':', value);
    }

    /** Bytes as a bulk string. */
    public void bulk(byte[] bytes, int offset, int length) {
        if (muted) {
            return;
        }
        if (ShortBulk.fits(bytes, offset, length)) {
            reserve(ShortBulk.ROOM_BYTES);
            end = ShortBulk.put(buffer, end, bytes, offset, length);
        } else {
            reserve(length + 32L);
            header('$', length);
            System.arraycopy(bytes, offset, buffer, end, length);
            end += length;
            newline();
        }
    }

    /**
     * The entries of a listpack from that at {@code at} on, {@code count} of them, as bulk strings.
     *
     * @return the offset behind the last one
     */
    public int entries(byte[] packed, int at, int count) {
        byte[] target = buffer;
        int to = end;
        int from = at;
        for (int i = 0; i < count; i++) {
            int length = Listpack.shortLength(packed, from);
            boolean quick = length >= 0 && !muted && to <= target.length - ShortBulk.ROOM_BYTES;
            if (quick && ShortBulk.fits(packed, from + 1, length)) {
                to = ShortBulk.put(target, to, packed, from + 1, length);
                from += length + 2;
            } else {
                end = to;
                Listpack.read(packed, from, element);
                bulk(element);
                target = buffer;
                to = end;
                from = Listpack.next(packed, from);
            }
        }
        end = to;
        return from;
    }

    /** Begins a bulk string of {@code length} bytes, which follow by {@link #bulkPart} before {@link #bulkEnd}. */
    public void bulkStart(int length) {
        if (!muted) {
            reserve(length + 32L);
            header('$', length);
        }
    }

    /** A part of a bulk string begun by {@link #bulkStart}. */
    public void bulkPart(byte[] bytes, int offset, int length) {
        if (!muted) {
            reserve(length + 2L);
            System.arraycopy(bytes, offset, buffer, end, length);
            end += length;
        }
    }

    /** Ends a bulk string begun by {@link #bulkStart}. */
    public void bulkEnd() {
        if (!muted) {
            reserve(2);
            newline();
        }
    }

    public void bulk(byte[] bytes) {
        bulk(bytes, 0, bytes.length);
    }

    /** An element of a value as a bulk string. */
    public void bulk(Element element) {
        if (element.isInteger()) {
            bulkLong(element.integer());
        } else {
            bulk(element.bytes(), element.offset(), element.length());
        }
    }

    /** Text as a bulk string in UTF-8. */
    public void bulk(String text) {
        bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A whole number as a bulk string. */
    public void bulkLong(long value) {
        if (muted) {
            return;
        }
        reserve(ShortBulk.ROOM_BYTES);
        end = ShortBulk.put(buffer, end, value);
    }

    /** The id of a stream's entry as a bulk string. */
    public void bulk(StreamId id) {
        if (!muted) {
            reserve(ShortBulk.ROOM_BYTES);
            end = ShortBulk.put(buffer, end, id);
        }
    }

    /** Argument {@code index} as a bulk string. */
    public void bulk(Args args, int index) {
        bulk(args.bytes(), args.offset(index), args.length(index));
    }

    /** No value, where a value would be a bulk string. */
    public void nullValue() {
        nullOf(NULL_BULK);
    }

    /** No value, where a value would be an array. */
    public void nullArray() {
        nullOf(NULL_ARRAY);
    }

    private void nullOf(long inVersion2) {
        if (protocol == 3) {
            shortReply(NULL, 3);
        } else {
            shortReply(inVersion2, 5);
        }
    }

    /** Announces {@code count} elements. */
    public void array(long count) {
        header('*', count);
    }

    /** Announces {@code count} elements that have been written already, from where {@link #length} was {@code from}. */
    public void arrayAt(int from, int count) {
        int behind = end;
        array(count);
        moveTo(from, behind);
    }

    /** Moves what was written from where {@link #length} was {@code behind} to where it was {@code from}. */
    public void moveTo(int from, int behind) {
        int length = end - behind;
        reserve(length);
        System.arraycopy(buffer, behind, buffer, end, length);
        System.arraycopy(buffer, from, buffer, from + length, behind - from);
        System.arraycopy(buffer, end, buffer, from, length);
    }

    /** Announces {@code count} pairs of key and value. */
    public void map(int count) {
        if (protocol == 3) {
            header('%', count);
        } else {
            header('*', 2L * count);
        }
    }

    /** Announces {@code count} different elements. */
    public void set(int count) {
        header(protocol == 3 ? '~' : '*', count);
    }

    /** Announces {@code count} elements that are no reply to a request. */
    public void push(int count) {
        header(protocol == 3 ? '>' : '*', count);
    }

    public void bool(boolean value) {
        if (protocol == 3) {
            line('#', value ? "t" : "f");
        } else {
            integer(value ? 1 : 0);
        }
    }

    /** A floating-point number in the given text, which is Redis' for it. */
    public void number(String text) {
        if (protocol == 3) {
            line(',', text);
        } else {
            bulk(text);
        }
    }

    /** A floating-point number. */
    public void number(double value) {
        if (!muted) {
            reserve(NUMBER_HEADER_BYTES + Doubles.MAX_TEXT_BYTES + 2L);
            numberText(Doubles.put(buffer, end + NUMBER_HEADER_BYTES, value), protocol == 3);
        }
    }

    /** A finite number with so many decimals, as a bulk string. */
    public void bulkFixed(double value, int decimals) {
        if (!muted) {
            reserve(NUMBER_HEADER_BYTES + Doubles.MAX_FIXED_BYTES + 2L);
            numberText(Doubles.putFixed(buffer, end + NUMBER_HEADER_BYTES, value, decimals), false);
        }
    }

    /** A finite number with at most so many decimals, zeros at the end left out. */
    public void trimmed(double value, int decimals) {
        if (!muted) {
            reserve(NUMBER_HEADER_BYTES + Doubles.MAX_FIXED_BYTES + 2L);
            numberText(Doubles.putTrimmed(buffer, end + NUMBER_HEADER_BYTES, value, decimals), protocol == 3);
        }
    }

    /** Puts the header before the text that stands {@link #NUMBER_HEADER_BYTES} behind the end, and closes the gap. */
    private void numberText(int textEnd, boolean asNumber) {
        int text = end + NUMBER_HEADER_BYTES;
        int length = textEnd - text;
        if (asNumber) {
            buffer[end++] = ',';
        } else {
            buffer[end++] = '$';
            end = Numbers.putLong(buffer, end, length);
            newline();
        }
        System.arraycopy(buffer, text, buffer, end, length);
        end += length;
        newline();
    }

    /** Text for people, such as INFO's, with the format {@code txt}. */
    public void verbatim(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (protocol == 3) {
            header('=', bytes.length + 4L);
            raw(ascii("txt:"));
            raw(bytes);
            raw(ascii("\r\n"));
        } else {
            bulk(bytes);
        }
    }

    /** Bytes that are RESP already. */
    public void raw(byte[] resp) {
        if (muted) {
            return;
        }
        reserve(resp.length);
        System.arraycopy(resp, 0, buffer, end, resp.length);
        end += resp.length;
    }

    private void header(char kind, long count) {
        if (muted) {
            return;
        }
        if (count >= 0 && count < 10) {
            shortReply(ONE_DIGIT + kind + (count << 8), 4);
            return;
        }
        reserve(32);
        buffer[end++] = (byte) kind;
        end = Numbers.putLong(buffer, end, count);
        newline();
    }

    private void shortReply(long bytes, int length) {
        if (!muted) {
            reserve(Long.BYTES);
            LONGS.set(buffer, end, bytes);
            end += length;
        }
    }

    private void line(char kind, String text) {
        if (muted) {
            return;
        }
        // ISO 8859-1: what a client sent and gets quoted back keeps its bytes (Args.text reads the same way).
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        reserve(bytes.length + 3L);
        buffer[end++] = (byte) kind;
        System.arraycopy(bytes, 0, buffer, end, bytes.length);
        end += bytes.length;
        newline();
    }

    private void newline() {
        buffer[end] = '\r';
        buffer[end + 1] = '\n';
        end += 2;
    }

    private void reserve(long bytes) {
        if (bytes > buffer.length - end) {
            grow(bytes);
        }
    }

    private void grow(long bytes) {
        long needed = end + bytes;
        if (needed > MAX_BUFFERED_BYTES) {
            throw new ReplyTooLargeException(needed);
        }
        // To a power of two: who gives arrays of such sizes may take them back.
        long larger = Math.max(needed, Math.max(Long.highestOneBit(needed - 1) << 1, 2L * buffer.length));
        buffer = enlarging.enlarge(buffer, end, (int) Math.min(MAX_BUFFERED_BYTES, larger));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
