package io.cairn.engine.structure;

/** A chunk of a tree: what is copied before it is changed when a snapshot may see it. */
abstract sealed class TreeNode permits TreeInner, TreeLeaf {
    final int stamp;

    TreeNode(int stamp) {
        this.stamp = stamp;
    }
}
