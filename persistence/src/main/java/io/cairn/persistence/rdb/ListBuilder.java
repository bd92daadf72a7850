package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Element;
import io.cairn.engine.value.RecordTypes;

/** Builds lists: compact, or a leaf at a time. */
final class ListBuilder extends CollectionBuilder {
    /** What a leaf of a long list takes; no setting in bytes allows a compact list less. */
    private static final int LEAF_BYTES = 4096;

    /** The most that an entry of this length takes beside its text. */
    private static final int ENTRY_OVERHEAD_BYTES = 10;

    /** Longer elements are copied once, by the spill. */
    private static final int MAX_LEAF_ELEMENT_BYTES = LEAF_BYTES / 4;

    ListBuilder() {
        super(CollectionKind.LIST);
    }

    @Override
    void reset() {}

    @Override
    int type() {
        return RecordTypes.LIST;
    }

    void add(Element element) {
        int length = element.length();
        if (out().end() + length + ENTRY_OVERHEAD_BYTES > LEAF_BYTES || isFull()) {
            flush();
        }
        if (length > MAX_LEAF_ELEMENT_BYTES) {
            flush();
            spill().element(element);
        } else {
            out().append(element);
            counted();
        }
    }

    /** Whether a setting in elements allows no more of them in a compact list. */
    private boolean isFull() {
        int most = limits().listMaxListpackSize();
        return !isSpilled() && most >= 0 && count() >= Math.max(1, most);
    }

    /** Hands over what is packed. */
    private void flush() {
        if (!isSpilled()) {
            spill();
        } else if (out().count() > 0) {
            out().finish();
            spill().leaf(out().bytes(), out().end() + 1);
        }
        out().clear(LEAF_BYTES);
    }

    @Override
    void complete() {
        if (isSpilled()) {
            flush();
        }
    }
}
