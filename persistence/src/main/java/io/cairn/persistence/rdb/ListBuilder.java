package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.ListValue;
import io.cairn.engine.value.RecordTypes;

/** Builds lists. */
final class ListBuilder extends CollectionBuilder<ListValue> {
    /** Longer elements are copied once, by the view. */
    private static final int MAX_BYTES = RecordTable.MAX_INLINE_VALUE_BYTES;

    ListBuilder() {
        super(ListValue.class);
    }

    @Override
    void reset() {}

    @Override
    int type() {
        return RecordTypes.LIST;
    }

    void add(Element element) {
        int most = limits().listMaxListpackSize();
        if (isSpilled() || pack().length() + element.length() > MAX_BYTES || (most >= 0 && count() >= most)) {
            view().pushTail(element.bytes(), element.offset(), element.length());
        } else {
            append(element);
            counted();
        }
    }
}
