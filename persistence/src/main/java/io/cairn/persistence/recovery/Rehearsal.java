package io.cairn.persistence.recovery;

import io.cairn.engine.Clock;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.RequestParser;
import io.cairn.persistence.DatastoreOptions;
import io.cairn.persistence.log.LogConsumer;
import io.cairn.persistence.log.LogEnd;
import io.cairn.persistence.log.LogReader;
import io.cairn.persistence.recovery.Recovery.Recovered;
import io.cairn.persistence.storage.Storage;
import java.io.IOException;
import java.util.List;

/**
 * What a start would do with the files of a data set: {@link Recovery} decides, as at a start, but nothing is built and no
 * command executed.
 *
 * <p>Not known in this way is a command that fails because of the data it is applied to, or because of its own words. In
 * batches with checksums there is none, unless another version has written them.
 *
 * <p>Memory: one batch. Threads: one, one use.
 */
public final class Rehearsal implements DataTarget {

    private final Storage storage;
    private final CommandTable table;
    private final int databases;
    private final Snapshots snapshots;
    private final Args args = new Args();
    private String path = "";
    private long keys;
    private long commands;
    private long commandsOfLog;
    private long bytes;

    /** Reads snapshots by all rules that a start has. */
    @FunctionalInterface
    public interface Snapshots {
        /**
         * Reads the snapshot {@code path}.
         *
         * @param whole whether nothing may follow it but comments
         * @throws RecoveryException if a start refuses it
         */
        Snapshot check(String path, boolean whole) throws IOException;
    }

    /**
     * A snapshot that a start loads.
     *
     * @param end where it ends; the length of the file, if it is the whole of it
     */
    public record Snapshot(long keys, long end) {}

    private Rehearsal(Storage storage, CommandTable table, int databases, Snapshots snapshots) {
        this.storage = storage;
        this.table = table;
        this.databases = databases;
        this.snapshots = snapshots;
    }

    /**
     * What a start would recover.
     *
     * @param table the commands that logs may hold
     * @throws IOException with the sentence of a start that is refused; from the storage otherwise
     */
    public static Recovered run(
            Storage storage, DatastoreOptions options, Clock clock, CommandTable table, Snapshots snapshots)
            throws IOException {
        return Recovery.rehearse(
                storage, options, clock, new Rehearsal(storage, table, options.databases(), snapshots));
    }

    @Override
    public void begin(long totalBytes) {
        // Nobody waits for it.
    }

    @Override
    public long snapshot(String file, boolean whole, List<String> notices) throws IOException {
        Snapshot found = snapshots.check(file, whole);
        keys += found.keys();
        bytes += found.end();
        return found.end();
    }

    @Override
    public LogEnd log(String file, long start, long corruptTailBytes) throws IOException {
        path = file;
        commandsOfLog = 0;
        return start == 0
                ? LogReader.read(storage, file, this::batch, corruptTailBytes)
                : LogReader.readBehind(storage, file, start, this::batch);
    }

    private void batch(byte[] source, int offset, int length, long fileOffset, int database, long ms)
            throws IOException {
        String databaseFault =
                database == LogConsumer.SELECTED_IN_STREAM ? null : LoggedCommands.databaseFault(database, databases);
        if (databaseFault != null) {
            throw RecoveryException.of(path, fileOffset, "it " + databaseFault);
        }
        RequestParser parser = new RequestParser(offset);
        LoggedCommands.parse(parser, source, offset + length);
        while (parser.next(source, args)) {
            command(fileOffset - offset);
        }
        String fault = LoggedCommands.framingFault(parser, offset + length);
        if (fault != null) {
            throw RecoveryException.of(path, fileOffset + parser.consumed() - offset, fault);
        }
        bytes += length;
    }

    /** @param shift from an index in the buffer to an offset in the file */
    private void command(long shift) throws RecoveryException {
        commands++;
        commandsOfLog++;
        String fault = LoggedCommands.fault(table, args, databases);
        if (fault != null) {
            long at = args.isVerbatim() ? args.requestStart() : args.offset(0);
            throw RecoveryException.ofCommand(path, shift + at, commandsOfLog, args, fault);
        }
    }

    @Override
    public long keys() {
        return keys;
    }

    @Override
    public long commands() {
        return commands;
    }

    @Override
    public long bytes() {
        return bytes;
    }
}
