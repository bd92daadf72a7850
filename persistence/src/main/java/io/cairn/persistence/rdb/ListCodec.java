package io.cairn.persistence.rdb;

import static io.cairn.persistence.rdb.RdbException.damaged;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.value.ElementWalk;
import io.cairn.engine.value.ListValue;
import java.io.IOException;
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

    /** As large as Redis makes its nodes by default. */
    private static final int MAX_NODE_BYTES = 8192;

    /** Longer elements are a node of their own. */
    private static final int MAX_PACKED_ELEMENT_BYTES = MAX_NODE_BYTES / 2;

    private ListCodec() {}

    static void readPlain(ValueInput value) throws IOException {
        for (long left = value.in.readLength(); left > 0; left--) {
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
        out.writeLength(walk(list, null));
        walk(list, out);
    }

    /** Packs the elements into nodes, writes these if there is an output, and returns how many there are. */
    private static long walk(ListValue list, @Nullable RdbOutput out) throws IOException {
        Packed node = Packed.workspace(MAX_NODE_BYTES);
        Listpack.clear(node);
        long nodes = 0;
        for (ElementWalk walk = list.walk(); walk.next(); ) {
            Element element = walk.element();
            boolean plain = element.length() > MAX_PACKED_ELEMENT_BYTES;
            if (node.length() > Listpack.EMPTY_BYTES && (plain || node.length() + element.length() > MAX_NODE_BYTES)) {
                nodes++;
                writeNode(node, out);
            }
            if (plain) {
                nodes++;
                if (out != null) {
                    out.writeLength(PLAIN_NODE);
                    out.writeElement(element);
                }
            } else if (element.isInteger()) {
                Listpack.append(node, element.integer());
            } else {
                Listpack.append(node, element.bytes(), element.offset(), element.length());
            }
        }
        if (node.length() > Listpack.EMPTY_BYTES) {
            nodes++;
            writeNode(node, out);
        }
        return nodes;
    }

    private static void writeNode(Packed node, @Nullable RdbOutput out) throws IOException {
        if (out != null) {
            out.writeLength(PACKED_NODE);
            out.writeString(node.bytes(), 0, node.length());
        }
        Listpack.clear(node);
    }
}
