package io.cairn.persistence.rdb;

import io.cairn.engine.keyspace.Scratch;
import io.cairn.persistence.handover.Handover;
import io.cairn.persistence.handover.Progress;
import java.io.IOException;

/**
 * Reads one RDB file as {@link RdbReader} does, with two threads: one reads, checks, takes apart and builds collections, the
 * other, the caller's, hands all that to the sink.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. The sink is called by the caller's thread, or while that waits; in the order of the file, but for keys, which may
 *       change places between records that are something else, or hold a stream.
 *   <li>I2. What goes wrong first in the file is what is thrown, whichever thread finds it.
 *   <li>I3. Memory is that of {@link RdbReader}, and pages of a ninth of the file, but 4.5 MiB at least and 103 MiB at most; a key's name
 *       that is longer than a page may be there three times.
 *   <li>I4. When {@link #read} returns or throws, its other thread has ended.
 * </ul>
 */
public final class ParallelRdbReader {
    /** How much of what was read waits to be put to the keyspace, at most. */
    private static final int PART_OF_FILE = 10;

    private static final int LEAST_BYTES = 3 << 20;
    private static final int MOST_BYTES = 104 << 20;

    /** A page stays in the second-level cache of a processor beside what it is put to. */
    private static final int PAGE_BYTES = 384 << 10;

    /** For so many pages that are filled, one waits to be emptied; so neither thread waits for the other at once. */
    private static final int PARTS_PER_WAITING = 16;

    private static final int LEAST_WAITING = 3;

    private final Handover<RecordPage> pages;
    private final RecordEncoder encoder;
    private final RecordDecoder decoder;
    private final RdbReader reader;
    private final Progress progress;

    /**
     * Creates one.
     *
     * @param scratch where the other thread builds, {@linkplain io.cairn.engine.keyspace.Databases#newScratchApart apart}
     * @param fileBytes the file's length, for how much memory is worth while
     * @param progress is told every few milliseconds, by the caller's thread, up to which offset of the file the sink has it
     */
    public ParallelRdbReader(RdbSource source, RdbPageSink sink, Scratch scratch, long fileBytes, Progress progress) {
        this(source, sink, scratch, progress, parts(bytes(fileBytes)), PAGE_BYTES);
    }

    private static long bytes(long fileBytes) {
        return Math.max(LEAST_BYTES, Math.min(fileBytes / PART_OF_FILE, MOST_BYTES));
    }

    private static int parts(long bytes) {
        return (int) Long.highestOneBit(bytes / PAGE_BYTES);
    }

    /** For tests: with so many pages that are filled at the same time, and pages of another size. */
    ParallelRdbReader(
            RdbSource source, RdbPageSink sink, Scratch scratch, Progress progress, int parts, int pageBytes) {
        int others = 1;
        int waiting = Math.max(LEAST_WAITING, parts / PARTS_PER_WAITING);
        pages = new Handover<>(parts + waiting + others, () -> new RecordPage(pageBytes));
        encoder = new RecordEncoder(pages, sink, scratch, parts);
        decoder = new RecordDecoder(pages, sink, progress);
        reader = new RdbReader(source, encoder);
        this.progress = progress;
    }

    /** Reads all of it; throws what {@link RdbReader#read} and the sink throw. */
    public void read() throws IOException {
        pages.run("cairn-load", () -> encoder.fill(reader), decoder::read, () -> progress.reached(decoder.builtTo()));
    }

    /** As {@link RdbReader#recordOffset}. */
    public long recordOffset() {
        return decoder.recordOffset();
    }

    /** As {@link RdbReader#endOffset}. */
    public long endOffset() {
        return reader.endOffset();
    }
}
