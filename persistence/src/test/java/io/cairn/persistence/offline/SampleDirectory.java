package io.cairn.persistence.offline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.cairn.engine.Engine;
import io.cairn.engine.Journal;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.resp.RequestParser;
import io.cairn.persistence.DatastoreOptions;
import io.cairn.persistence.DurabilityPolicy;
import io.cairn.persistence.log.CommandLog;
import io.cairn.persistence.log.LogPorts;
import io.cairn.persistence.log.NextLogFile;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.snapshot.SnapshotFile;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.Storage;
import io.cairn.testing.Dataset;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A data set in a storage, and the model of it: a base and batches, each at its place. */
final class SampleDirectory {
    static final String DIRECTORY = "appendonlydir";
    static final String PREFIX = "appendonly.aof";

    /** One command, and the database it is for. */
    record Request(int database, String... words) {}

    /**
     * A batch of the model.
     *
     * @param path of its file
     * @param from offset of its first byte
     * @param to offset behind its last
     * @param ms the clock
     * @param database the one selected where its commands begin
     * @param commands what the log was given
     */
    record Batch(String path, long from, long to, long ms, int database, String commands) {
        /** How many commands it has. */
        int count() {
            return (int) requests().stream()
                    .filter(words -> !words.get(0).equals("select"))
                    .count();
        }

        /** The words of its commands. */
        List<List<String>> requests() {
            byte[] bytes = commands.getBytes(ISO_8859_1);
            RequestParser parser = new RequestParser();
            parser.parse(bytes, bytes.length, ProtocolLimits.DEFAULT, Integer.MAX_VALUE);
            List<List<String>> requests = new ArrayList<>();
            Args args = new Args();
            while (parser.next(bytes, args)) {
                List<String> words = new ArrayList<>();
                for (int i = 0; i < args.count(); i++) {
                    words.add(args.text(i));
                }
                requests.add(words);
            }
            return requests;
        }
    }

    /** Notes where each batch goes. */
    private final class Recorder implements Journal {
        @Override
        public long append(byte[] bytes, int offset, int length, int database, long nowMs) {
            long from = log.fileBytes();
            long position = log.append(bytes, offset, length, database, nowMs);
            String commands = new String(bytes, offset, length, ISO_8859_1);
            batches.add(new Batch(path(current), from, log.fileBytes(), nowMs, database, commands));
            return position;
        }

        @Override
        public long position() {
            return log.position();
        }

        @Override
        public long durablePosition() {
            return log.durablePosition();
        }

        @Override
        public boolean holdsReplies() {
            return log.holdsReplies();
        }

        @Override
        public long releasedPosition() {
            return log.releasedPosition();
        }

        @Override
        public @Nullable String refusal() {
            return log.refusal();
        }
    }

    final ManualClock clock = new ManualClock();
    final List<Batch> batches = new ArrayList<>();
    private final Random random;
    private final Storage storage;
    private final OfflineDirectory directory;
    private final Engine engine;
    private final CommandLog log;
    private final List<Request> before = new ArrayList<>();
    private Manifest manifest = Manifest.EMPTY;
    private Entry current;

    /** Makes a base that holds what some requests make, and an empty log. */
    SampleDirectory(Storage storage, long seed, List<Request> base) throws IOException {
        this.storage = storage;
        random = new Random(seed);
        directory = directory(storage, clock, random);
        engine = directory.newEngine();
        storage.createDirectory(DIRECTORY);
        storage.syncDirectory("");
        before.addAll(base);
        if (!base.isEmpty()) {
            execute(engine, base);
            Entry entry = manifest.nextBase(PREFIX);
            Rewrite.writeSnapshot(engine, directory, path(entry), SnapshotFile.NO_LOG);
            manifest = manifest.withBase(entry, 1);
        }
        current = manifest.nextIncrement(PREFIX);
        LogPorts ports = new LogPorts(storage, clock::millis, clock::nanos, () -> {}, false, (reason, cause) -> {
            throw new AssertionError(reason, cause);
        });
        log = CommandLog.create(ports, DurabilityPolicy.EVERYSEC, path(current), random.nextLong(), 0);
        manifest = manifest.withIncrement(current);
        manifest.write(storage, DIRECTORY, PREFIX);
        engine.exclusively(() -> {
            engine.useJournal(new Recorder());
            return null;
        });
    }

    /** A storage as tools see it. */
    static OfflineDirectory directory(Storage storage, ManualClock clock, Random random) {
        return new OfflineDirectory(storage, DatastoreOptions.in(Path.of("")), List.of(), clock, random::nextLong);
    }

    OfflineDirectory directory() {
        return directory;
    }

    private static String path(Entry entry) {
        return DIRECTORY + "/" + entry.name();
    }

    /** The file appended to. */
    String currentPath() {
        return path(current);
    }

    /** Executes requests as one batch. */
    void write(Request... requests) {
        clock.advanceMillis(5);
        engine.beginBatch();
        try {
            execute(engine, List.of(requests));
        } finally {
            engine.endBatch();
        }
    }

    /** Executes one request in database 0. */
    void write(String... words) {
        write(new Request(0, words));
    }

    private static void execute(Engine engine, List<Request> requests) {
        for (Request request : requests) {
            Session session = new Session();
            session.select(request.database());
            ReplyWriter reply = new ReplyWriter(64);
            engine.execute(session, Args.of(request.words()), reply);
        }
    }

    private static void replay(Engine engine, Batch batch) {
        Session session = new Session();
        session.select(batch.database());
        for (List<String> words : batch.requests()) {
            byte[][] request =
                    words.stream().map(word -> word.getBytes(ISO_8859_1)).toArray(byte[][]::new);
            engine.execute(session, Args.of(request), new ReplyWriter(64));
        }
    }

    void force() throws InterruptedException {
        log.waitDurable(log.position(), 0);
    }

    /** Goes on in another file. */
    void roll() throws IOException, InterruptedException {
        Entry next = manifest.nextIncrement(PREFIX);
        try (NextLogFile file = log.prepareNext(path(next), random.nextLong())) {
            manifest = manifest.withIncrement(next);
            manifest.write(storage, DIRECTORY, PREFIX);
            engine.exclusively(() -> {
                engine.flush();
                log.roll(file);
                engine.journalRolled();
                return null;
            });
        }
        current = next;
        force();
    }

    void close() throws IOException {
        engine.exclusively(() -> {
            engine.useJournal(Journal.NONE);
            return null;
        });
        log.close();
    }

    /** What there is when the batches but some have been executed, and those commands left out that fail. */
    Dataset expected(Set<Batch> lost) {
        Engine model = directory.newEngine();
        model.beginBatch();
        try {
            model.databases().setExpiring(false);
            execute(model, before);
            for (Batch batch : batches) {
                if (!lost.contains(batch)) {
                    replay(model, batch);
                }
            }
        } finally {
            model.endBatch();
        }
        return Dataset.of(model);
    }

    /** What a start finds in a storage. */
    static Dataset load(Storage storage) throws IOException {
        OfflineDirectory loaded = directory(storage, new ManualClock(), new Random(1));
        Engine engine = loaded.newEngine();
        loaded.load(engine);
        return Dataset.of(engine);
    }

    /** All files of the log with their bytes, a character each. */
    static TreeMap<String, String> contents(SimulatedStorage disk) {
        TreeMap<String, String> contents = new TreeMap<>();
        for (String name : disk.list(DIRECTORY)) {
            contents.put(name, new String(disk.contents(DIRECTORY + "/" + name), ISO_8859_1));
        }
        return contents;
    }
}
