package io.cairn.engine.structure;

/**
 * A leaf of a {@link CountedTree}: bytes whose meaning the tree's user knows, and the number of elements in them.
 *
 * <p>Who changes the bytes gets the leaf from {@link CountedTree#writableLeaf}; a leaf from anywhere else is for reading,
 * because a snapshot may see it. The count is changed by {@link CountedTree#leafChanged} alone, which keeps the counts
 * above.
 */
public final class TreeLeaf extends TreeNode {
    byte[] bytes;
    int length;
    int count;
    /** Of a {@link ListTree}: {@code bytes} is the content compressed, the whole array; {@code length} is what it was. */
    boolean compressed;
    /** Of a {@link ListTree}: compressing the content is not worth it. */
    boolean incompressible;

    TreeLeaf(int stamp, byte[] bytes, int length, int count) {
        super(stamp);
        this.bytes = bytes;
        this.length = length;
        this.count = count;
    }

    /** Returns the array that holds the content in its first {@link #length} bytes; of a leaf that is not compressed. */
    public byte[] bytes() {
        assert !compressed;
        return bytes;
    }

    /** Returns the number of bytes in use; of those a compressed leaf stands for. */
    public int length() {
        return length;
    }

    /** Tells whether a {@link ListLeafReader} is needed to read it: only leaves of long lists may be compressed. */
    public boolean isCompressed() {
        return compressed;
    }

    /** Returns the number of elements. */
    public int count() {
        return count;
    }

    /** Sets the number of bytes in use, after a change in place of a writable leaf. */
    public void setLength(int length) {
        this.length = length;
    }
}
