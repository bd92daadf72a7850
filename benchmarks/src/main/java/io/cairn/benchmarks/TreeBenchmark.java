package io.cairn.benchmarks;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.ListCursor;
import io.cairn.engine.structure.ListTree;
import io.cairn.engine.structure.SnapshotEpoch;
import io.cairn.engine.structure.SortedCursor;
import io.cairn.engine.structure.SortedTree;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Counted trees: sorted by key, as sorted sets have them, and of the leaves of a list. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TreeBenchmark {
    private static final int MANY = 10_000;

    /** Elements. */
    @Param({"10000", "1000000"})
    public int elements;

    private final SplittableRandom random = new SplittableRandom(1);
    private final SortedCursor cursor = new SortedCursor();
    private final ListCursor listCursor = new ListCursor();
    private final Element element = new Element();
    private byte[][] names = {};
    private SortedTree tree = emptyTree();
    private ListTree list = emptyList();
    private int next;

    private static SortedTree emptyTree() {
        return new SortedTree(new SnapshotEpoch(), 0);
    }

    private static ListTree emptyList() {
        return new ListTree(new SnapshotEpoch(), 0);
    }

    /** Fills both. */
    @Setup
    public void fill() {
        names = Numbered.names(elements);
        tree = emptyTree();
        list = emptyList();
        for (byte[] name : names) {
            tree.add(name, 0, name.length, cursor);
            push(list, name);
        }
    }

    private void push(ListTree target, byte[] name) {
        listCursor.seek(target, target.size());
        listCursor.insert(target, name, 0, name.length);
    }

    private byte[] name() {
        next = next + 1 == elements ? 0 : next + 1;
        return names[next];
    }

    /** The rank of a key. */
    @Benchmark
    public long rank() {
        byte[] name = name();
        return tree.rank(name, 0, name.length);
    }

    /** The key with a rank. */
    @Benchmark
    public boolean seekRank() {
        cursor.seekRank(tree, random.nextInt(elements));
        return cursor.isAtEnd();
    }

    /** Takes a key away and puts it back. */
    @Benchmark
    public boolean removeAndAdd() {
        byte[] name = name();
        tree.remove(name, 0, name.length, cursor);
        return tree.add(name, 0, name.length, cursor);
    }

    /** Adds a key to a tree that grows from nothing to 10,000. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public SortedTree insert() {
        SortedTree grown = emptyTree();
        for (int i = 0; i < MANY; i++) {
            grown.add(names[i], 0, names[i].length, cursor);
        }
        return grown;
    }

    /** The element of a list with an index. */
    @Benchmark
    public int listIndex() {
        listCursor.seek(list, random.nextInt(elements));
        listCursor.read(element);
        return element.length();
    }

    /** Adds an element to a list that grows from nothing to 10,000. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public ListTree listPush() {
        ListTree grown = emptyList();
        for (int i = 0; i < MANY; i++) {
            push(grown, names[i]);
        }
        return grown;
    }
}
