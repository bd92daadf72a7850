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
 *       change places between two that are long, or have a long string or a stream.
 *   <li>I2. What goes wrong first in the file is what is thrown, whichever thread finds it.
 *   <li>I3. Memory is that of {@link RdbReader} and three pages of a 32nd of the file each, at most 32 MiB; a record longer
 *       than a page is there twice.
 *   <li>I4. When {@link #read} returns or throws, its other thread has ended.
 * </ul>
 */
public final class ParallelRdbReader {
    /** One that is filled, one that is emptied, and one between, so that neither thread waits for the other at once. */
    private static final int MOST_PAGES = 3;

    /** The part of a file that is put in another order at once. */
    private static final int PAGE_PART = 32;

    private static final int LEAST_PAGE_BYTES = 1 << 20;
    private static final int MOST_PAGE_BYTES = 32 << 20;

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
        this(source, sink, scratch, progress, pageBytes(fileBytes));
    }

    private static int pageBytes(long fileBytes) {
        return (int) Math.max(LEAST_PAGE_BYTES, Math.min(fileBytes / PAGE_PART, MOST_PAGE_BYTES));
    }

    /** For tests: with pages of another size. */
    ParallelRdbReader(RdbSource source, RdbPageSink sink, Scratch scratch, Progress progress, int pageBytes) {
        pages = new Handover<>(MOST_PAGES, () -> new RecordPage(pageBytes));
        encoder = new RecordEncoder(pages, sink, scratch);
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
