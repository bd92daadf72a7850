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

    private final Handover<RecordPage> pages;
    private final RdbPageSink sink;
    private final Progress progress;
    private final RdbKey key = new RdbKey();
    private final long[] hashes = new long[KEYS_AHEAD];
    private long recordOffset;
    private long builtTo;
    private @Nullable RdbException fault;

    @SuppressWarnings("UnusedVariable") // So that the compiler does not leave out what it is the sum of.
    private int warmth;

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
        readKeys(page);
        RecordBytes others = page.others();
        while (others.hasMore()) {
            takeOther(others.takeByte(), page);
        }
        builtTo = page.fileOffset();
        progress.reached(builtTo);
    }

    private void readKeys(RecordPage page) throws IOException {
        int count = page.keyCount();
        for (int block = 0; block < count; block += KEYS_AHEAD) {
            int blockEnd = Math.min(block + KEYS_AHEAD, count);
            warmth += page.warm(block, blockEnd);
            page.copyHashes(block, blockEnd, hashes);
            sink.warm(hashes, 0, blockEnd - block);
            for (int i = block; i < blockEnd; i++) {
                page.seekKey(i);
                RecordBytes in = page.keys();
                takeKey(in.takeByte(), in, page, hashes[i - block]);
            }
            if (block % KEYS_BETWEEN_LOOKS == 0) {
                progress.reached(builtTo + (page.fileOffset() - builtTo) * block / count);
            }
        }
        // Keys come in another order than that of the file: only here it is known what goes wrong first.
        throwFault();
    }

    private void throwFault() throws RdbException {
        if (fault != null) {
            throw fault;
        }
    }

    /** Hands on a key with what it holds. What is wrong with it is thrown when all others of the page are there. */
    private void takeKey(int operation, RecordBytes in, RecordPage page, long hash) {
        takeName(in);
        key.setHash(hash);
        try {
            handOn(operation, in, page);
        } catch (RdbException e) {
            if (fault == null || e.offset() < fault.offset()) {
                fault = e;
            }
        }
    }

    private void takeName(RecordBytes in) {
        recordOffset = in.takeLong();
        key.expireAtMs = in.takeLong();
        int length = in.takeBytes();
        key.name.setBytes(in.bytes(), in.position() - length, length);
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

    private void takeOther(int operation, RecordPage page) throws RdbException {
        RecordBytes in = page.others();
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
            default -> {
                takeName(in);
                key.setHash(sink.hash(key));
                handOn(operation, in, page);
            }
        }
    }

    private static byte[] takeCopy(RecordBytes in) {
        int length = in.takeBytes();
        return Arrays.copyOfRange(in.bytes(), in.position() - length, in.position());
    }
}
