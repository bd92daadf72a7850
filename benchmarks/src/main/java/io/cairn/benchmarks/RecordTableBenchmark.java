package io.cairn.benchmarks;

import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.SnapshotEpoch;
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

/** The table of keys: looking up, overwriting, and growing from nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordTableBenchmark {
    private static final int MANY = 10_000;

    /** Keys in the table. */
    @Param({"10000", "1000000"})
    public int keys;

    private final byte[] value = new byte[32];
    private final RecordCursor cursor = new RecordCursor();
    private byte[][] names = {};
    private RecordTable table = empty();
    private int next;

    private static RecordTable empty() {
        return new RecordTable(new SnapshotEpoch(), 1, 2);
    }

    /** Fills the table. */
    @Setup
    public void fill() {
        names = Numbered.names(keys);
        table = empty();
        for (byte[] name : names) {
            put(table, name);
        }
    }

    private void put(RecordTable target, byte[] name) {
        target.find(name, 0, name.length, cursor);
        cursor.put(1, value, 0, value.length, RecordTable.NO_EXPIRY);
    }

    private byte[] name() {
        next = next + 1 == keys ? 0 : next + 1;
        return names[next];
    }

    /** Finds a key. */
    @Benchmark
    public boolean lookUp() {
        byte[] name = name();
        return table.find(name, 0, name.length, cursor);
    }

    /** Gives a key another value of the same length. */
    @Benchmark
    public void overwrite() {
        put(table, name());
    }

    /** Adds a key to a table that grows from nothing to 10,000. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public RecordTable insert() {
        RecordTable grown = empty();
        for (int i = 0; i < MANY; i++) {
            put(grown, names[i]);
        }
        return grown;
    }
}
