package io.cairn.persistence.recovery;

import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.RequestParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a log on their way from the thread that reads to the one that executes, with the requests in them found, and the
 * hashes of what most of them have as their key.
 *
 * <p>A batch that is longer than a page gets a page as long as it is, which is not kept. After one that is no requests none
 * is added.
 */
final class BatchPage {
    /** What they need of memory fits the processor's nearest cache. */
    private static final int REQUESTS_AHEAD = 32;

    private final int usualBytes;
    private final KeyHash keyHash;
    private final Args looked = new Args();
    private final List<Run> runs = new ArrayList<>();
    private final List<Batch> batches = new ArrayList<>();
    private byte[] bytes;
    private int end;
    private long fileBytes;
    private long[] hashes = new long[1024];
    private int hashCount;
    private @Nullable String fault;

    /** Batches that have the same database. */
    private record Run(int database, int start, RequestParser parser) {}

    /** Where a batch begins, in the page and in the file. */
    private record Batch(int start, long fileOffset) {}

    /** Says where a key is, or will be. */
    interface KeyHash {
        /** The hash of a key; called by the thread that reads. */
        long of(byte[] bytes, int offset, int length);
    }

    /** Is given what is in a page. */
    interface Executor {
        /**
         * The requests that follow are for this database, which may be {@code SELECTED_IN_STREAM}.
         *
         * @param offset where they begin in the page
         */
        void select(int database, int offset) throws RecoveryException;

        /** The next requests are for keys with these hashes, most of them. */
        void warm(long[] hashes, int from, int to);

        /** A request. */
        void execute(Args args) throws RecoveryException;
    }

    BatchPage(int usualBytes, KeyHash keyHash) {
        this.keyHash = keyHash;
        this.usualBytes = usualBytes;
        bytes = new byte[usualBytes];
    }

    /** Begins anew. */
    void clear() {
        runs.clear();
        batches.clear();
        end = 0;
        fileBytes = 0;
        hashCount = 0;
        fault = null;
        if (bytes.length > usualBytes) {
            bytes = new byte[usualBytes];
        }
    }

    /** Adds a batch; false if the page has others and there is no room behind them. */
    boolean add(byte[] source, int offset, int length, long fileOffset, int database) {
        if (length > bytes.length - end) {
            if (end > 0) {
                return false;
            }
            bytes = new byte[length];
        }
        System.arraycopy(source, offset, bytes, end, length);
        batches.add(new Batch(end, fileOffset));
        if (runs.isEmpty() || runs.get(runs.size() - 1).database != database) {
            runs.add(new Run(database, end, new RequestParser(end)));
        }
        end += length;
        fileBytes += length;
        RequestParser parser = runs.get(runs.size() - 1).parser;
        LoggedCommands.parse(parser, bytes, end);
        fault = LoggedCommands.framingFault(parser, end);
        while (parser.lookAhead(bytes, looked)) {
            addHash();
        }
        return true;
    }

    /** Nearly all commands that change something have their key in the first place; for others this is as good as nothing. */
    private void addHash() {
        if (hashCount == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * hashCount);
        }
        hashes[hashCount] = looked.count() < 2 ? 0 : keyHash.of(bytes, looked.offset(1), looked.length(1));
        hashCount++;
    }

    /** What is wrong behind the last request that was found; null if nothing is. */
    @Nullable
    String fault() {
        return fault;
    }

    /** Where in the file what lies at this offset of the page came from. */
    long fileOffset(int offset) {
        Batch batch = batches.get(0);
        for (Batch each : batches) {
            if (each.start <= offset) {
                batch = each;
            }
        }
        return batch.fileOffset + offset - batch.start;
    }

    /** Where in the file the last batch ends; 0 if there is none. */
    long fileEnd() {
        return batches.isEmpty() ? 0 : fileOffset(end);
    }

    /** Where in the file {@link #fault} is. */
    long faultOffset() {
        return fileOffset(runs.get(runs.size() - 1).parser.consumed());
    }

    /** How many bytes of the log it holds. */
    long fileBytes() {
        return fileBytes;
    }

    /** Hands on all requests. */
    void forEach(Args args, Executor executor) throws RecoveryException {
        int number = 0;
        for (Run run : runs) {
            executor.select(run.database, run.start);
            while (run.parser.next(bytes, args)) {
                if (number % REQUESTS_AHEAD == 0) {
                    executor.warm(hashes, number, Math.min(number + REQUESTS_AHEAD, hashCount));
                }
                number++;
                executor.execute(args);
            }
        }
    }
}
