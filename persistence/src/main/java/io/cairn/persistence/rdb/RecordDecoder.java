package io.cairn.persistence.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cairn.engine.structure.Element;
import io.cairn.persistence.handover.Handover;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The building thread's side: reads the records that {@link RecordEncoder} has written and hands them to the sink. */
final class RecordDecoder {
    /** What they need of memory fits the processor's nearest cache. */
    private static final int KEYS_AHEAD = 32;

    private static final CollectionKind[] KINDS = CollectionKind.values();

    private final Handover<RecordPage> pages;
    private final RdbPageSink sink;
    private final RdbKey key = new RdbKey();
    private final Element element = new Element();
    private final Element value = new Element();
    /** A collection's name, while its elements come: it lies in a page that may have gone. */
    private final RdbKey owner = new RdbKey();

    private CollectionKind kind = CollectionKind.LIST;
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
                case RecordEncoder.STRING, RecordEncoder.INTEGER, RecordEncoder.COMPACT -> takeSmall(operation, page);
                case RecordEncoder.END -> {
                    takeKey(page);
                    sink.end(key);
                }
                case RecordEncoder.SPILLED -> takeSpilled(page);
                case RecordEncoder.ELEMENT, RecordEncoder.FIELD, RecordEncoder.MEMBER -> takeElement(operation, page);
                case RecordEncoder.LEAF -> {
                    byte[] leaf = takeCopy(page);
                    sink.leaf(leaf, leaf.length);
                }
                default -> takeOther(operation, page);
            }
        }
    }

    /** Keys come in another order than that of the file: only at the turn it is known what goes wrong first. */
    private void takeSmall(int operation, RecordPage page) {
        takeKey(page);
        try {
            if (operation == RecordEncoder.INTEGER) {
                sink.integer(key, page.takeLong());
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

    private void takeSpilled(RecordPage page) throws RdbException {
        takeKey(page);
        byte[] name = key.toBytes();
        owner.name.setBytes(name, 0, name.length);
        kind = KINDS[page.takeByte()];
        long count = page.takeLong();
        int type = page.takeByte();
        byte[] bytes = takeCopy(page);
        sink.spilled(owner, kind, count, type, bytes);
    }

    private void takeElement(int operation, RecordPage page) throws RdbException {
        long offset = page.takeLong();
        point(element, page);
        boolean added;
        switch (operation) {
            case RecordEncoder.FIELD -> {
                point(value, page);
                added = sink.field(element, value, page.takeLong());
            }
            case RecordEncoder.MEMBER -> added = sink.member(element, Double.longBitsToDouble(page.takeLong()));
            default -> added = sink.element(element);
        }
        if (!added) {
            throw ValueInput.twice(element, kind, owner, offset);
        }
    }

    private static void point(Element into, RecordPage page) {
        int length = page.takeBytes();
        into.point(page.bytes(), page.position() - length, length);
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
