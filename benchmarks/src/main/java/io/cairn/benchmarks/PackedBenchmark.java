package io.cairn.benchmarks;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.ListpackWriter;
import io.cairn.engine.structure.SnapshotEpoch;
import io.cairn.engine.structure.StreamCursor;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.structure.StreamWriter;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Listpacks of 128 elements, and streams of 100,000 entries, whose leaves are such. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PackedBenchmark {
    private static final int PACKED = 128;
    private static final int ENTRIES = 100_000;
    private static final int RANGE = 100;
    private static final int LEAF_BYTES = 4096;
    private static final int LEAF_ENTRIES = 100;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Element name = new Element();
    private final Element value = new Element();
    private final byte[][] names = Numbered.names(PACKED);
    private final ListpackWriter writer = new ListpackWriter(LEAF_BYTES);
    private final StreamCursor cursor = new StreamCursor();
    private final StreamId from = new StreamId();
    private byte[] pack = {};
    private LargeStream stream = new LargeStream(new SnapshotEpoch());

    /** Fills both. */
    @Setup
    public void fill() {
        pack = write().bytes().clone();
        stream = new LargeStream(new SnapshotEpoch());
        StreamWriter streamWriter = new StreamWriter();
        for (int i = 1; i <= ENTRIES; i++) {
            streamWriter.append(stream, new StreamId(i, 0), new OneField(Numbered.name(i)), LEAF_BYTES, LEAF_ENTRIES);
        }
    }

    private ListpackWriter write() {
        writer.clear(0);
        for (byte[] each : names) {
            writer.append(each, 0, each.length);
        }
        writer.finish();
        return writer;
    }

    /** Writes 128 elements. */
    @Benchmark
    public int listpackWrite() {
        return write().end();
    }

    /** Looks for an element. */
    @Benchmark
    public int listpackFind() {
        byte[] wanted = names[random.nextInt(PACKED)];
        return Listpack.find(pack, 0, 1, wanted, 0, wanted.length);
    }

    /** Reads 100 entries from any id on. */
    @Benchmark
    public int streamRange() {
        from.set(1 + random.nextInt(ENTRIES - RANGE), 0);
        int bytes = 0;
        boolean there = cursor.seek(stream, from);
        for (int i = 0; i < RANGE && there; i++) {
            cursor.nextField(name, value);
            bytes += value.length();
            there = cursor.next();
        }
        return bytes;
    }
}
