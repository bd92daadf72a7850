package io.cairn.tools.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Requests encoded one behind the other, with the shape of the reply that each must get, so that sending some of them is handing
 * a part of one buffer to the kernel. Unchangeable; its bytes lie in a buffer that its maker lends.
 */
public final class RequestRing {
    private static final int MOST_SHAPES = Byte.MAX_VALUE;

    private final ByteBuffer bytes;
    private final int[] ends;
    private final byte[] shapeOf;
    private final ReplyShape[] shapes;

    private RequestRing(Builder builder, int count) {
        bytes = builder.space.asReadOnlyBuffer();
        ends = Arrays.copyOf(builder.ends, count);
        shapeOf = Arrays.copyOf(builder.shapeOf, count);
        shapes = builder.shapes.toArray(new ReplyShape[0]);
    }

    /** How many requests there are. */
    public int size() {
        return ends.length;
    }

    /** All bytes, as a view with a position of its own. */
    ByteBuffer view() {
        return bytes.duplicate();
    }

    /** Makes a view hold the requests from {@code first} until before {@code end}. */
    void select(ByteBuffer view, int first, int end) {
        view.limit(ends[end - 1]).position(start(first));
    }

    private int start(int request) {
        return request == 0 ? 0 : ends[request - 1];
    }

    /** What the reply to a request must be. */
    ReplyShape shape(int request) {
        return shapes[shapeOf[request]];
    }

    /** The words of a request, shortened. */
    String text(int request, int mostBytes) {
        byte[] start = new byte[Math.min(ends[request] - start(request), mostBytes)];
        bytes.get(start(request), start);
        String[] lines = new String(start, StandardCharsets.ISO_8859_1).split("\r\n", -1);
        List<String> words = new ArrayList<>();
        for (int i = 2; i < lines.length; i += 2) {
            words.add(lines[i]);
        }
        return String.join(" ", words);
    }

    /** Encodes requests into a buffer until it is full. */
    public static final class Builder {
        private final ByteBuffer space;
        private final List<ReplyShape> shapes = new ArrayList<>();
        private int[] ends = new int[1024];
        private byte[] shapeOf = new byte[1024];
        private int count;

        /** A ring in {@code space}, which must not be used for another one as long as this one is. */
        public Builder(ByteBuffer space) {
            this.space = space.clear();
        }

        /** Adds an encoded request; false, and nothing added, if there is no room for it. */
        public boolean add(byte[] request, ReplyShape shape) {
            if (request.length > space.remaining()) {
                return false;
            }
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, 2 * count);
                shapeOf = Arrays.copyOf(shapeOf, 2 * count);
            }
            space.put(request);
            ends[count] = space.position();
            shapeOf[count] = number(shape);
            count++;
            return true;
        }

        private byte number(ReplyShape shape) {
            int number = shapes.indexOf(shape);
            if (number < 0) {
                number = shapes.size();
                if (number == MOST_SHAPES) {
                    throw new IllegalStateException("shapes=" + number);
                }
                shapes.add(shape);
            }
            return (byte) number;
        }

        /** The ring of what was added; what is behind the last multiple of {@code unit} is left out. */
        public RequestRing build(int unit) {
            int whole = count / unit * unit;
            if (whole == 0) {
                throw new IllegalStateException("requests=" + count + " unit=" + unit);
            }
            return new RequestRing(this, whole);
        }
    }
}
