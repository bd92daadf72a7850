package io.cairn.engine.structure;

/**
 * Gives the listpacks of a {@link ListTree}'s leaves to a reader, compressed ones out of a scratch of its own; the leaves
 * stay as they are.
 *
 * <p>Cost: none for a leaf that is not compressed, and no scratch before the first one that is. One thread's at a time;
 * several threads may read a frozen list with a reader each.
 */
public final class ListLeafReader {
    private byte[] scratch = TreeInner.NO_BYTES;

    /** Creates a reader. */
    public ListLeafReader() {}

    /** Returns the array that holds the leaf's listpack from 0 on, for reading, until the list changes or this is asked again. */
    public byte[] bytes(TreeLeaf leaf) {
        return leaf.isCompressed() ? decompressed(leaf) : leaf.bytes();
    }

    private byte[] decompressed(TreeLeaf leaf) {
        if (scratch.length < leaf.length()) {
            scratch = new byte[PagePool.roundUp(leaf.length())];
        }
        ListCompression.decompress(leaf, scratch);
        return scratch;
    }
}
