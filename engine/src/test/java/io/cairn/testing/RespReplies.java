package io.cairn.testing;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a stream of RESP2 and RESP3 into replies and leaves their bytes as they are, so that replies are compared as they
 * were sent. An attribute belongs to the reply behind it; a push counts as a reply.
 */
public final class RespReplies {
    private static final String HEX = "0123456789abcdef";

    private final InputStream in;
    private byte[] reply = new byte[256];
    private int end;

    /** Reads from {@code in}, which had better be buffered, and never beyond the reply asked for. */
    public RespReplies(InputStream in) {
        this.in = in;
    }

    /** The replies in {@code bytes}, which must end with the last one. */
    public static List<byte[]> split(byte[] bytes) {
        List<byte[]> split = new ArrayList<>();
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        RespReplies replies = new RespReplies(in);
        try {
            while (in.available() > 0) {
                split.add(replies.next());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("bytes end inside a reply: replies=" + split.size(), e);
        }
        return split;
    }

    /** Whether the reply is an error. */
    public static boolean isError(byte[] reply) {
        return reply.length > 0 && (reply[0] == '-' || reply[0] == '!');
    }

    /** Any bytes as text with everything unprintable escaped: for messages, and for comparing short replies. */
    public static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            int c = b & 0xff;
            if (c == '\r') {
                text.append("\\r");
            } else if (c == '\n') {
                text.append("\\n");
            } else if (c < ' ' || c > '~') {
                text.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
            } else {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    /** Reads one reply to its last byte. */
    public byte[] next() throws IOException {
        end = 0;
        long open = 1;
        while (open > 0) {
            open += element() - 1;
        }
        return Arrays.copyOf(reply, end);
    }

    /** Copies one element without those inside it, and returns how many are inside it. */
    private long element() throws IOException {
        int start = end;
        line();
        switch (reply[start]) {
            case '+', '-', ':', '_', '#', ',', '(' -> {
                return 0;
            }
            case '$', '=', '!' -> {
                long length = number(start);
                if (length >= 0) {
                    copy(Math.toIntExact(length + 2));
                }
                return 0;
            }
            case '*', '~', '>' -> {
                return Math.max(0, number(start));
            }
            case '%' -> {
                return 2 * number(start);
            }
            case '|' -> {
                return 2 * number(start) + 1;
            }
            default -> throw new IOException("not a reply: " + text(Arrays.copyOfRange(reply, start, end)));
        }
    }

    private void line() throws IOException {
        int previous;
        int c = -1;
        do {
            previous = c;
            c = in.read();
            if (c < 0) {
                throw closed();
            }
            reserve(1);
            reply[end++] = (byte) c;
        } while (previous != '\r' || c != '\n');
    }

    private void copy(int length) throws IOException {
        reserve(length);
        int read = in.readNBytes(reply, end, length);
        end += read;
        if (read < length) {
            throw closed();
        }
    }

    private EOFException closed() {
        int shown = Math.min(end, 200);
        return new EOFException("closed after " + end + " bytes of a reply: " + text(Arrays.copyOf(reply, shown)));
    }

    private long number(int lineStart) {
        return Long.parseLong(new String(reply, lineStart + 1, end - lineStart - 3, StandardCharsets.ISO_8859_1));
    }

    private void reserve(int bytes) {
        if (end + bytes > reply.length) {
            reply = Arrays.copyOf(reply, Math.max(end + bytes, 2 * reply.length));
        }
    }
}
