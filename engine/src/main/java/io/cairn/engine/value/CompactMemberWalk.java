package io.cairn.engine.value;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Listpack;

/** A walk over a {@link CompactSortedSet} from some rank on, in order or against it. */
final class CompactMemberWalk implements ScoreWalk {
    private final byte[] bytes;
    private final int first;
    private final boolean reverse;
    private final Element member = new Element();
    private final Element text = new Element();
    private int at;
    private boolean begun;

    /** From rank {@code from}, which is at most the number of members, and below it in reverse. */
    CompactMemberWalk(byte[] bytes, int start, long from, boolean reverse) {
        this.bytes = bytes;
        this.first = Listpack.first(start);
        this.reverse = reverse;
        int found = Listpack.seek(bytes, start, 2 * from);
        at = found < 0 ? Listpack.end(bytes, start) : found;
    }

    @Override
    public boolean next() {
        if (begun && !step() || Listpack.isEnd(bytes, at)) {
            return false;
        }
        begun = true;
        Listpack.read(bytes, at, member);
        return true;
    }

    private boolean step() {
        if (reverse) {
            if (at == first) {
                return false;
            }
            at = Listpack.previous(bytes, Listpack.previous(bytes, at));
        } else {
            at = Listpack.next(bytes, Listpack.next(bytes, at));
        }
        return true;
    }

    @Override
    public void seek(double score) {
        at = first;
        begun = false;
        while (!Listpack.isEnd(bytes, at) && score() < score) {
            at = Listpack.next(bytes, Listpack.next(bytes, at));
        }
    }

    @Override
    public Element member() {
        return member;
    }

    @Override
    public double score() {
        return CompactSortedSet.score(bytes, at, text);
    }
}
