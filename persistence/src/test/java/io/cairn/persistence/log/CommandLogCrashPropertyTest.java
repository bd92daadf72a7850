package io.cairn.persistence.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.log.LogEnd.Kind;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.storage.SimulatedStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * What the command log keeps when the power fails or the process dies.
 *
 * <p>Goal: after any number of lives, each of which ends in a power failure or a kill at any operation, recovery included,
 * the log holds a prefix of what was appended, with everything that was called durable; after a kill, with everything that
 * was appended.
 *
 * <p>Method: a log lives several lives on one {@link SimulatedStorage}. Forcing and preparing are steps of the script, so
 * that there is one thread and every run can be repeated. The model is a plain list. Batches carry a serial number that
 * never repeats, so that one that comes back from an earlier life cannot pass for a new one.
 *
 * <p>Invariants, checked after every recovery: durable ones are there; order is kept and nothing is changed, skipped or
 * brought back; nothing is taken for damage; a second recovery changes no byte.
 */
class CommandLogCrashPropertyTest {
    private static final String DIRECTORY = "appendonlydir";
    private static final String APPEND_FILENAME = "appendonly.aof";

    /** What a script does next. */
    enum Act {
        APPEND,
        FORCE,
        PREPARE,
        ROLL
    }

    record Step(Act act, int sizeBytes) {}

    /** The steps, then the end: at the {@code lastOperation}-th operation of the life if it comes to that. */
    record Life(List<Step> steps, int lastOperation, boolean powerFails, boolean close, long seed) {}

    @Property(tries = 1_000)
    void keepsAPrefixWithEverythingDurable(@ForAll("lives") List<Life> lives) throws IOException {
        World world = new World();
        boolean lostBytes = false;
        for (Life life : lives) {
            lostBytes |= world.live(life);
            world.recoverAndCheck();
        }
        // A property that never loses a byte proves nothing.
        atLeast(25, "crash lost bytes", lostBytes);
        atLeast(10, "rolled", world.rolls > 0);
        atLeast(1, "dropped a file behind a torn one", world.filesDropped > 0);
        atLeast(25, "prepared many chunks at once", world.preparedMany);
        atLeast(0.5, "stopped before they were forced", world.stoppedAmongMany);
    }

    private static void atLeast(double percentOfTries, String label, boolean happened) {
        Statistics.label(label)
                .collect(happened)
                .coverage(coverage -> coverage.check(true).percentage(percent -> percent > percentOfTries));
    }

    @Provide
    Arbitrary<List<Life>> lives() {
        Arbitrary<Integer> sizes = Arbitraries.oneOf(
                Arbitraries.integers().between(4, 60), Arbitraries.integers().between(4, 6_000));
        Arbitrary<Act> acts = Arbitraries.of(
                Act.APPEND,
                Act.APPEND,
                Act.APPEND,
                Act.APPEND,
                Act.APPEND,
                Act.FORCE,
                Act.PREPARE,
                Act.PREPARE,
                Act.PREPARE,
                Act.ROLL);
        Arbitrary<Step> steps = Combinators.combine(acts, sizes).as(Step::new);
        Arbitrary<Integer> lastOperations =
                Arbitraries.oneOf(Arbitraries.integers().between(10, 120), Arbitraries.just(1_000_000));
        return Combinators.combine(
                        steps.list().ofMaxSize(16),
                        lastOperations,
                        Arbitraries.of(true, true, true, true, true, true, true, false),
                        Arbitraries.of(false, false, false, true),
                        Arbitraries.longs())
                .as(Life::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    /** The disk, the model, and a recovery as simple as can be. */
    private static final class World {
        private final SimulatedStorage storage = new SimulatedStorage();
        private final TestClock clock = new TestClock();
        private List<byte[]> model = new ArrayList<>();
        private final List<Long> positions = new ArrayList<>();
        private int serial;
        private int mustHave;
        private int rolls;
        private int filesDropped;
        private boolean preparedMany;
        private boolean stoppedAmongMany;
        private @Nullable CommandLog log;

        World() throws IOException {
            storage.createDirectory(DIRECTORY);
            storage.syncDirectory("");
        }

        /** Lives one life; returns whether its end lost something. */
        boolean live(Life life) throws IOException {
            storage.stopAt(storage.operations() + life.lastOperation());
            log = null;
            mustHave = model.size();
            boolean stoppedEarly = false;
            try {
                positions.clear();
                model.forEach(batch -> positions.add(0L));
                CommandLog opened = open();
                log = opened;
                for (Step step : life.steps()) {
                    step(opened, step);
                }
                if (life.close()) {
                    opened.close();
                }
            } catch (SimulatedStorage.Stopped e) {
                stoppedEarly = true;
            }
            CommandLog lived = log;
            if (lived != null) {
                long durable = lived.durablePosition();
                mustHave = (int) positions.stream().filter(p -> p <= durable).count();
            }
            if (life.powerFails()) {
                return storage.powerFailure(life.seed());
            }
            storage.kill();
            mustHave = positions.size();
            return stoppedEarly && positions.size() < model.size();
        }

        private void step(CommandLog running, Step step) throws IOException {
            clock.advanceMs(7);
            switch (step.act()) {
                case APPEND -> {
                    byte[] batch = payload(serial++, step.sizeBytes());
                    model.add(batch);
                    positions.add(running.append(batch, 0, batch.length, 3, clock.ms()));
                }
                case FORCE -> running.sync().force();
                case PREPARE -> prepare(running, step.sizeBytes());
                case ROLL -> roll(running);
            }
        }

        /** One chunk, or as many as a writer that is in a hurry gets with one force. */
        private void prepare(CommandLog running, int sizeBytes) {
            LogFile file = running.current();
            long before = storage.contents(file.name()).length;
            boolean finished = false;
            try {
                boolean ignored = running.preparer().prepare(file, sizeBytes % 2 == 0 ? 0 : Long.MAX_VALUE);
                finished = true;
            } finally {
                boolean many = storage.contents(file.name()).length - before > file.chunkBytes();
                preparedMany |= many;
                stoppedAmongMany |= many && !finished;
            }
        }

        /** The order of a rewrite: an empty file, listed; then, at once, the change to it; the old one is sealed later. */
        private void roll(CommandLog running) throws IOException {
            Manifest manifest = Manifest.read(storage, manifestName());
            Manifest.Entry next = manifest.nextIncrement(APPEND_FILENAME);
            NextLogFile file = running.prepareNext(DIRECTORY + "/" + next.name(), 1_000 + serial++);
            manifest.withIncrement(next).write(storage, DIRECTORY, APPEND_FILENAME);
            running.roll(file);
            rolls++;
        }

        private static String manifestName() {
            return DIRECTORY + "/" + Manifest.fileName(APPEND_FILENAME);
        }

        /** Opens the log as a start does: reads, cuts, goes on. */
        private CommandLog open() throws IOException {
            List<byte[]> found = new ArrayList<>();
            LogEnd end = recover(found);
            LogPorts ports = clock.ports(storage);
            if (end != null) {
                return CommandLog.resume(ports, DurabilityPolicy.EVERYSEC, end);
            }
            Manifest.Entry first = Manifest.EMPTY.nextIncrement(APPEND_FILENAME);
            String name = DIRECTORY + "/" + first.name();
            if (storage.exists(name)) {
                storage.delete(name);
            }
            CommandLog created = CommandLog.create(ports, DurabilityPolicy.EVERYSEC, name, 77 + serial++, 0);
            Manifest.EMPTY.withIncrement(first).write(storage, DIRECTORY, APPEND_FILENAME);
            return created;
        }

        void recoverAndCheck() throws IOException {
            List<byte[]> found = new ArrayList<>();
            recover(found);
            assertThat(found).hasSizeBetween(mustHave, model.size());
            assertThat(found).containsExactlyElementsOf(model.subList(0, found.size()));
            List<String> names = storage.list(DIRECTORY);
            List<byte[]> before = names.stream()
                    .map(name -> storage.contents(DIRECTORY + "/" + name))
                    .toList();
            recover(new ArrayList<>());
            assertThat(storage.list(DIRECTORY)).isEqualTo(names);
            assertThat(names.stream().map(name -> storage.contents(DIRECTORY + "/" + name)))
                    .containsExactlyElementsOf(before);
            model = found;
        }

        /** Reads all files into {@code found}, cuts the last, and returns its end; null if there is no log. */
        private @Nullable LogEnd recover(List<byte[]> found) throws IOException {
            if (!storage.exists(manifestName())) {
                return null;
            }
            Manifest manifest = Manifest.read(storage, manifestName());
            Manifest kept = Manifest.EMPTY;
            LogEnd last = null;
            for (Manifest.Entry entry : manifest.increments()) {
                if (last == null || last.kind() == Kind.CLOSED) {
                    last = read(entry, found);
                    kept = kept.withIncrement(entry);
                    // Not only the last: after a kill what is read need not be on the disk.
                    LogReader.cut(storage, last);
                } else {
                    // The log ended before this file, and no line of it may say otherwise.
                    LogEnd dropped = read(entry, new ArrayList<>());
                    assertThat(dropped.provesEarlierFiles())
                            .as(dropped.toString())
                            .isFalse();
                    filesDropped++;
                }
            }
            if (last == null) {
                return null;
            }
            if (!kept.equals(manifest)) {
                kept.write(storage, DIRECTORY, APPEND_FILENAME);
            }
            deleteUnlisted(kept);
            LogEnd end = LogReader.read(storage, last.file(), (bytes, from, length, at, database, ms) -> {});
            assertThat(end.kind()).isEqualTo(Kind.CLOSED);
            return end;
        }

        private void deleteUnlisted(Manifest manifest) throws IOException {
            for (String name : storage.list(DIRECTORY)) {
                boolean listed = manifest.increments().stream()
                        .anyMatch(entry -> entry.name().equals(name));
                if (!listed && !name.endsWith(".manifest")) {
                    storage.delete(DIRECTORY + "/" + name);
                }
            }
        }

        private LogEnd read(Manifest.Entry entry, List<byte[]> found) throws IOException {
            LogEnd end = LogReader.read(
                    storage,
                    DIRECTORY + "/" + entry.name(),
                    (bytes, from, length, at, database, ms) -> found.add(copy(bytes, from, length)));
            assertThat(end.kind()).as(end.toString()).isNotEqualTo(Kind.CORRUPT);
            return end;
        }
    }

    private static byte[] copy(byte[] bytes, int from, int length) {
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    /** {@code sizeBytes} that begin with {@code serial}, then look like headers and padding to whoever searches them. */
    private static byte[] payload(int serial, int sizeBytes) {
        byte[] payload = new byte[sizeBytes];
        new Random(serial).nextBytes(payload);
        byte[] bait = "#C 1 2 3 4 #\n#\n*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n".getBytes(US_ASCII);
        for (int at = 64; at + bait.length < sizeBytes; at += 512) {
            System.arraycopy(bait, 0, payload, at, bait.length);
        }
        ByteBuffer.wrap(payload).putInt(serial);
        return payload;
    }
}
