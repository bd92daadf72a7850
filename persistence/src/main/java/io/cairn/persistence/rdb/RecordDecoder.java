package io.cairn.persistence.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cairn.persistence.handover.Handover;
import io.cairn.persistence.handover.Progress;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The building thread's side: reads the records that {@link RecordEncoder} has written and hands them to the sink. */
final class RecordDecoder {
    /** What they need of memory fits the processor's nearest cache. */
    private static final int KEYS_AHEAD = 32;

    /** Some hundred microseconds. */
    private static final int KEYS_BETWEEN_LOOKS = 1024;

    private static final long PLACE_MASK = RecordPage.MOST_KEY_BYTES - 1;

    private final Handover<RecordPage> pages;
    private final RdbPageSink sink;
    private final Progress progress;
    private final RdbKey key = new RdbKey();
    private final long[] hashes = new long[KEYS_AHEAD];
    /** Of a page's keys, in the order of their hashes: the upper bits of the hash, and where the record begins. */
    private long[] order = new long[1024];

    private long recordOffset;
    private long builtTo;
    private @Nullable RdbException fault;

    /** @param progress is told up to which offset the sink has the file */
    RecordDecoder(Handover<RecordPage> pages, RdbPageSink sink, Progress progress) {
        this.pages = pages;
        this.sink = sink;
        this.progress = progress;
    }

    /** Offset of the first byte of the record that the sink is being given. */
    long recordOffset() {
        return recordOffset;
    }

    /** Up to where the sink has the file. */
    long builtTo() {
        return builtTo;
    }

    /** Hands on all records of a page. */
    void read(RecordPage page) throws IOException {
        if (page.isOfKeys()) {
            readKeys(page);
        } else {
            while (page.records().hasMore()) {
                takeOther(page.records());
            }
        }
        builtTo = page.fileOffset();
        // Keys come in another order than that of the file: what goes wrong first is known when all before it are
        // there.
        if (fault != null && fault.offset() <= builtTo) {
            throw fault;
        }
        progress.reached(builtTo);
    }

    private void readKeys(RecordPage page) throws IOException {
        RecordBytes in = page.records();
        int count = sort(in);
        for (int block = 0; block < count; block += KEYS_AHEAD) {
            int blockEnd = Math.min(block + KEYS_AHEAD, count);
            for (int i = block; i < blockEnd; i++) {
                in.seek(place(i) + Integer.BYTES);
                hashes[i - block] = in.takeLong();
            }
            sink.warm(hashes, 0, blockEnd - block);
            for (int i = block; i < blockEnd; i++) {
                in.seek(place(i) + Integer.BYTES + Long.BYTES);
                takeKey(in, page, hashes[i - block]);
            }
            if (block % KEYS_BETWEEN_LOOKS == 0) {
                progress.reached(builtTo);
            }
        }
    }

    /**
     * Puts the records of keys in the order of their hashes: several go to one page of memory, and do so one after the other.
     * Those with the same key keep their order.
     */
    private int sort(RecordBytes in) {
        int count = 0;
        for (int at = 0; in.seek(at); ) {
            if (count == order.length) {
                order = Arrays.copyOf(order, 2 * count);
            }
            int length = in.takeInt();
            order[count] = in.takeLong() & ~PLACE_MASK | at;
            count++;
            at += length;
        }
        Arrays.sort(order, 0, count);
        return count;
    }

    private int place(int number) {
        return (int) (order[number] & PLACE_MASK);
    }

    /** Hands on a key with what it holds. What is wrong with it is thrown when all others before it in the file are there. */
    private void takeKey(RecordBytes in, RecordPage page, long hash) {
        recordOffset = page.firstOffset() + in.takeInt();
        int operation = in.takeByte();
        key.expireAtMs = (operation & RecordEncoder.EXPIRES) != 0 ? in.takeLong() : RdbKey.NO_EXPIRY;
        int length = in.takeBytes();
        key.name.setBytes(in.bytes(), in.position() - length, length);
        key.setHash(hash);
        try {
            handOn(operation & ~RecordEncoder.EXPIRES, in, page);
        } catch (RdbException e) {
            if (fault == null || e.offset() < fault.offset()) {
                fault = e;
            }
        }
    }

    private void handOn(int operation, RecordBytes in, RecordPage page) throws RdbException {
        switch (operation) {
            case RecordEncoder.INTEGER -> sink.integer(key, in.takeLong());
            case RecordEncoder.BUILT -> sink.built(key, page.value(in.takeInt()));
            case RecordEncoder.STRING -> {
                int length = in.takeBytes();
                sink.string(key, in.bytes(), in.position() - length, length);
            }
            case RecordEncoder.COMPACT -> {
                int type = in.takeByte();
                int length = in.takeBytes();
                sink.compact(key, type, in.bytes(), in.position() - length, length);
            }
            default -> throw new IllegalStateException("no such record: operation=" + operation);
        }
    }

    private void takeOther(RecordBytes in) throws RdbException {
        int operation = in.takeByte();
        switch (operation) {
            case RecordEncoder.DATABASE -> {
                recordOffset = in.takeLong();
                sink.database(in.takeInt());
            }
            case RecordEncoder.SIZES -> {
                long keys = in.takeLong();
                sink.sizes(keys, in.takeLong());
            }
            case RecordEncoder.AUXILIARY -> {
                String name = new String(takeCopy(in), ISO_8859_1);
                sink.auxiliary(name, new String(takeCopy(in), ISO_8859_1));
            }
            case RecordEncoder.LIBRARY -> sink.library(takeCopy(in));
            case RecordEncoder.NOTICE -> {
                long offset = in.takeLong();
                sink.notice(offset, new String(takeCopy(in), UTF_8));
            }
            case RecordEncoder.LEND -> {
                recordOffset = in.takeLong();
                pages.lend();
            }
            default -> throw new IllegalStateException("no such record: operation=" + operation);
        }
    }

    private static byte[] takeCopy(RecordBytes in) {
        int length = in.takeBytes();
        return Arrays.copyOfRange(in.bytes(), in.position() - length, in.position());
    }
}
