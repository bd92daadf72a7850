package io.cairn.server.config;

import io.cairn.server.config.OutputBufferLimits.Limit;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings that do something here, or need no doing; those without effect are in {@link AcceptedSettings}.
 *
 * <p>Defaults are those of Redis 7.0, which hold when a configuration file leaves a setting out; what holds without any configuration
 * file is in {@link ConfigReader}. A setting that gets an effect moves here and gets a constant.
 */
public final class Settings {
    private static final Catalog CATALOG = new Catalog();

    private static final int MEBI = 1 << 20;
    private static final int HZ_MAX = 500;

    // Listening and clients.

    public static final Setting<List<String>> BIND = CATALOG.of("bind", new BindType(), List.of("*", "-::*"))
            .effective("Addresses to listen on; * is all, and a missing address with - in front is no error.");
    public static final Setting<Integer> PORT =
            CATALOG.integer("port", 6379, 0, 65535).effective("TCP port; 0 opens none.");
    public static final Setting<Integer> TCP_BACKLOG =
            CATALOG.count("tcp-backlog", 511).immutable().effective("Connections that may wait to be accepted.");
    public static final Setting<String> UNIXSOCKET =
            CATALOG.optionalText("unixsocket").immutable().effective("Path of a unix socket to listen on.");
    public static final Setting<Integer> UNIXSOCKETPERM = CATALOG.octal("unixsocketperm", 0, 0777)
            .immutable()
            .effective("Mode of the unix socket; 0 leaves it to the umask.");
    public static final Setting<Boolean> PROTECTED_MODE = CATALOG.yesNo("protected-mode", true)
            .effective("Refuse clients from other machines while the default user has no password.");
    public static final Setting<Integer> TIMEOUT =
            CATALOG.count("timeout", 0).effective("Seconds after which an idle client is disconnected; 0 never.");
    public static final Setting<Integer> TCP_KEEPALIVE =
            CATALOG.count("tcp-keepalive", 300).effective("Seconds between probes of silent connections; 0 for none.");
    public static final Setting<Long> MAXCLIENTS =
            CATALOG.large("maxclients", 10_000, 1, 4_294_967_295L).effective("Clients that may be connected at once.");
    public static final Setting<Long> PROTO_MAX_BULK_LEN = CATALOG.memory("proto-max-bulk-len", 512L * MEBI, MEBI)
            .effective("The largest argument of a command, and so the longest string.");
    public static final Setting<Long> CLIENT_QUERY_BUFFER_LIMIT = CATALOG.memory(
                    "client-query-buffer-limit", 1024L * MEBI, MEBI)
            .effective("How much of one client's input may be waiting.");
    public static final Setting<OutputBufferLimits> CLIENT_OUTPUT_BUFFER_LIMIT = CATALOG.of(
                    "client-output-buffer-limit",
                    new OutputBufferLimits.Type(),
                    new OutputBufferLimits(
                            new Limit(0, 0, 0),
                            new Limit(256L * MEBI, 64L * MEBI, 60),
                            new Limit(32L * MEBI, 8L * MEBI, 60)))
            .effective("For each class of clients: hard limit, soft limit and seconds for output that waits.");
    public static final Setting<Integer> IO_THREADS =
            CATALOG.integer("io-threads", 1, 1, 128).immutable().effective("Number of event loops.");

    // Security.

    public static final Setting<String> REQUIREPASS =
            CATALOG.optionalText("requirepass").sensitive().effective("Password of the default user.");
    public static final Setting<Permission> ENABLE_PROTECTED_CONFIGS = CATALOG.choice(
                    "enable-protected-configs", Permission.NO)
            .immutable()
            .effective("Who may change dir and dbfilename with CONFIG SET.");
    public static final Setting<Permission> ENABLE_DEBUG_COMMAND =
            CATALOG.choice("enable-debug-command", Permission.NO).immutable().effective("Who may use DEBUG.");

    // Data on disk.

    public static final Setting<Integer> DATABASES =
            CATALOG.integer("databases", 16, 1, Integer.MAX_VALUE).immutable().effective("Number of databases.");
    public static final Setting<String> DIR = CATALOG.of("dir", new DirectoryType(), "")
            .guarded()
            .fixedWhileLoading()
            .effective("Where the files are; other relative paths are meant from here.");
    public static final Setting<String> DBFILENAME = CATALOG.text("dbfilename", "dump.rdb")
            .guarded()
            .checked(name -> isFileName(name) ? null : "dbfilename can't be a path, just a filename")
            .effective("Name of the snapshot file.");
    public static final Setting<List<SavePoint>> SAVE = CATALOG.of(
                    "save",
                    new SavePoint.Type(),
                    List.of(new SavePoint(3600, 1), new SavePoint(300, 100), new SavePoint(60, 10_000)))
            .effective("Pairs of seconds and changes: save when so many keys changed and so much time passed.");
    public static final Setting<Boolean> RDBCOMPRESSION =
            CATALOG.yesNo("rdbcompression", true).effective("Compress long strings in snapshots.");
    public static final Setting<Boolean> RDBCHECKSUM = CATALOG.yesNo("rdbchecksum", true)
            .immutable()
            .effective("Write and check the checksum at the end of snapshots.");
    public static final Setting<Boolean> STOP_WRITES_ON_BGSAVE_ERROR = CATALOG.yesNo(
                    "stop-writes-on-bgsave-error", true)
            .effective("Refuse writes after a failed save that a save point asked for.");
    public static final Setting<Boolean> RDB_SAVE_INCREMENTAL_FSYNC = CATALOG.yesNo("rdb-save-incremental-fsync", true)
            .effective("Force the snapshot every 4 MiB while it is written, not at its end only.");
    public static final Setting<Boolean> VERIFY_SAVES = CATALOG.yesNo("verify-saves", false)
            .effective("Read a snapshot again in full, with its checksums, before it takes the old one's place.");
    public static final Setting<Boolean> APPENDONLY = CATALOG.yesNo("appendonly", false)
            .fixedWhileLoading()
            .effective("Write every change to the append-only log.");
    public static final Setting<String> APPENDFILENAME = CATALOG.text("appendfilename", "appendonly.aof")
            .immutable()
            .checked(name -> nameProblem("appendfilename", name, "filename"))
            .effective("First part of the names of the log's files.");
    public static final Setting<String> APPENDDIRNAME = CATALOG.text("appenddirname", "appendonlydir")
            .immutable()
            .checked(name -> nameProblem("appenddirname", name, "dirname"))
            .effective("Directory of the log's files, within dir.");
    public static final Setting<AppendFsync> APPENDFSYNC =
            CATALOG.choice("appendfsync", AppendFsync.EVERYSEC).effective("When the log is forced to disk.");
    public static final Setting<Boolean> AOF_LOAD_TRUNCATED =
            CATALOG.yesNo("aof-load-truncated", true).effective("Start although the end of the log is missing.");
    public static final Setting<Integer> AUTO_AOF_REWRITE_PERCENTAGE = CATALOG.count("auto-aof-rewrite-percentage", 100)
            .effective("Rewrite the log when it has grown by so much since the last rewrite; 0: never.");
    public static final Setting<Long> AUTO_AOF_REWRITE_MIN_SIZE = CATALOG.memory(
                    "auto-aof-rewrite-min-size", 64L * MEBI, 0)
            .effective("Size below which a log that has grown is not rewritten.");
    public static final Setting<Integer> RESTART_TARGET_SECONDS = CATALOG.count("restart-target-seconds", 0)
            .effective("Rewrite the log when a restart would take longer, by the speed seen so far; 0: never.");
    public static final Setting<Long> AOF_ROLL_SIZE = CATALOG.memory("aof-roll-size", 1024L * MEBI, 0)
            .checked(size -> size == 0 || size >= MEBI ? null : "must be 0 or at least 1mb")
            .effective("Size at which the log goes on in a new file, and the old one changes no more; 0: never.");
    public static final Setting<Boolean> AOF_REWRITE_INCREMENTAL_FSYNC = CATALOG.yesNo(
                    "aof-rewrite-incremental-fsync", true)
            .effective("Force the base of the log every 4 MiB while it is written, not at its end only.");
    public static final Setting<Long> AOF_LOAD_CORRUPT_TAIL_MAX_SIZE = CATALOG.memory(
                    "aof-load-corrupt-tail-max-size", 0, 0)
            .effective("Start although so many bytes at the end of the log are damaged, and cut them; 0: never.");
    public static final Setting<Boolean> ARCHIVE = CATALOG.yesNo("archive", false)
            .effective(
                    "Keep the logs and bases that a rewrite replaces, compressed, so that earlier moments can be restored.");
    public static final Setting<String> ARCHIVE_DIRECTORY = CATALOG.text("archive-directory", "archive")
            .immutable()
            .checked(name -> nameProblem("archive-directory", name, "dirname"))
            .effective("Directory of the archive, within dir.");
    public static final Setting<Integer> ARCHIVE_RETENTION_AGE = CATALOG.count("archive-retention-age", 0)
            .effective("Seconds for which moments can be restored from the archive; 0: for ever.");
    public static final Setting<Long> ARCHIVE_RETENTION_SIZE = CATALOG.memory("archive-retention-size", 0, 0)
            .effective("How large the archive may become before its oldest part is deleted; 0: no limit.");
    public static final Setting<Boolean> AOF_USE_RDB_PREAMBLE = CATALOG.yesNo("aof-use-rdb-preamble", true)
            .accepted("The base of the log is always a snapshot in RDB format.");

    // How values are kept.

    public static final Setting<Integer> LIST_MAX_LISTPACK_SIZE = CATALOG.integer(
                    "list-max-listpack-size", -2, Integer.MIN_VALUE, Integer.MAX_VALUE)
            .alias("list-max-ziplist-size")
            .effective("Elements of a compact list; -1 to -5: 4, 8, 16, 32 or 64 KiB of them.");
    public static final Setting<Integer> LIST_COMPRESS_DEPTH = CATALOG.count("list-compress-depth", 0)
            .effective("Chunks at either end of a long list that stay uncompressed; 0: all.");
    public static final Setting<Long> HASH_MAX_LISTPACK_ENTRIES = entries("hash-max-listpack-entries", 512)
            .alias("hash-max-ziplist-entries")
            .effective("Fields of a compact hash.");
    public static final Setting<Long> HASH_MAX_LISTPACK_VALUE = CATALOG.memory("hash-max-listpack-value", 64, 0)
            .alias("hash-max-ziplist-value")
            .effective("Length of a field or value in a compact hash.");
    public static final Setting<Long> SET_MAX_INTSET_ENTRIES =
            entries("set-max-intset-entries", 512).effective("Members of a compact set of whole numbers.");
    public static final Setting<Long> SET_MAX_LISTPACK_ENTRIES =
            entries("set-max-listpack-entries", 128).effective("Members of a compact set.");
    public static final Setting<Long> SET_MAX_LISTPACK_VALUE =
            CATALOG.memory("set-max-listpack-value", 64, 0).effective("Length of a member of a compact set.");
    public static final Setting<Long> ZSET_MAX_LISTPACK_ENTRIES = entries("zset-max-listpack-entries", 128)
            .alias("zset-max-ziplist-entries")
            .effective("Members of a compact sorted set.");
    public static final Setting<Long> ZSET_MAX_LISTPACK_VALUE = CATALOG.memory("zset-max-listpack-value", 64, 0)
            .alias("zset-max-ziplist-value")
            .effective("Length of a member of a compact sorted set.");
    public static final Setting<Long> HLL_SPARSE_MAX_BYTES =
            CATALOG.memory("hll-sparse-max-bytes", 3000, 0).effective("Length of a sparse HyperLogLog.");
    public static final Setting<Long> STREAM_NODE_MAX_BYTES =
            CATALOG.memory("stream-node-max-bytes", 4096, 0).effective("Length of a stream's chunk; 0: no limit.");
    public static final Setting<Long> STREAM_NODE_MAX_ENTRIES =
            entries("stream-node-max-entries", 100).effective("Entries of a stream's chunk; 0: no limit.");

    // The process.

    public static final Setting<LogLevel> LOGLEVEL =
            CATALOG.choice("loglevel", LogLevel.NOTICE).effective("How much the server's log says.");
    public static final Setting<String> LOGFILE =
            CATALOG.text("logfile", "").immutable().effective("File of the server's log; empty for standard output.");
    public static final Setting<Boolean> DAEMONIZE = CATALOG.yesNo("daemonize", false)
            .immutable()
            .accepted("The server stays in the foreground: use a service manager.");
    public static final Setting<String> PIDFILE = CATALOG.optionalText("pidfile")
            .immutable()
            .effective("File that holds the process number while the server runs.");
    public static final Setting<Integer> HZ = CATALOG.count("hz", 10)
            .adjusted(hz -> Math.max(1, Math.min(HZ_MAX, hz)))
            .effective("How often in a second the work in the background looks for something to do.");
    public static final Setting<Integer> ACTIVE_EXPIRE_EFFORT = CATALOG.integer("active-expire-effort", 1, 1, 10)
            .effective("How much time removing expired keys may take.");
    public static final Setting<Set<ShutdownFlag>> SHUTDOWN_ON_SIGTERM =
            shutdownFlags("shutdown-on-sigterm").effective("How to shut down on SIGTERM.");
    public static final Setting<Set<ShutdownFlag>> SHUTDOWN_ON_SIGINT =
            shutdownFlags("shutdown-on-sigint").effective("How to shut down on SIGINT.");
    public static final Setting<Integer> SHUTDOWN_TIMEOUT =
            CATALOG.count("shutdown-timeout", 10).effective("Seconds to wait for replicas before shutting down.");

    // Eviction.

    public static final Setting<Integer> LFU_LOG_FACTOR =
            CATALOG.count("lfu-log-factor", 10).effective("How slowly the counter of uses grows.");
    public static final Setting<Integer> LFU_DECAY_TIME =
            CATALOG.count("lfu-decay-time", 1).effective("Minutes after which the counter of uses shrinks by one.");

    // Without effect, yet looked at when the configuration as a whole is checked.

    static final Setting<Boolean> CLUSTER_ENABLED =
            CATALOG.yesNo("cluster-enabled", false).immutable().accepted();
    static final Setting<String> REPLICAOF = CATALOG.of("replicaof", WordsType.replicaOf(), "")
            .alias("slaveof")
            .immutable()
            .accepted();

    static {
        AcceptedSettings.declare(CATALOG);
        AcceptedSettings.declareMoot(CATALOG);
    }

    private Settings() {}

    static Catalog catalog() {
        return CATALOG;
    }

    /** The setting of that name or older name, in letters of any size; null when there is none. */
    public static @Nullable Setting<?> find(String name) {
        return CATALOG.find(name);
    }

    private static Declaration<Long> entries(String name, long fallback) {
        return CATALOG.large(name, fallback, 0, Long.MAX_VALUE);
    }

    private static Declaration<Set<ShutdownFlag>> shutdownFlags(String name) {
        Set<ShutdownFlag> none = Collections.unmodifiableSet(EnumSet.noneOf(ShutdownFlag.class));
        Set<ShutdownFlag> contradiction = EnumSet.of(ShutdownFlag.SAVE, ShutdownFlag.NOSAVE);
        return CATALOG.of(name, new FlagsType<>(ShutdownFlag.class), none)
                .checked(flags -> flags.containsAll(contradiction)
                        ? "shutdown options SAVE and NOSAVE can't be used simultaneously"
                        : null);
    }

    private static @Nullable String nameProblem(String setting, String name, String kind) {
        if (name.isEmpty()) {
            return setting + " can't be empty";
        }
        return isFileName(name) ? null : setting + " can't be a path, just a " + kind;
    }

    private static boolean isFileName(String name) {
        return name.indexOf('/') < 0 && name.indexOf('\\') < 0;
    }
}
