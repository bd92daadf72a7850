package io.cairn.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.engine.Engine;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.persistence.DatastoreOptions.ArchiveOptions;
import io.cairn.persistence.archive.Archive;
import io.cairn.persistence.archive.ArchiveException;
import io.cairn.persistence.archive.ArchiveReport;
import io.cairn.persistence.archive.ArchiveReport.Log;
import io.cairn.persistence.archive.ArchiveReport.Stretch;
import io.cairn.persistence.archive.ArchiveReport.Times;
import io.cairn.persistence.archive.Moment;
import io.cairn.persistence.archive.RestoreReport;
import io.cairn.persistence.offline.OfflineDirectories;
import io.cairn.persistence.snapshot.AppendOnlyFiles;
import io.cairn.persistence.snapshot.LogUpkeep;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import io.cairn.testing.Dataset;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A data set with an archive on a simulated disk, the model of all its moments, and crashes at the operations of both.
 *
 * <p>All work runs in one thread: that of the archive when it was handed over, later, or in the middle of a rewrite. A crash is
 * a copy of the disk that loses what a kill or a power failure loses; the world itself goes on. A copy is asked for random
 * moments, before the next start and after it.
 */
final class ArchiveWorld {
    /** What was seen in all worlds of a property. */
    static final class Figures {
        int crashes;
        int crashesWhileArchiving;
        int lostBytes;
        int restored;
        int restoredFromArchive;
        int refused;
        int positions;
        int generations;
        int retained;
        int failures;
        int gaps;

        @Override
        public String toString() {
            return "crashes=" + crashes + " crashesWhileArchiving=" + crashesWhileArchiving + " lostBytes=" + lostBytes
                    + " restored=" + restored + " restoredFromArchive=" + restoredFromArchive + " refused=" + refused
                    + " positions=" + positions + " generations=" + generations + " retained=" + retained + " failures="
                    + failures + " gaps=" + gaps;
        }
    }

    /** What the present disk is known to have, besides what the model says. */
    private static final String ARCHIVE = "archive";

    /** Which word of a file's first line is the salt. */
    private static final int SALT_WORD = 14;

    private static final LogUpkeep.Limits NO_UPKEEP = new LogUpkeep.Limits(0, 0, 0, 0);

    private final SimulatedStorage storage;
    private final ManualClock clock;
    private final Random random;
    private final Figures figures;
    private final int crashPercent;
    private final CrashModel model;

    /** The clock at each write, by its number. */
    private final List<Long> times = new ArrayList<>(List.of(0L));

    private ArchiveOptions archive = new ArchiveOptions(true, ARCHIVE, 0, 0);

    /** Whether every file that was ever needed must be there: nothing was taken away on purpose. */
    private boolean complete = true;

    private DeferredExecutor snapshotThread = new DeferredExecutor();
    private DeferredExecutor archiveThread = new DeferredExecutor();
    private @Nullable Datastore store;
    private boolean busy;

    ArchiveWorld(long seed, int crashPercent, Figures figures) {
        this(new SimulatedStorage(), new ManualClock(), seed, crashPercent, figures, new CrashModel());
    }

    private ArchiveWorld(
            SimulatedStorage storage,
            ManualClock clock,
            long seed,
            int crashPercent,
            Figures figures,
            CrashModel model) {
        this.storage = storage;
        this.clock = clock;
        this.random = new Random(seed);
        this.crashPercent = crashPercent;
        this.figures = figures;
        this.model = model;
    }

    SimulatedStorage storage() {
        return storage;
    }

    int writes() {
        return model.writes();
    }

    Map<String, String> state(int writes) {
        return model.state(writes);
    }

    // ---- What a script does.

    void open() throws IOException {
        storage.observe(this::beforeOperation);
        snapshotThread = new DeferredExecutor();
        archiveThread = new DeferredExecutor();
        DatastoreOptions options = SimulatedStore.OPTIONS.with(archive);
        DatastorePorts ports =
                new DatastorePorts(storage, clock, random::nextLong, snapshotThread, archiveThread, false);
        store = Datastore.open(options, ports, List.of(), (reason, cause) -> {
            throw new AssertionError(reason, cause);
        });
        assertThat(CrashModel.stateOf(Dataset.of(running().engine()))).isEqualTo(model.state(model.writes()));
    }

    private Datastore running() {
        return Objects.requireNonNull(store);
    }

    private AppendOnlyFiles files() {
        return Objects.requireNonNull(running().appendOnlyFiles());
    }

    /** One write; now and then in the same millisecond as the one before. */
    void write() {
        clock.advanceMillis(random.nextInt(3) * 5L);
        Engine engine = running().engine();
        List<CrashModel.Request> batch = model.next(random);
        times.add(clock.millis());
        boolean outer = busy;
        busy = true;
        engine.beginBatch();
        try {
            ReplyWriter reply = new ReplyWriter(64);
            for (CrashModel.Request request : batch) {
                Session session = new Session();
                session.select(request.database());
                engine.execute(session, Args.of(request.words()), reply);
            }
            assertThat(reply.errorCount()).as(reply.lastError()).isZero();
        } finally {
            engine.endBatch();
            busy = outer;
        }
    }

    void force() throws InterruptedException {
        SimulatedStore.force(running());
    }

    void rewrite() {
        running().engine().exclusively(() -> {
            running().snapshots().startRewrite(files());
            return null;
        });
        snapshotThread.runAll();
    }

    void roll() {
        running().engine().exclusively(() -> {
            running().snapshots().startRoll(files());
            return null;
        });
        snapshotThread.runAll();
    }

    /** The threads of archive and snapshots do what there is to do. */
    void work() {
        boolean outer = busy;
        busy = true;
        try {
            archiveThread.runAll();
        } finally {
            busy = outer;
        }
        snapshotThread.runAll();
    }

    /** Time passes, and the server looks after things; an attempt that failed is repeated. */
    void keepUp() {
        clock.advanceMillis(700_000);
        running().engine().exclusively(() -> {
            running().keepUp(NO_UPKEEP);
            return null;
        });
        work();
    }

    void configure(ArchiveOptions options) {
        complete &= options.on() && options.retentionBytes() == 0 && options.retentionMs() == 0;
        int before = running().archiver().figures().files();
        archive = options;
        running().archiver().configure(options);
        keepUp();
        figures.retained += running().archiver().figures().files() < before ? 1 : 0;
    }

    /** What comes next fails at the disk, once. */
    void failNext(Operation kind, int spare) {
        storage.fail(kind, spare, 1);
        figures.failures++;
    }

    void close() throws IOException {
        running().close();
        store = null;
    }

    void kill() {
        end();
        storage.kill();
    }

    /** Power is lost: what is left of the model is what a start finds. */
    void powerFailure(long seed) throws IOException {
        end();
        figures.lostBytes += storage.powerFailure(seed) ? 1 : 0;
        int found = CrashModel.writesOf(recovered(storage.copy()));
        model.truncate(found);
        times.subList(found + 1, times.size()).clear();
    }

    private void end() {
        store = null;
        busy = false;
        storage.observe((kind, name) -> {});
    }

    private Map<String, String> recovered(SimulatedStorage disk) throws IOException {
        return CrashModel.stateOf(
                SimulatedStore.recover(disk, SimulatedStore.OPTIONS, clock).data());
    }

    // ---- What happens at an operation.

    private void beforeOperation(Operation kind, String name) {
        if (busy) {
            // The archive's own operations: crash there, but run nothing beside them.
            maybeCrash(name);
            return;
        }
        maybeCrash(name);
        if (random.nextInt(15) == 0) {
            busy = true;
            try {
                archiveThread.runAll();
            } finally {
                busy = false;
            }
        }
    }

    private void maybeCrash(String name) {
        boolean archiving = name.startsWith(ARCHIVE);
        if (random.nextInt(100) >= crashPercent * (archiving ? 3 : 1)) {
            return;
        }
        figures.crashes++;
        figures.crashesWhileArchiving += archiving ? 1 : 0;
        SimulatedStorage disk = storage.copy();
        try {
            if (random.nextBoolean()) {
                figures.lostBytes += disk.powerFailure(random.nextLong()) ? 1 : 0;
            } else {
                disk.kill();
            }
            checkCrashed(disk);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Checks a disk as a crash has left it, starts on it, has the archive go on, and checks it again. */
    private void checkCrashed(SimulatedStorage disk) throws IOException {
        if (!disk.exists("appendonlydir/appendonly.aof.manifest")) {
            return;
        }
        int found = CrashModel.writesOf(recovered(disk.copy()));
        ManualClock later = new ManualClock();
        later.setMillis(clock.millis());
        ArchiveWorld after = new ArchiveWorld(disk, later, random.nextLong(), 0, figures, new CrashModel(model, found));
        after.times.clear();
        after.times.addAll(times.subList(0, found + 1));
        after.archive = archive;
        after.complete = complete;
        after.check(1);
        assertTheIndexIsTrue(disk);
        after.open();
        after.keepUp();
        after.check(1);
        if (complete) {
            // The index names nothing that is not there, and nothing is kept that nobody can use.
            assertThat(Archive.open(disk.copy(), SimulatedStore.OPTIONS)
                            .report()
                            .notices())
                    .isEmpty();
        }
        if (archive.on()) {
            assertNothingIsThereTwice(disk);
        }
    }

    /** What the index names is there, unless it was taken away on purpose. */
    private void assertTheIndexIsTrue(SimulatedStorage disk) throws IOException {
        if (complete) {
            assertThat(Archive.open(disk.copy(), SimulatedStore.OPTIONS)
                            .report()
                            .notices())
                    .noneMatch(notice -> notice.contains("the index names it"));
        }
    }

    /** A log has a salt of its own; a base may be like another one. */
    private static void assertNothingIsThereTwice(SimulatedStorage disk) {
        if (!disk.exists(ARCHIVE)) {
            return;
        }
        List<String> salts = new ArrayList<>();
        for (String name : disk.list(ARCHIVE)) {
            assertThat(name).doesNotStartWith("temp-");
            if (name.endsWith(".incr.aof.lz4")) {
                salts.add(new String(disk.contents(ARCHIVE + "/" + name), ISO_8859_1).split(" ", -1)[SALT_WORD]);
            }
        }
        assertThat(salts).doesNotHaveDuplicates();
    }

    // ---- What must be so.

    /** Asks for the moments of the disk as it is, and some that it does not claim to have. */
    void check(int tries) throws IOException {
        SimulatedStorage disk = storage.copy();
        long fingerprint = disk.fingerprint();
        Archive archived = Archive.open(disk, SimulatedStore.OPTIONS);
        ArchiveReport report = archived.report();
        if (complete && model.writes() > 0) {
            assertComplete(report);
        }
        figures.gaps += report.times().size() > 1 ? 1 : 0;
        for (int i = 0; i < tries; i++) {
            for (long ms : moments(report)) {
                restore(archived, report, ms);
            }
            restorePosition(archived, report);
        }
        assertThat(disk.fingerprint()).as("reading changes nothing").isEqualTo(fingerprint);
    }

    /** All of the data set's life can be had. */
    private void assertComplete(ArchiveReport report) {
        assertThat(report.times()).as("%s", report.lines()).hasSize(1);
        assertThat(report.times().get(0).fromMs()).as("%s", report.lines()).isLessThanOrEqualTo(times.get(1));
        assertThat(report.goesOn()).isTrue();
    }

    private List<Long> moments(ArchiveReport report) {
        List<Long> moments = new ArrayList<>();
        for (Times span : report.times()) {
            moments.add(span.fromMs());
            moments.add(span.toMs());
            moments.add(span.fromMs() - 1);
            moments.add(span.toMs() + 1);
            moments.add(span.fromMs() + (long) (random.nextDouble() * (span.toMs() - span.fromMs())));
        }
        moments.add(times.get(random.nextInt(times.size())) + random.nextInt(3) - 1);
        return moments;
    }

    private void restore(Archive archived, ArchiveReport report, long ms) throws IOException {
        SimulatedStorage target = new SimulatedStorage();
        if (!report.has(ms)) {
            assertThatThrownBy(() -> archived.restore(new Moment.AtTime(ms), OfflineDirectories.of(target)))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("cannot be restored");
            assertThat(target.list("")).isEmpty();
            figures.refused++;
            return;
        }
        int expected = 0;
        while (expected < model.writes() && times.get(expected + 1) <= ms) {
            expected++;
        }
        RestoreReport restored = archived.restore(new Moment.AtTime(ms), OfflineDirectories.of(target));
        assertThat(recovered(target))
                .as("at %s, write %s of %s\n%s\n%s", ms, expected, model.writes(), restored.lines(), report.lines())
                .isEqualTo(model.state(expected));
        figures.restored++;
        figures.restoredFromArchive += restored.read().stream().anyMatch(path -> path.startsWith(ARCHIVE)) ? 1 : 0;
    }

    private void restorePosition(Archive archived, ArchiveReport report) throws IOException {
        List<Log> logs = report.stretches().stream()
                .map(Stretch::logs)
                .flatMap(List::stream)
                .toList();
        if (logs.isEmpty()) {
            return;
        }
        Log log = logs.get(random.nextInt(logs.size()));
        long offset = (long) (random.nextDouble() * (log.bytes() + 1));
        SimulatedStorage target = new SimulatedStorage();
        RestoreReport restored =
                archived.restore(new Moment.AtPosition(log.salt(), offset), OfflineDirectories.of(target));
        assertThat(restored.offset()).isLessThanOrEqualTo(Math.max(offset, 56));
        assertThat(restored.salt()).isEqualTo(log.salt());
        Map<String, String> state = recovered(target);
        int found = CrashModel.writesOf(state);
        assertThat(state).as("%s\n%s", restored.lines(), report.lines()).isEqualTo(model.state(found));
        if (restored.batches() > 0) {
            assertThat(restored.lastMs()).isEqualTo(times.get(found));
        }
        figures.positions++;
    }

    /** How many generations the archive has. */
    void count() {
        if (storage.exists(ARCHIVE)) {
            figures.generations += (int) storage.list(ARCHIVE).stream()
                    .filter(name -> name.endsWith(".lz4"))
                    .map(name -> name.substring(0, 6))
                    .distinct()
                    .count();
        }
    }
}
