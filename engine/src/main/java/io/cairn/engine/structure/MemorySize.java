package io.cairn.engine.structure;

import org.jspecify.annotations.Nullable;

/**
 * How much of the heap things take, as near as can be told without asking the JVM: as it lays objects out that has 64 bits
 * and no compressed references.
 *
 * <p>Of something large, some parts are looked at and the others taken for like them. Cost: what is looked at.
 */
public final class MemorySize {
    /** What a small object takes beside what it refers to. */
    static final int OBJECT_BYTES = 40;

    private static final int ARRAY_HEADER_BYTES = 16;
    private static final int REFERENCE_BYTES = Long.BYTES;

    /** What a leaf's parent keeps of it: reference, count, prefix and separator. */
    private static final int SEPARATOR_BYTES = 3 * Long.BYTES + ARRAY_HEADER_BYTES + Long.BYTES;

    /** More than a page has. */
    private static final int MOST_RECORDS_OF_PAGE = 64;

    private MemorySize() {}

    /** What an array of bytes takes. */
    public static long ofBytes(int length) {
        return ARRAY_HEADER_BYTES + (length + 7L & -8L);
    }

    /** What an array of references takes, without what they refer to. */
    public static long ofReferences(int length) {
        return ARRAY_HEADER_BYTES + (long) length * REFERENCE_BYTES;
    }

    /** What a value beside a page takes: a byte array or a {@link LargeValue}. */
    static long ofObject(@Nullable Object value, int samples) {
        if (value instanceof byte[] bytes) {
            return ofBytes(bytes.length);
        } else if (value instanceof ExternalKey external) {
            return OBJECT_BYTES + ofBytes(external.key().length) + ofObject(external.value(), samples);
        }
        return value instanceof LargeValue large ? large.memoryBytes(samples) : 0;
    }

    /** {@link RecordTable#memoryBytes}. */
    static long of(RecordTable table, int samples) {
        boolean all = samples == 0 || table.size() <= (long) samples * MOST_RECORDS_OF_PAGE;
        long stride = all ? 0 : (1L << RecordTable.POSITION_BITS) / samples;
        long records = 0;
        long bytes = 0;
        long position = 0;
        for (int looked = 0; all || looked < samples; looked++) {
            byte[] page = table.part(position).page(position);
            records += PageFormat.count(page);
            bytes += ofPage(table.part(position), position, page, samples);
            position = all ? RecordTable.positionBehind(position, PageFormat.depth(page)) : position + stride;
            if (position == 0) {
                break;
            }
        }
        return OBJECT_BYTES + scaled(bytes, records, table.size());
    }

    private static long ofPage(Part part, long position, byte[] page, int samples) {
        long bytes = REFERENCE_BYTES + ofBytes(page.length);
        @Nullable Object @Nullable [] objects = part.objects(part.index(position));
        if (objects != null) {
            bytes += ofReferences(objects.length);
            for (Object object : objects) {
                bytes += ofObject(object, samples);
            }
        }
        return bytes;
    }

    /** {@link CountedTree#memoryBytes}. */
    static long of(CountedTree tree, int samples) {
        TreePath path = new TreePath();
        path.first(tree);
        long elements = 0;
        long bytes = 0;
        boolean all = samples == 0;
        for (int looked = 1; ; looked++) {
            TreeLeaf leaf = path.leaf();
            elements += leaf.count();
            bytes += OBJECT_BYTES + ofBytes(leaf.bytes.length) + SEPARATOR_BYTES;
            if (all ? !path.nextLeaf() : looked == samples) {
                break;
            }
            long next = tree.size() / Math.max(1, samples) * looked;
            if (!all && next > path.before() + leaf.count()) {
                path.seekIndex(tree, next);
            } else if (!all && !path.nextLeaf()) {
                break;
            }
        }
        return OBJECT_BYTES + scaled(bytes, elements, tree.size());
    }

    private static long scaled(long bytes, long counted, long size) {
        return counted == 0 ? bytes : (long) ((double) bytes / counted * size);
    }
}
