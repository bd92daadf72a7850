package io.cairn.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.testing.ManualClock;
import io.cairn.testing.Mutations;
import io.cairn.testing.Requests;
import io.cairn.testing.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Sound directories of every kind, and random damage to them: a file of them changed, or lost, or exchanged for another.
 *
 * <p>The kinds of files of campaigns C and D, directories of Redis and Valkey, a log that begins with a snapshot, inside and outside
 * of the log's directory, and logs beside dumps, switched off or not.
 */
final class DamagedWorlds {
    private static final String DIRECTORY = SimulatedStore.LOG_DIRECTORY;
    private static final String MANIFEST = DIRECTORY + "appendonly.aof.manifest";
    private static final String FIRST = DIRECTORY + "appendonly.aof.1.incr.aof";
    static final List<String> WORDS = List.of(
            "*",
            "$",
            "\r\n",
            "#",
            "#C ",
            "#TS:1\r\n",
            "*1\r\n$5\r\nMULTI\r\n",
            "*1\r\n$4\r\nEXEC\r\n",
            "SELECT",
            "GET",
            "\0");

    private final List<World> worlds = new ArrayList<>();

    /** A directory with the settings for it. */
    record World(SimulatedStorage disk, DatastoreOptions options, String victim) {
        List<String> files() throws IOException {
            List<String> files = new ArrayList<>();
            for (String name : disk.list("")) {
                if (!name.equals("appendonlydir")) {
                    files.add(name);
                }
            }
            if (disk.exists("appendonlydir")) {
                disk.list("appendonlydir").forEach(name -> files.add(DIRECTORY + name));
            }
            return files;
        }
    }

    /** @param samples an empty directory */
    DamagedWorlds(Path samples) throws IOException, InterruptedException {
        for (DamageCorpus corpus : DamageCorpus.all(3 * 1024)) {
            worlds.add(new World(corpus.disk(), corpus.options(), ""));
        }
        for (String server : List.of("redis-7.0.15", "valkey-8.0.1")) {
            Path place = Files.createDirectory(samples.resolve(server));
            Sample.of(server).copyLogTo(place);
            worlds.add(new World(read(place), SimulatedStore.OPTIONS, ""));
        }
        byte[] commands = Requests.encode(commands());
        for (byte[] log :
                List.of(commands, join(Files.readAllBytes(TestData.path("rdb/strings-redis-7.0.15.rdb")), commands))) {
            SimulatedStorage outside = new SimulatedStorage();
            outside.place("appendonly.aof", log);
            worlds.add(new World(outside, SimulatedStore.OPTIONS, ""));
            SimulatedStorage inside = directory();
            inside.place(DIRECTORY + "appendonly.aof", log);
            inside.place(FIRST, commands);
            inside.place(
                    MANIFEST,
                    ("file appendonly.aof seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n")
                            .getBytes(ISO_8859_1));
            worlds.add(new World(inside, SimulatedStore.OPTIONS, ""));
        }
        for (boolean off : new boolean[] {false, true}) {
            for (boolean savedAgain : new boolean[] {false, true}) {
                worlds.add(new World(logAndDump(off, savedAgain), SimulatedStore.OPTIONS, ""));
            }
        }
    }

    static List<byte[][]> commands() {
        return List.of(
                Requests.of("SELECT", "0"),
                Requests.of("SET", "string", "value", "PXAT", "4000000000000"),
                Requests.of("RPUSH", "list", "a", "1", "b"),
                Requests.of("MULTI"),
                Requests.of("HSET", "hash", "field", "value", "other", "1"),
                Requests.of("EXEC"),
                Requests.of("ZADD", "zset", "1.5", "member", "-inf", "least"),
                Requests.of("SELECT", "3"),
                Requests.of("PFADD", "log", "a"),
                Requests.of("SETRANGE", "long", "5000", "end"));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static SimulatedStorage directory() throws IOException {
        SimulatedStorage disk = new SimulatedStorage();
        disk.createDirectory("appendonlydir");
        disk.syncDirectory("");
        return disk;
    }

    private static SimulatedStorage read(Path place) throws IOException {
        SimulatedStorage disk = directory();
        try (Stream<Path> files = Files.list(place.resolve("appendonlydir"))) {
            for (Path file : files.toList()) {
                disk.place(DIRECTORY + file.getFileName(), Files.readAllBytes(file));
            }
        }
        return disk;
    }

    /** A log and a dump of which one is older, and the log may have been switched off. */
    private static SimulatedStorage logAndDump(boolean off, boolean savedAgain) throws IOException {
        SimulatedStorage disk = new SimulatedStorage();
        SimulatedStore stores = new SimulatedStore(new ManualClock(), 3);
        try (Datastore store = stores.open(disk)) {
            store.execute("SET", "a", "1");
            stores.save(store);
            store.execute("SET", "b", "2");
            if (off) {
                store.engine().beginBatch();
                store.switchLogOff();
                store.engine().endBatch();
            }
            store.execute("SET", "a", "3");
            if (savedAgain) {
                stores.save(store);
            }
            store.execute("SET", "c", "4");
        }
        return disk.copy();
    }

    /** A directory in which something is wrong, most often, and with other settings, sometimes. */
    World damaged(Random random) throws IOException {
        World sound = worlds.get(random.nextInt(worlds.size()));
        SimulatedStorage disk = sound.disk().copy();
        List<String> files = sound.files();
        String victim = files.get(random.nextInt(files.size()));
        damage(disk, victim, files, random);
        return new World(disk, vary(sound.options(), random), victim);
    }

    private static DatastoreOptions vary(DatastoreOptions options, Random random) {
        DatastoreOptions.LogNames names = new DatastoreOptions.LogNames(
                options.log().directory(),
                options.log().prefix(),
                random.nextInt(5) > 0,
                random.nextInt(5) > 0 ? 0 : random.nextInt(2_000));
        return new DatastoreOptions(
                options.directory(),
                random.nextInt(5) > 0 ? options.databases() : 1 + random.nextInt(3),
                random.nextInt(6) > 0 == options.appendOnly(),
                options.policy(),
                names,
                options.dump(),
                options.snapshots(),
                options.encodings(),
                options.archive());
    }

    private static void damage(SimulatedStorage disk, String victim, List<String> files, Random random)
            throws IOException {
        byte[] whole = disk.contents(victim);
        switch (random.nextInt(8)) {
            case 0 -> disk.delete(victim);
            case 1 -> disk.place(victim, Arrays.copyOf(whole, random.nextInt(whole.length + 1)));
            case 2 -> disk.place(victim, disk.contents(files.get(random.nextInt(files.size()))));
            case 3 -> disk.place(victim, Arrays.copyOf(whole, whole.length + 1 + random.nextInt(3000)));
            case 4 -> disk.place(victim, join(whole, Requests.encode(commands())));
            case 5 -> disk.place(victim, new Mutations(random, WORDS).of(whole));
            case 6 -> disk.place(DIRECTORY + "appendonly.aof." + (1 + random.nextInt(3)) + ".incr.aof", whole);
            default -> {
                for (int i = random.nextInt(3); i >= 0 && whole.length > 0; i--) {
                    whole[random.nextInt(Math.min(whole.length, 4000))] ^= (byte) (1 << random.nextInt(8));
                }
                disk.place(victim, whole);
            }
        }
    }
}
