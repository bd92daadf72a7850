package io.cairn.persistence.log;

import java.io.IOException;

/** Searches what follows a bad batch, in one pass over the rest of the file. */
final class BatchSearch {
    private BatchSearch() {}

    /**
     * Offset of a genuine header line behind {@code from} that knew more than {@code durableBeyond} to be forced, or -1.
     * The line proves itself: a copy of one from elsewhere does not pass.
     */
    static long findDurableBeyond(FileWindow window, BatchDecoder decoder, long from, long durableBeyond)
            throws IOException {
        for (long at = nextCandidate(window, from); at >= 0; at = nextCandidate(window, at + 2)) {
            int available = window.load(at, LogFormat.BATCH_HEADER_MAX_BYTES);
            int header = decoder.decode(window.bytes(), window.index(at), available, at);
            if (header > 0 && decoder.fields().durable > durableBeyond) {
                return at;
            }
        }
        return -1;
    }

    /** True if something behind {@code from} looks like a header line of whatever file. */
    static boolean findsShape(FileWindow window, long from) throws IOException {
        return findShape(window, new BatchDecoder(0), from) >= 0;
    }

    /** Offset of something behind {@code from} that looks like a header line of whatever file, or -1. */
    static long findShape(FileWindow window, BatchDecoder decoder, long from) throws IOException {
        for (long at = nextCandidate(window, from + (from & 1)); at >= 0; at = nextCandidate(window, at + 2)) {
            int available = window.load(at, LogFormat.BATCH_HEADER_MAX_BYTES);
            if (decoder.decodeShape(window.bytes(), window.index(at), available) > 0) {
                return at;
            }
        }
        return -1;
    }

    /** The first even offset from {@code from} on with the letters of a header line, or -1. */
    private static long nextCandidate(FileWindow window, long from) throws IOException {
        long at = from;
        while (true) {
            // Only as much as a line: asking for a full buffer would read it anew at every candidate.
            window.load(at, LogFormat.BATCH_HEADER_MAX_BYTES);
            int available = window.loaded(at);
            byte[] bytes = window.bytes();
            int index = window.index(at);
            int i = 0;
            for (; i + 2 < available; i += 2) {
                if (bytes[index + i] == '#' && bytes[index + i + 1] == 'C' && bytes[index + i + 2] == ' ') {
                    return at + i;
                }
            }
            if (i == 0 || at + available >= window.fileLength()) {
                return -1;
            }
            at += i;
        }
    }

    /** How many bytes from {@code from} to the end of the file are left without the padding it ends in; it is even. */
    static long bytesWithoutPadding(FileWindow window, long from) throws IOException {
        long last = from;
        int step = window.capacity() & ~1;
        int available;
        for (long at = from; at < window.fileLength(); at += available) {
            available = window.load(at, step);
            byte[] bytes = window.bytes();
            int index = window.index(at);
            for (int i = 0; i < available; i += 2) {
                boolean pair = i + 1 < available
                        && bytes[index + i] == LogFormat.PADDING_FIRST
                        && bytes[index + i + 1] == LogFormat.PADDING_SECOND;
                if (!pair) {
                    last = at + Math.min(i + 2, available);
                }
            }
        }
        return last - from;
    }
}
