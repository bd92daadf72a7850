package io.cairn.persistence.rdb;

import static io.cairn.persistence.rdb.RdbException.damaged;

import io.cairn.engine.structure.CountedTree;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.ListLeafReader;
import io.cairn.engine.structure.TreeLeaf;
import io.cairn.engine.structure.TreePath;
import io.cairn.engine.value.ListValue;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The codec of lists.
 *
 * <pre>
 *   LIST             := count string*
 *   LIST_ZIPLIST     := ziplist
 *   LIST_QUICKLIST   := count ziplist*
 *   LIST_QUICKLIST_2 := count (1 string | 2 listpack)*        1: the string is one element
 * </pre>
 */
final class ListCodec {
    private static final int PLAIN_NODE = 1;
    private static final int PACKED_NODE = 2;

    private ListCodec() {}

    static void readPlain(ValueInput value) throws IOException {
        for (long left = value.readCount(); left > 0; left--) {
            long offset = value.in.offset();
            value.element(value.readElement(), offset);
        }
    }

    static void readBlob(ValueInput value, BlobReader reader) throws IOException {
        long offset = value.in.offset();
        BlobReader blob = value.readBlob(reader);
        Element element = value.elementOfBlob();
        while (blob.next(element)) {
            value.element(element, offset);
        }
    }

    /** A node without elements is no harm; Redis passes over them, too. */
    static void readBlobs(ValueInput value, BlobReader reader) throws IOException {
        for (long left = value.in.readLength(); left > 0; left--) {
            readBlob(value, reader);
        }
    }

    static void readNodes(ValueInput value) throws IOException {
        for (long left = value.in.readLength(); left > 0; left--) {
            long offset = value.in.offset();
            long container = value.in.readLength();
            if (container == PACKED_NODE) {
                readBlob(value, value.listpack());
            } else if (container == PLAIN_NODE) {
                readPlainNode(value, offset);
            } else {
                throw damaged(offset, "a part of " + value + " is of an unknown sort, " + container);
            }
        }
    }

    private static void readPlainNode(ValueInput value, long offset) throws IOException {
        Element element = value.readElement();
        if (element.length() == 0) {
            throw damaged(offset, "a part of " + value + " that is one long element is empty");
        }
        value.element(element, offset);
    }

    static void write(ListValue list, RdbOutput out) throws IOException {
        if (list.isCompact()) {
            out.writeLength(1);
            out.writeLength(PACKED_NODE);
            out.writePacked(list);
            return;
        }
        CountedTree leaves = Objects.requireNonNull(list.leaves());
        out.writeLength(walk(leaves, null));
        walk(leaves, out);
    }

    /** Writes the leaves that hold something, if there is an output, and returns how many there are. */
    private static long walk(CountedTree leaves, @Nullable RdbOutput out) throws IOException {
        long nodes = 0;
        ListLeafReader reader = new ListLeafReader();
        TreePath path = new TreePath();
        path.first(leaves);
        do {
            TreeLeaf leaf = path.leaf();
            if (leaf.count() > 0) {
                nodes++;
                if (out != null) {
                    out.writeLength(PACKED_NODE);
                    out.writeString(reader.bytes(leaf), 0, leaf.length());
                }
            }
        } while (path.nextLeaf());
        return nodes;
    }
}
