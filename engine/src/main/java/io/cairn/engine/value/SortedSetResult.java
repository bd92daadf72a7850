package io.cairn.engine.value;

/**
 * A sorted set that is being computed, for a client or for a key: members come in any order, with scores that may change
 * until the first {@link #walk}. Used by the single writer.
 */
public final class SortedSetResult {
    private final LargeSortedSet members;
    private boolean ordered;
    private int longestMember;
    private long memberBytes;

    /** An empty one. */
    public SortedSetResult(ValueHost host) {
        members = new LargeSortedSet(host.newTable(), host.epoch());
        members.orderLater();
    }

    /** The member's score; {@link SortedSetValue#ABSENT} if it is not there. */
    public double score(byte[] member, int offset, int length) {
        return members.score(member, offset, length);
    }

    /** Adds a member or gives it another score. */
    public void put(byte[] member, int offset, int length, double score) {
        if (ordered) {
            throw new IllegalStateException("complete already");
        }
        members.put(member, offset, length, score);
        longestMember = Math.max(longestMember, length);
        memberBytes += length;
    }

    /** Number of members. */
    public long size() {
        return members.size();
    }

    /** Walks over all members, lowest score first. No more come from here on. */
    public MemberWalk walk() {
        return members().walk(0, false);
    }

    LargeSortedSet members() {
        if (!ordered) {
            ordered = true;
            members.catchUp();
        }
        return members;
    }

    int longestMember() {
        return longestMember;
    }

    /** Bytes of all members, at least. */
    long memberBytes() {
        return memberBytes;
    }
}
