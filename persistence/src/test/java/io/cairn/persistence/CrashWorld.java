package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.Engine;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.persistence.log.CommandLog;
import io.cairn.persistence.snapshot.AppendOnlyFiles;
import io.cairn.persistence.snapshot.Snapshots.Work;
import io.cairn.persistence.storage.PowerFailures;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import io.cairn.testing.Campaign;
import io.cairn.testing.Dataset;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A data set on a simulated disk, the model of what it should hold, and crashes at its operations.
 *
 * <p>All work runs in one thread: a save or a rewrite runs when it was started, and lets clients write and the log be forced
 * between its own operations, as its thread would.
 *
 * <p>A crash is a copy of the disk, taken before an operation, that loses what a kill or a power failure loses. What the
 * copy must hold is known from the model; the world itself goes on.
 */
final class CrashWorld {
    /** What was seen in all worlds of a property. */
    static final class Figures {
        int kills;
        int powerFailures;
        int crashesOfRecovery;
        int states;
        int lostBytes;
        int lostWrites;
        int rewrites;
        int rolls;
        int saves;
        int writesDuringSnapshots;
        int refusedWrites;
        int failedRewrites;

        /** Counts in for a campaign. */
        void addTo(Campaign campaign) {
            campaign.add("crash points", kills);
            campaign.add("power failures", powerFailures);
            campaign.add("states after power failures", states);
            campaign.add("crashes of a recovery", crashesOfRecovery);
            campaign.add("power failures that lost bytes", lostBytes);
            campaign.add("power failures that lost acknowledged writes", lostWrites);
            campaign.add("rewrites", rewrites);
            campaign.add("rolls", rolls);
            campaign.add("saves", saves);
            campaign.add("writes during snapshots", writesDuringSnapshots);
            campaign.add("refused writes", refusedWrites);
            campaign.add("failed rewrites", failedRewrites);
        }

        @Override
        public String toString() {
            return "kills=" + kills + " powerFailures=" + powerFailures + " crashesOfRecovery=" + crashesOfRecovery
                    + " lostBytes=" + lostBytes + " lostWrites=" + lostWrites + " rewrites=" + rewrites + " rolls="
                    + rolls + " saves="
                    + saves + " writesDuringSnapshots=" + writesDuringSnapshots + " refusedWrites=" + refusedWrites
                    + " failedRewrites=" + failedRewrites;
        }
    }

    /**
     * What may happen at an operation.
     *
     * @param crash percent of operations before which the world is crashed
     * @param crashOfRecovery how many in a thousand of those crashes have a recovery that is crashed too
     * @param errors whether the disk may fail: then saves, rewrites and writes may be refused, but nothing may be lost
     * @param allStates whether a crash is tried with all that {@link PowerFailures} has, and a recovery is crashed everywhere
     */
    record Chances(int crash, int crashOfRecovery, boolean errors, boolean allStates) {}

    /** The process has ended itself, because the disk failed. */
    static final class Died extends Exception {
        private static final long serialVersionUID = 1;
    }

    private static final String DUMP = "dump.rdb";

    private final SimulatedStorage storage;
    private final ManualClock clock;
    private final Random random;
    private final DurabilityPolicy policy;
    private final Chances chances;
    private final Figures figures;
    private final CrashModel model;
    private final List<Long> positions = new ArrayList<>();

    /** Disks that were recovered already, each with how much they had to hold. */
    private final Set<Long> checked = new HashSet<>();

    /** States that the dump may be in, if there is one; there must be one once {@code dumpIsThere}. */
    private final Set<Map<String, String>> dumps = new HashSet<>();

    private boolean dumpIsThere;
    private int acknowledged;

    /** The last write that came to its end, acknowledged or not. */
    private int executed;

    /** Writes that were durable when the present life began; those of this life come on top. */
    private int durable;

    private @Nullable Datastore store;
    private DeferredExecutor snapshotThread = new DeferredExecutor();
    private boolean busy;

    /** A world with an empty disk. */
    CrashWorld(long seed, DurabilityPolicy policy, Chances chances, Figures figures) {
        this(new SimulatedStorage(), new ManualClock(), seed, policy, chances, figures, new CrashModel());
    }

    private CrashWorld(
            SimulatedStorage storage,
            ManualClock clock,
            long seed,
            DurabilityPolicy policy,
            Chances chances,
            Figures figures,
            CrashModel model) {
        this.storage = storage;
        this.clock = clock;
        this.random = new Random(seed);
        this.policy = policy;
        this.chances = chances;
        this.figures = figures;
        this.model = model;
    }

    SimulatedStorage storage() {
        return storage;
    }

    Figures figures() {
        return figures;
    }

    // ---- What a script does.

    /** Starts. Whatever was recovered is durable when this returns. */
    void open() throws IOException, Died {
        storage.observe(this::beforeOperation);
        snapshotThread = new DeferredExecutor();
        Datastore opened;
        try {
            opened = open(storage, snapshotThread, CommandTable.of(Datastore.dataCommands()));
        } catch (IOException e) {
            if (!chances.errors() || !e.getMessage().contains("injected")) {
                throw e;
            }
            throw new Died();
        }
        store = opened;
        assertThat(CrashModel.stateOf(Dataset.of(opened.engine()))).isEqualTo(model.state(model.writes()));
        acknowledged = model.writes();
        executed = acknowledged;
        durable = acknowledged;
        positions.clear();
    }

    private Datastore open(SimulatedStorage disk, DeferredExecutor executor, CommandTable commands) throws IOException {
        DatastorePorts ports = new DatastorePorts(disk, clock, random::nextLong, executor, false);
        DatastoreOptions options = DatastoreOptions.in(Path.of("")).with(policy);
        return Datastore.open(options, ports, commands, (reason, cause) -> {
            if (!chances.errors()) {
                throw new AssertionError(reason, cause);
            }
        });
    }

    /** Executes one write and has it acknowledged, unless it is refused because the disk failed. */
    void write() throws Died {
        clock.advanceMillis(7);
        boolean outer = busy;
        busy = true;
        ReplyWriter reply = new ReplyWriter(64);
        long position = execute(model.next(random), reply);
        busy = outer;
        if (reply.errorCount() > 0) {
            assertThat(chances.errors()).as(reply.lastError()).isTrue();
            assertThat(reply.lastError()).startsWith("MISCONF");
            model.truncate(model.writes() - 1);
            figures.refusedWrites++;
            return;
        }
        positions.add(position);
        if (policy == DurabilityPolicy.ALWAYS && !force()) {
            throw new Died();
        }
        executed = model.writes();
        acknowledgeReleased();
        assertThat(acknowledged == executed || chances.errors()).isTrue();
    }

    /** A write that found no place in the log, because its file had failed, is acknowledged when a rewrite has saved it. */
    private void acknowledgeReleased() {
        if (executed > acknowledged && log().releasedPosition() >= log().position()) {
            acknowledged = executed;
        }
    }

    private long execute(List<CrashModel.Request> batch, ReplyWriter reply) throws Died {
        Engine engine = running().engine();
        try {
            engine.beginBatch();
            try {
                for (CrashModel.Request request : batch) {
                    Session session = new Session();
                    session.select(request.database());
                    engine.execute(session, Args.of(request.words()), reply);
                }
            } finally {
                engine.endBatch();
            }
        } catch (IllegalStateException e) {
            assertThat(chances.errors()).as(e.toString()).isTrue();
            throw new Died();
        }
        return log().position();
    }

    /** What the sync thread does; false if the disk failed. */
    boolean force() {
        CommandLog log = log();
        try {
            boolean forced = log.waitDurable(log.position(), 0);
            assertThat(forced || chances.errors()).isTrue();
            return forced;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** BGREWRITEAOF. */
    void rewrite() {
        Datastore running = running();
        AppendOnlyFiles files = running.appendOnlyFiles();
        assertThat(files).isNotNull();
        running.engine().exclusively(() -> {
            running.snapshots().startRewrite(files);
            return null;
        });
        snapshotThread.runAll();
        boolean succeeded = running.snapshots().rewriteSucceeded();
        assertThat(succeeded || chances.errors()).isTrue();
        acknowledgeReleased();
        figures.rewrites += succeeded ? 1 : 0;
        figures.failedRewrites += succeeded ? 0 : 1;
    }

    /** What happens when a log has reached its size. */
    void roll() {
        Datastore running = running();
        AppendOnlyFiles files = running.appendOnlyFiles();
        assertThat(files).isNotNull();
        String before = files.log().fileName();
        running.engine().exclusively(() -> {
            running.snapshots().startRoll(files);
            return null;
        });
        snapshotThread.runAll();
        boolean rolled = !files.log().fileName().equals(before);
        assertThat(rolled || chances.errors()).isTrue();
        figures.rolls += rolled ? 1 : 0;
    }

    /** BGSAVE. */
    void save() {
        Datastore running = running();
        Map<String, String> saved = model.state(model.writes());
        dumps.add(saved);
        running.engine().exclusively(() -> {
            running.snapshots().startSave();
            return null;
        });
        snapshotThread.runAll();
        if (!running.snapshots().saves().succeeded()) {
            assertThat(chances.errors()).isTrue();
            return;
        }
        dumps.clear();
        dumps.add(saved);
        dumpIsThere = true;
        figures.saves++;
    }

    /** A clean end, if the disk does not fail at it. */
    void close() throws IOException, Died {
        try {
            running().close();
        } catch (IOException e) {
            if (!chances.errors()) {
                throw e;
            }
            throw new Died();
        }
        store = null;
        durable = model.writes();
    }

    /** The process dies, and what it had is gone. */
    void kill() throws IOException {
        end();
        storage.kill();
        model.truncate(check(storage.copy(), acknowledged, model.writes()));
        acknowledged = model.writes();
    }

    /** Power is lost. */
    void powerFailure(long seed) throws IOException {
        end();
        count(storage.powerFailure(seed));
        model.truncate(check(storage.copy(), durable, model.writes()));
        acknowledged = model.writes();
    }

    private void end() {
        durable = durableWrites();
        store = null;
        busy = false;
        storage.observe((kind, name) -> {});
    }

    private void count(boolean lost) {
        figures.powerFailures++;
        figures.lostBytes += lost ? 1 : 0;
    }

    private Datastore running() {
        Datastore running = store;
        if (running == null) {
            throw new IllegalStateException("not open");
        }
        return running;
    }

    private CommandLog log() {
        CommandLog log = running().log();
        if (log == null) {
            throw new IllegalStateException("no log");
        }
        return log;
    }

    /** How many writes have been declared durable. */
    private int durableWrites() {
        if (store == null) {
            return durable;
        }
        long position = log().durablePosition();
        return durable + (int) positions.stream().filter(p -> p <= position).count();
    }

    // ---- What happens at an operation.

    private void beforeOperation(Operation kind, String name) {
        try {
            if (random.nextInt(100) < chances.crash()) {
                crashHere();
            }
            boolean snapshotWrites = store != null
                    && running().snapshots().work() != Work.NOTHING
                    && name.contains("temp-")
                    && kind != Operation.OPEN;
            if (snapshotWrites && !busy && random.nextInt(3) == 0) {
                if (random.nextInt(3) == 0) {
                    force();
                } else {
                    write();
                    figures.writesDuringSnapshots++;
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (Died e) {
            // Whoever wrote meanwhile has no answer; the save goes on.
        }
    }

    /** Crashes copies of the disk as it is, whatever has failed before, so many times. */
    void crash(int times) throws IOException {
        for (int i = 0; i < times && store != null; i++) {
            crashHere();
        }
    }

    private void crashHere() throws IOException {
        int survives = durableWrites();
        SimulatedStorage killed = storage.copy();
        figures.kills++;
        if (isWorthChecking(killed, acknowledged)) {
            check(killed, acknowledged, model.writes());
        }
        if (chances.allStates()) {
            PowerFailures.forEach(storage, random, (disk, lost) -> checkFailed(disk, lost, survives));
        } else {
            SimulatedStorage failed = storage.copy();
            checkFailed(failed, failed.powerFailure(random.nextLong()), survives);
        }
    }

    /** One of many states is like one before it, which may have held more but not less. */
    private boolean isWorthChecking(SimulatedStorage disk, int atLeast) {
        return !chances.allStates() || checked.add(disk.fingerprint() * 31 + atLeast);
    }

    private void checkFailed(SimulatedStorage failed, boolean lost, int survives) throws IOException {
        count(lost);
        if (!isWorthChecking(failed, survives)) {
            return;
        }
        figures.states++;
        int found = check(failed.copy(), survives, model.writes());
        figures.lostWrites += found < acknowledged ? 1 : 0;
        if (random.nextInt(1000) < chances.crashOfRecovery()) {
            SimulatedStorage again = random.nextBoolean() ? failed : storage.copy();
            int kept = again == failed ? found : check(again.copy(), acknowledged, model.writes());
            crashRecovery(again, kept, survives);
        }
    }

    /** Recovers a disk with crashes on the way, and goes on writing for a while, with crashes too. */
    private void crashRecovery(SimulatedStorage disk, int writes, int durableBefore) throws IOException {
        CrashWorld fork = new CrashWorld(
                disk,
                clock,
                random.nextLong(),
                policy,
                new Chances(chances.allStates() ? 100 : 50, 0, false, false),
                figures,
                new CrashModel(model, writes));
        fork.durable = Math.min(durableBefore, writes);
        fork.acknowledged = writes;
        fork.dumps.addAll(dumps);
        fork.dumpIsThere = dumpIsThere;
        int before = figures.kills;
        try {
            fork.open();
            fork.write();
            fork.force();
            fork.write();
            if (random.nextBoolean()) {
                fork.close();
            }
        } catch (Died e) {
            throw new AssertionError(e);
        }
        figures.crashesOfRecovery += figures.kills - before;
    }

    /** Recovers a disk and checks everything; returns how many writes it holds. */
    private int check(SimulatedStorage disk, int atLeast, int atMost) throws IOException {
        CommandTable commands = SimulatedStore.borrowTable();
        int found = recover(disk, commands, atLeast, atMost);
        Map<String, byte[]> bytes = contents(disk);
        assertThat(recover(disk, commands, found, found)).isEqualTo(found);
        assertSame(bytes, contents(disk));
        SimulatedStore.giveBack(commands);
        checkDump(disk);
        return found;
    }

    private int recover(SimulatedStorage disk, CommandTable commands, int atLeast, int atMost) throws IOException {
        Datastore recovered = open(disk, new DeferredExecutor(), commands);
        Map<String, String> state = CrashModel.stateOf(Dataset.of(recovered.engine()));
        int found = CrashModel.writesOf(state);
        if (found < atLeast || found > atMost || !state.equals(model.state(found))) {
            assertThat(found)
                    .as("writes found; notices %s", recovered.recovery().notices())
                    .isBetween(atLeast, atMost);
            assertThat(state).as(model.describe(found)).isEqualTo(model.state(found));
        }
        recovered.close();
        return found;
    }

    private void checkDump(SimulatedStorage disk) throws IOException {
        if (!disk.exists(DUMP)) {
            assertThat(dumpIsThere).as("the dump is lost").isFalse();
            return;
        }
        DatastoreOptions withoutLog = DatastoreOptions.in(Path.of("")).withAppendOnly(false);
        assertThat(CrashModel.stateOf(
                        SimulatedStore.recover(disk, withoutLog, clock).data()))
                .isIn(dumps);
    }

    private static Map<String, byte[]> contents(SimulatedStorage disk) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        for (String name : disk.list("appendonlydir")) {
            contents.put(name, disk.contents("appendonlydir/" + name));
        }
        return contents;
    }

    private static void assertSame(Map<String, byte[]> before, Map<String, byte[]> after) {
        assertThat(after.keySet()).isEqualTo(before.keySet());
        after.forEach((name, bytes) ->
                assertThat(Arrays.equals(bytes, before.get(name))).as(name).isTrue());
    }
}
