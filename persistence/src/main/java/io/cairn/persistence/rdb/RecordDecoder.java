package io.cairn.persistence.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cairn.persistence.handover.Handover;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The building thread's side: reads the records that {@link RecordEncoder} has written and hands them to the sink. */
final class RecordDecoder {
    /** What they need of memory fits the processor's nearest cache. */
    private static final int KEYS_AHEAD = 32;

    private final Handover<RecordPage> pages;
    private final RdbPageSink sink;
    private final RdbKey key = new RdbKey();
    private long recordOffset;
    private int keys;
    private @Nullable RdbException fault;

    RecordDecoder(Handover<RecordPage> pages, RdbPageSink sink) {
        this.pages = pages;
        this.sink = sink;
    }

    /** Offset of the first byte of the record that the sink is being given. */
    long recordOffset() {
        return recordOffset;
    }

    /** Hands on all records of a page. */
    void read(RecordPage page) throws RdbException {
        keys = 0;
        while (page.hasMore()) {
            int operation = page.takeByte();
            switch (operation) {
                case RecordEncoder.TURN -> takeTurn();
                case RecordEncoder.STRING, RecordEncoder.INTEGER, RecordEncoder.COMPACT, RecordEncoder.BUILT ->
                    takeKeyAndValue(operation, page);
                default -> takeOther(operation, page);
            }
        }
    }

    /** Keys come in another order than that of the file: only at the turn it is known what goes wrong first. */
    private void takeKeyAndValue(int operation, RecordPage page) {
        takeKey(page);
        try {
            if (operation == RecordEncoder.INTEGER) {
                sink.integer(key, page.takeLong());
                return;
            }
            if (operation == RecordEncoder.BUILT) {
                page.takeInt();
                sink.built(key, page.takeValue());
                return;
            }
            int type = operation == RecordEncoder.COMPACT ? page.takeByte() : 0;
            int length = page.takeBytes();
            if (operation == RecordEncoder.STRING) {
                sink.string(key, page.bytes(), page.position() - length, length);
            } else {
                sink.compact(key, type, page.bytes(), page.position() - length, length);
            }
        } catch (RdbException e) {
            if (fault == null || e.offset() < fault.offset()) {
                fault = e;
            }
        }
    }

    private void takeTurn() throws RdbException {
        if (fault != null) {
            throw fault;
        }
    }

    private void takeKey(RecordPage page) {
        recordOffset = page.takeLong();
        key.expireAtMs = page.takeLong();
        int length = page.takeBytes();
        key.name.setBytes(page.bytes(), page.position() - length, length);
        if (keys % KEYS_AHEAD == 0) {
            sink.warm(page.hashes(), keys, Math.min(keys + KEYS_AHEAD, page.hashCount()));
        }
        key.setHash(page.hashes()[keys]);
        keys++;
    }

    private static byte[] takeCopy(RecordPage page) {
        int length = page.takeBytes();
        return Arrays.copyOfRange(page.bytes(), page.position() - length, page.position());
    }

    private void takeOther(int operation, RecordPage page) throws RdbException {
        switch (operation) {
            case RecordEncoder.DATABASE -> {
                recordOffset = page.takeLong();
                sink.database(page.takeInt());
            }
            case RecordEncoder.SIZES -> {
                long keys = page.takeLong();
                sink.sizes(keys, page.takeLong());
            }
            case RecordEncoder.AUXILIARY -> {
                String name = new String(takeCopy(page), ISO_8859_1);
                sink.auxiliary(name, new String(takeCopy(page), ISO_8859_1));
            }
            case RecordEncoder.LIBRARY -> sink.library(takeCopy(page));
            case RecordEncoder.NOTICE -> {
                long offset = page.takeLong();
                sink.notice(offset, new String(takeCopy(page), UTF_8));
            }
            case RecordEncoder.LEND -> {
                recordOffset = page.takeLong();
                pages.lend();
            }
            default -> throw new IllegalStateException("no such record: operation=" + operation);
        }
    }
}
