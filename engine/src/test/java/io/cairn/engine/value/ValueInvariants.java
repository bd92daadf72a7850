package io.cairn.engine.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Intset;
import io.cairn.engine.structure.ListTree;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.StructureInvariants;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/** Checks a value of any kind, in whichever form it is kept: that it is what its commands rely on. */
public final class ValueInvariants {
    private ValueInvariants() {}

    /** Fails if something is wrong with the value. */
    public static void check(Value value) {
        if (value instanceof StreamValue stream) {
            StructureInvariants.check(stream.stream());
        } else if (value instanceof CollectionValue collection) {
            assertThat(collection.size()).isPositive();
            if (collection.isCompact()) {
                checkCompact(collection);
            } else {
                checkLarge(collection.record());
            }
            assertThat(countElements(collection)).isEqualTo(collection.size());
        }
    }

    private static void checkCompact(CollectionValue collection) {
        byte[] bytes = collection.packedBytes();
        int start = collection.packedStart();
        int length = collection.packedLength();
        if (collection.record().type() == RecordTypes.INTSET) {
            assertThat(Intset.isValid(bytes, start, length)).isTrue();
            return;
        }
        assertThat(Listpack.isValid(bytes, start, length)).isTrue();
        Packed again = Packed.workspace(length);
        Listpack.clear(again);
        Element element = new Element();
        for (int at = Listpack.first(start); !Listpack.isEnd(bytes, at); at = Listpack.next(bytes, at)) {
            Listpack.read(bytes, at, element);
            Listpack.append(again, element.bytes(), element.offset(), element.length());
        }
        assertThat(ByteBuffer.wrap(again.bytes(), 0, again.length()))
                .as("the listpack in canonical form")
                .isEqualTo(ByteBuffer.wrap(bytes, start, length));
    }

    private static void checkLarge(RecordCursor record) {
        Object object = record.object();
        if (object instanceof ListTree list) {
            StructureInvariants.check(list);
        } else if (object instanceof LargeTable table) {
            StructureInvariants.check(table.table());
        } else if (object instanceof LargeSortedSet sortedSet) {
            sortedSet.checkInvariants();
        }
    }

    /** Walks over all elements, none of which may come twice where that is the rule. */
    private static long countElements(CollectionValue collection) {
        Set<ByteBuffer> seen = new HashSet<>();
        long count = 0;
        if (collection instanceof ListValue list) {
            for (ElementWalk walk = list.walk(); walk.next(); ) {
                count++;
            }
            return count;
        } else if (collection instanceof SetValue set) {
            for (ElementWalk walk = set.walk(); walk.next(); ) {
                seen.add(ByteBuffer.wrap(walk.element().copy()));
                count++;
            }
        } else if (collection instanceof HashValue hash) {
            for (FieldWalk walk = hash.walk(); walk.next(); ) {
                seen.add(ByteBuffer.wrap(walk.name().copy()));
                count++;
            }
        } else if (collection instanceof SortedSetValue sortedSet) {
            double last = Double.NEGATIVE_INFINITY;
            for (MemberWalk walk = sortedSet.walk(); walk.next(); ) {
                assertThat(walk.score()).isGreaterThanOrEqualTo(last);
                last = walk.score();
                seen.add(ByteBuffer.wrap(walk.member().copy()));
                count++;
            }
        }
        assertThat(seen).hasSize((int) count);
        return count;
    }
}
