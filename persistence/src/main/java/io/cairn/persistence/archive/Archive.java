package io.cairn.persistence.archive;

import io.cairn.persistence.DatastoreOptions;
import io.cairn.persistence.archive.ArchiveReport.Log;
import io.cairn.persistence.archive.ArchiveReport.Stretch;
import io.cairn.persistence.archive.ArchiveReport.Times;
import io.cairn.persistence.archive.Timeline.Run;
import io.cairn.persistence.archive.Timeline.Target;
import io.cairn.persistence.offline.OfflineDirectory;
import io.cairn.persistence.storage.MappedStorage;
import io.cairn.persistence.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The earlier moments of a data set: what its archive and the files in use make up, and data sets made of them.
 *
 * <pre>{@code
 * try (Archive archive = Archive.open(DatastoreOptions.in(Path.of("data")));
 *         OfflineDirectory target = OfflineDirectory.create(DatastoreOptions.in(Path.of("restored")), List.of())) {
 *     archive.report().lines().forEach(System.out::println);
 *     archive.restore(new Moment.AtTime(ms), target).lines().forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>Reads only, takes no lock, and may be used beside a server that has the directory; what that deletes meanwhile is said to
 * be missing, and opening it again helps. The files in use are read once when it is opened. Memory: one batch. Threads: one.
 */
public final class Archive implements Closeable {
    private final Storage storage;
    private final Timeline timeline;
    private final List<Piece> pieces;
    private final List<String> notices = new ArrayList<>();
    private final Set<Piece> verified = new HashSet<>();

    /** Of what is archived, that of which the log's directory still has the original. */
    private final Map<ArchivedFile, Piece> originals;

    /** What is read in the place of copies that are not sound. */
    private final Map<Piece, Piece> substitutes = new HashMap<>();

    private Archive(Storage storage, ArchiveIndex index, List<Piece> pieces, PiecesInUse inUse) {
        this.storage = storage;
        this.pieces = pieces;
        this.originals = inUse.originals();
        this.timeline = Timeline.of(pieces);
        this.notices.addAll(index.notices());
        this.notices.addAll(inUse.notices());
    }

    /** Opens what the directory of a data set holds. */
    public static Archive open(DatastoreOptions options) throws IOException {
        if (!Files.isDirectory(options.directory())) {
            throw new ArchiveException(options.directory() + " is no directory: name one that holds a data set");
        }
        Storage storage = MappedStorage.open(options.directory());
        try {
            return open(storage, options);
        } catch (IOException | RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    /** Opens what a storage holds, which is closed with it. */
    public static Archive open(Storage storage, DatastoreOptions options) throws IOException {
        ArchiveIndex index = ArchiveIndex.read(storage, options.archive().directory());
        PiecesInUse inUse = new PiecesInUse(storage, options.log(), index);
        inUse.find();
        List<Piece> pieces = new ArrayList<>();
        index.files().forEach(file -> pieces.add(Piece.of(file, index.path(file))));
        pieces.addAll(inUse.pieces());
        pieces.sort((a, b) -> a.generation() != b.generation()
                ? Integer.compare(a.generation(), b.generation())
                : Integer.compare(a.place(), b.place()));
        return new Archive(storage, index, pieces, inUse);
    }

    /** Which moments can be restored, as far as the index, the files' lengths and the files in use say. */
    public ArchiveReport report() {
        List<Times> times = timeline.spans().stream()
                .map(span -> new Times(span.fromMs(), span.toMs()))
                .toList();
        List<String> all = new ArrayList<>(notices);
        for (Piece piece : timeline.unreachable()) {
            all.add(piece.path() + " cannot be used: it is damaged, or what comes before it is missing or damaged");
        }
        for (Run run : timeline.runs()) {
            if (!run.isGrowing() && !run.end().facts().isClosed()) {
                all.add(run.end().path() + ": the end of this log is missing or damaged, from offset "
                        + run.end().facts().soundBytes() + " on");
            }
        }
        List<Stretch> stretches = timeline.runs().stream().map(Archive::stretch).toList();
        return new ArchiveReport(times, timeline.at(Long.MAX_VALUE) != null, stretches, all);
    }

    private static Stretch stretch(Run run) {
        Piece first = run.pieces().get(0);
        String begins = first.kind().isBase() ? first.path() : "an empty data set";
        List<Log> logs = run.pieces().stream()
                .filter(piece -> !piece.kind().isBase())
                .map(log -> new Log(
                        log.name(),
                        Moment.salt(log.facts().salt()),
                        log.path(),
                        log.facts().soundBytes(),
                        log.facts().firstMs(),
                        log.facts().lastMs()))
                .toList();
        return new Stretch(begins, logs);
    }

    /**
     * Reads every file of the archive in full with its checksums; the report then is without those that are damaged and of which
     * there is no original any more.
     */
    public ArchiveReport check() throws IOException {
        for (Piece piece : pieces) {
            if (!isSound(piece)) {
                timeline.markUnusable(piece);
            }
        }
        return report();
    }

    /**
     * Makes a data set of a moment in an empty directory. Everything that is read is verified, with its checksums, before anything
     * is written.
     *
     * @throws IOException if the moment cannot be had, with those that can; or if the target holds something
     */
    public RestoreReport restore(Moment moment, OfflineDirectory target) throws IOException {
        target.requireEmpty();
        Target place = find(moment);
        for (Piece damaged = damagedPiece(place); damaged != null; damaged = damagedPiece(place)) {
            // Another base may do, and if not it is said what can be had.
            timeline.markUnusable(damaged);
            place = find(moment);
        }
        List<Piece> sources = Timeline.needed(place).stream()
                .map(piece -> substitutes.getOrDefault(piece, piece))
                .toList();
        return new Restore(storage, target, place, sources, notices).run();
    }

    private @Nullable Piece damagedPiece(Target place) throws IOException {
        for (Piece piece : Timeline.needed(place)) {
            if (!isSound(piece)) {
                return piece;
            }
        }
        return null;
    }

    /** Whether a piece can be read, from its original if its copy cannot. */
    private boolean isSound(Piece piece) throws IOException {
        ArchivedFile file = piece.archived();
        if (file == null || verified.contains(piece)) {
            return true;
        }
        try {
            verify(piece, file);
        } catch (IOException e) {
            Piece original = originals.get(file);
            if (original != null) {
                notices.add(
                        e.getMessage() + "; " + original.path() + ", of which it is a copy, is still there and used");
                substitutes.put(piece, original);
            } else if (e instanceof ArchiveException) {
                notices.add(String.valueOf(e.getMessage()));
                return false;
            } else {
                throw e;
            }
        }
        verified.add(piece);
        return true;
    }

    private void verify(Piece piece, ArchivedFile file) throws IOException {
        if (!storage.exists(piece.path())) {
            throw new ArchiveException(piece.path() + " is missing: it was deleted after the archive was opened");
        }
        Frames.read(storage, piece.path(), file, (bytes, offset, length) -> {}, Stop.NEVER);
    }

    private Target find(Moment moment) throws ArchiveException {
        Target found = moment instanceof Moment.AtPosition position
                ? position(position)
                : timeline.at(((Moment.AtTime) moment).ms());
        if (found == null) {
            throw new ArchiveException("the data set of " + moment + " cannot be restored. What can be:\n"
                    + String.join("\n", report().lines()));
        }
        return found;
    }

    private @Nullable Target position(Moment.AtPosition position) throws ArchiveException {
        List<Piece> named = pieces.stream()
                .filter(piece -> !piece.kind().isBase())
                .filter(piece -> piece.name().equals(position.log())
                        || piece.path().equals(position.log())
                        || piece.facts().salt() != 0
                                && Moment.salt(piece.facts().salt()).equals(position.log()))
                .toList();
        if (named.isEmpty()) {
            throw new ArchiveException(
                    "there is no log " + position.log() + ". What there is:\n" + String.join("\n", report().lines()));
        }
        if (named.size() > 1) {
            throw new ArchiveException("there are " + named.size() + " logs called " + position.log()
                    + ": name one of them by its path, "
                    + String.join(" or ", named.stream().map(Piece::path).toList()));
        }
        return timeline.at(named.get(0), position.offset());
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
