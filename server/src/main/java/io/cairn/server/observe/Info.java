package io.cairn.server.observe;

import io.cairn.engine.Engine;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.Keyspace;
import io.cairn.persistence.Datastore;
import io.cairn.persistence.archive.ArchiveFigures;
import io.cairn.persistence.log.CommandLog;
import io.cairn.persistence.log.LogFigures;
import io.cairn.persistence.recovery.Loading;
import io.cairn.persistence.snapshot.AppendOnlyFiles;
import io.cairn.persistence.snapshot.SaveStatus;
import io.cairn.persistence.snapshot.Snapshots;
import io.cairn.persistence.snapshot.Snapshots.Work;
import io.cairn.server.Server;
import io.cairn.server.config.Settings;
import io.cairn.server.session.ClientSession;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The text of INFO: Redis' sections and fields in Redis' order, so that what watches a Redis can watch this.
 *
 * <p>A field whose subject does not exist here shows what it does on a Redis that does not use it. Used by the holder of
 * the engine's lock.
 */
public final class Info {
    /** The version of Redis whose commands and fields these are. */
    public static final String REDIS_VERSION = "7.4.0";

    private static final Set<String> EXTRA_SECTIONS = Set.of("commandstats", "latencystats", "cairn");

    private final Server server;
    private final Datastore store;
    private final String runId;
    private final String replicationId;
    private final Map<String, Consumer<InfoText>> sections = new LinkedHashMap<>();
    private long peakBytes;

    public Info(Server server) {
        this.server = server;
        this.store = server.datastore();
        this.runId = randomId();
        this.replicationId = randomId();
        sections.put("server", this::server);
        sections.put("clients", this::clients);
        sections.put("memory", this::memory);
        sections.put("persistence", this::persistence);
        sections.put("stats", this::stats);
        sections.put("replication", this::replication);
        sections.put("cpu", Info::cpu);
        sections.put("modules", text -> text.section("Modules"));
        sections.put("commandstats", this::commandStats);
        sections.put("errorstats", this::errorStats);
        sections.put("latencystats", text -> text.section("Latencystats"));
        sections.put("cluster", text -> text.section("Cluster").field("cluster_enabled", 0));
        sections.put("keyspace", this::keyspace);
        sections.put("cairn", this::cairn);
    }

    private String randomId() {
        StringBuilder id = new StringBuilder();
        while (id.length() < 40) {
            id.append(HexFormat.of().toHexDigits(store.engine().databases().random()));
        }
        return id.substring(0, 40);
    }

    /** The sections asked for, each once, in order; none: those that Redis shows by default. */
    public String text(Collection<String> wanted) {
        Set<String> names = new LinkedHashSet<>();
        wanted.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        boolean everything = names.contains("everything") || names.contains("all");
        boolean standard = names.isEmpty() || names.contains("default");
        InfoText text = new InfoText();
        sections.forEach((name, section) -> {
            boolean byDefault = standard && !EXTRA_SECTIONS.contains(name);
            if (everything || byDefault || names.contains(name)) {
                section.accept(text);
            }
        });
        return text.toString();
    }

    private void server(InfoText text) {
        Engine engine = store.engine();
        long uptimeSeconds = (engine.databases().nowMs() - server.startedAtMs()) / 1000;
        int hz = server.config().get(Settings.HZ);
        String system = System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch");
        text.section("Server")
                .field("redis_version", REDIS_VERSION)
                .field("redis_git_sha1", "00000000")
                .field("redis_git_dirty", 0)
                .field("redis_build_id", "cairn-" + server.version())
                .field("redis_mode", "standalone")
                .field("os", system)
                .field("arch_bits", 64)
                .field("monotonic_clock", "System.nanoTime")
                .field("multiplexing_api", "java.nio")
                .field("atomicvar_api", "java.lang.invoke.VarHandle")
                .field("gcc_version", "0.0.0")
                .field("process_id", ProcessHandle.current().pid())
                .field("process_supervised", "no")
                .field("run_id", runId)
                .field("tcp_port", server.config().get(Settings.PORT))
                .field("server_time_usec", engine.clock().micros())
                .field("uptime_in_seconds", uptimeSeconds)
                .field("uptime_in_days", TimeUnit.SECONDS.toDays(uptimeSeconds))
                .field("hz", hz)
                .field("configured_hz", hz)
                .field("lru_clock", engine.databases().nowMs() / 1000 & 0xffffff)
                .field("executable", System.getProperty("java.home") + "/bin/java")
                .field(
                        "config_file",
                        server.config().file() == null ? "" : server.config().file())
                .field("io_threads_active", server.config().get(Settings.IO_THREADS) > 1 ? 1 : 0);
    }

    private void clients(InfoText text) {
        text.section("Clients")
                .field("connected_clients", server.clients().count())
                .zeros("cluster_connections")
                .field("maxclients", server.config().get(Settings.MAXCLIENTS))
                .zeros("client_recent_max_input_buffer", "client_recent_max_output_buffer")
                .field(
                        "blocked_clients",
                        server.clients().all().stream()
                                .filter(ClientSession::isWaiting)
                                .count())
                .zeros("tracking_clients", "clients_in_timeout_table");
    }

    /** What Redis says of its allocator, the heap says here: see docs/decisions/0070-what-info-says-of-memory.md. */
    private void memory(InfoText text) {
        long used = ProcessFigures.heapUsedBytes();
        long resident = ProcessFigures.residentBytes();
        peakBytes = Math.max(peakBytes, used);
        text.section("Memory")
                .bytes("used_memory", used)
                .bytes("used_memory_rss", resident)
                .bytes("used_memory_peak", peakBytes)
                .field("used_memory_peak_perc", percent(used, peakBytes))
                .zeros("used_memory_overhead", "used_memory_startup")
                .field("used_memory_dataset", used)
                .field("used_memory_dataset_perc", percent(used, used))
                .field("allocator_allocated", used)
                .field("allocator_active", used)
                .field("allocator_resident", resident)
                .bytes("total_system_memory", ProcessFigures.machineBytes())
                .zeros("used_memory_lua", "used_memory_vm_eval")
                .field("used_memory_lua_human", "0B")
                .zeros("used_memory_scripts_eval", "number_of_cached_scripts", "number_of_functions")
                .zeros("number_of_libraries", "used_memory_vm_functions")
                .bytes("used_memory_vm_total", 0)
                .zeros("used_memory_functions")
                .bytes("used_memory_scripts", 0)
                .bytes("maxmemory", 0)
                .field("maxmemory_policy", "noeviction")
                .decimal("allocator_frag_ratio", 1, 2)
                .zeros("allocator_frag_bytes")
                .decimal("allocator_rss_ratio", ratio(resident, used), 2)
                .field("allocator_rss_bytes", resident - used)
                .decimal("rss_overhead_ratio", 1, 2)
                .zeros("rss_overhead_bytes")
                .decimal("mem_fragmentation_ratio", ratio(resident, used), 2)
                .field("mem_fragmentation_bytes", resident - used)
                .zeros("mem_not_counted_for_evict", "mem_replication_backlog", "mem_total_replication_buffers")
                .zeros("mem_clients_slaves", "mem_clients_normal", "mem_cluster_links", "mem_aof_buffer")
                .field("mem_allocator", "java-" + System.getProperty("java.version"))
                .zeros("active_defrag_running", "lazyfree_pending_objects", "lazyfreed_objects");
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.2f%%", whole == 0 ? 0.0 : 100.0 * part / whole);
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private void persistence(InfoText text) {
        Snapshots snapshots = store.snapshots();
        SaveStatus saves = snapshots.saves();
        boolean saving = snapshots.work() == Work.SAVE;
        text.section("Persistence")
                .field("loading", store.isLoading() ? 1 : 0)
                .zeros("async_loading", "current_cow_peak", "current_cow_size", "current_cow_size_age")
                .decimal("current_fork_perc", 0, 2)
                .zeros("current_save_keys_processed", "current_save_keys_total")
                .field("rdb_changes_since_last_save", store.engine().databases().changes() - saves.savedChanges())
                .field("rdb_bgsave_in_progress", saving ? 1 : 0)
                .field("rdb_last_save_time", saves.lastSaveMs() / 1000)
                .field("rdb_last_bgsave_status", saves.succeeded() ? "ok" : "err")
                .field("rdb_last_bgsave_time_sec", seconds(saves.lastDurationMs()))
                .field("rdb_current_bgsave_time_sec", saving ? seconds(snapshots.workMs()) : -1)
                .field("rdb_saves", saves.count())
                .zeros("rdb_last_cow_size", "rdb_last_load_keys_expired")
                .field("rdb_last_load_keys_loaded", store.recovery().keys());
        log(text, snapshots);
        if (store.isLoading()) {
            loading(text, store.loading());
        }
    }

    private void loading(InfoText text, Loading loading) {
        long elapsedSeconds = (store.engine().databases().nowMs() - loading.startedAtMs()) / 1000;
        long total = loading.totalBytes();
        long loaded = loading.loadedBytes();
        text.field("loading_start_time", loading.startedAtMs() / 1000)
                .field("loading_total_bytes", total)
                .field("loading_rdb_used_mem", loading.usedMemory())
                .field("loading_loaded_bytes", loaded)
                .decimal("loading_loaded_perc", 100 * ratio(loaded, total), 2)
                .field(
                        "loading_eta_seconds",
                        // As Redis guesses while nothing is known.
                        elapsedSeconds == 0 ? 1 : elapsedSeconds * (total - loaded) / (loaded + 1));
    }

    private void log(InfoText text, Snapshots snapshots) {
        AppendOnlyFiles files = store.appendOnlyFiles();
        boolean rewriting = snapshots.work() == Work.REWRITE;
        boolean starting = store.isLogStarting();
        text.field("aof_enabled", files != null || starting ? 1 : 0)
                .field("aof_rewrite_in_progress", rewriting ? 1 : 0)
                .field("aof_rewrite_scheduled", snapshots.isRewriteScheduled() || starting && !rewriting ? 1 : 0)
                .field("aof_last_rewrite_time_sec", seconds(snapshots.lastRewriteMs()))
                .field("aof_current_rewrite_time_sec", rewriting ? seconds(snapshots.workMs()) : -1)
                .field("aof_last_bgrewrite_status", snapshots.rewriteSucceeded() ? "ok" : "err")
                .field("aof_rewrites", snapshots.rewriteCount())
                .field("aof_rewrites_consecutive_failures", snapshots.rewriteFailures())
                .field("aof_last_write_status", store.engine().journal().refusal() == null ? "ok" : "err")
                .zeros("aof_last_cow_size", "module_fork_in_progress", "module_fork_last_cow_size");
        if (files != null || starting) {
            LogFigures figures = files == null ? LogFigures.NONE : files.log().figures();
            long oldestMs = figures.oldestUnforcedMs();
            long ageMs =
                    oldestMs == 0 ? 0 : Math.max(0, store.engine().databases().nowMs() - oldestMs);
            text.field("aof_current_size", files == null ? 0 : files.currentBytes())
                    .field("aof_base_size", files == null ? 0 : files.bytesAfterRewrite())
                    .zeros("aof_pending_rewrite")
                    .field("aof_buffer_length", figures.backlogBytes())
                    .field("aof_pending_bio_fsync", figures.forcing() ? 1 : 0)
                    .field("aof_delayed_fsync", figures.slowForces())
                    // What Redis has no fields for.
                    .field("aof_unforced_bytes", figures.unforcedBytes())
                    .field("aof_oldest_unforced_ms", ageMs)
                    .field("aof_last_force_usec", figures.lastForceNanos() / 1000);
            archive(text, store.archiver().figures());
        }
    }

    /** Redis has no archive. */
    private static void archive(InfoText text, ArchiveFigures figures) {
        text.field("archive_enabled", figures.on() ? 1 : 0);
        if (figures.on()) {
            text.field("archive_files", figures.files())
                    .field("archive_bytes", figures.bytes())
                    .field("archive_waiting_files", figures.waiting())
                    .field("archive_oldest_restore_ms", figures.oldestMs())
                    .field("archive_last_status", figures.error().isEmpty() ? "ok" : "err")
                    .field("archive_last_error", figures.error().replaceAll("[\\r\\n]+", " "));
        }
    }

    private static long seconds(long ms) {
        return ms < 0 ? -1 : ms / 1000;
    }

    private void stats(InfoText text) {
        Databases data = store.engine().databases();
        text.section("Stats")
                .field("total_connections_received", server.clients().received())
                .field("total_commands_processed", store.engine().commandCount())
                .field("instantaneous_ops_per_sec", server.housekeeping().commandsPerSecond())
                .field("total_net_input_bytes", server.clients().bytesIn())
                .field("total_net_output_bytes", server.clients().bytesOut())
                .zeros("total_net_repl_input_bytes", "total_net_repl_output_bytes")
                .decimal("instantaneous_input_kbps", server.housekeeping().bytesInPerSecond() / 1024.0, 2)
                .decimal("instantaneous_output_kbps", server.housekeeping().bytesOutPerSecond() / 1024.0, 2)
                .decimal("instantaneous_input_repl_kbps", 0, 2)
                .decimal("instantaneous_output_repl_kbps", 0, 2)
                .field("rejected_connections", server.clients().rejected())
                .zeros("sync_full", "sync_partial_ok", "sync_partial_err")
                .field("expired_keys", data.expiredCount())
                .decimal("expired_stale_perc", 0, 2)
                .zeros("expired_time_cap_reached_count", "expire_cycle_cpu_milliseconds", "evicted_keys")
                .zeros("evicted_clients", "total_eviction_exceeded_time", "current_eviction_exceeded_time")
                .field("keyspace_hits", data.hits())
                .field("keyspace_misses", data.misses())
                .zeros("pubsub_channels", "pubsub_patterns", "pubsubshard_channels")
                // Nothing is forked: what stands in for it, and makes clients wait as that does, is freezing the data
                // set.
                .field(
                        "latest_fork_usec",
                        TimeUnit.NANOSECONDS.toMicros(store.snapshots().lastFreezeNanos()))
                .zeros("total_forks")
                .zeros("migrate_cached_sockets", "slave_expires_tracked_keys", "active_defrag_hits")
                .zeros("active_defrag_misses", "active_defrag_key_hits", "active_defrag_key_misses")
                .zeros("total_active_defrag_time", "current_active_defrag_time", "tracking_total_keys")
                .zeros("tracking_total_items", "tracking_total_prefixes", "unexpected_error_replies")
                .field("total_error_replies", store.engine().executor().errors().total())
                .zeros("dump_payload_sanitizations", "total_reads_processed", "total_writes_processed")
                .zeros("io_threaded_reads_processed", "io_threaded_writes_processed", "reply_buffer_shrinks")
                .zeros("reply_buffer_expands");
    }

    private void replication(InfoText text) {
        text.section("Replication")
                .field("role", "master")
                .zeros("connected_slaves")
                .field("master_failover_state", "no-failover")
                .field("master_replid", replicationId)
                .field("master_replid2", "0".repeat(40))
                .zeros("master_repl_offset")
                .field("second_repl_offset", -1)
                .zeros("repl_backlog_active")
                .field("repl_backlog_size", 1048576)
                .zeros("repl_backlog_first_byte_offset", "repl_backlog_histlen");
    }

    private static void cpu(InfoText text) {
        List<Double> seconds = ProcessFigures.cpuSeconds();
        text.section("CPU")
                .decimal("used_cpu_sys", seconds.get(0), 6)
                .decimal("used_cpu_user", seconds.get(1), 6)
                .decimal("used_cpu_sys_children", 0, 6)
                .decimal("used_cpu_user_children", 0, 6)
                .decimal("used_cpu_sys_main_thread", seconds.get(0), 6)
                .decimal("used_cpu_user_main_thread", seconds.get(1), 6);
    }

    private void commandStats(InfoText text) {
        text.section("Commandstats");
        commandStats(text, store.engine().executor().table());
    }

    private static void commandStats(InfoText text, CommandTable table) {
        for (RegisteredCommand command : table.all()) {
            if (command.calls() > 0 || command.rejected() > 0) {
                double each = command.calls() == 0 ? 0 : (double) command.micros() / command.calls();
                String figures = String.format(
                        Locale.ROOT,
                        "calls=%d,usec=%d,usec_per_call=%.2f,rejected_calls=%d,failed_calls=%d",
                        command.calls(),
                        command.micros(),
                        each,
                        command.rejected(),
                        command.failed());
                text.field("cmdstat_" + command.spec().name(), figures);
            }
            @Nullable CommandTable subcommands = command.subcommands();
            if (subcommands != null) {
                commandStats(text, subcommands);
            }
        }
    }

    private void errorStats(InfoText text) {
        text.section("Errorstats");
        store.engine()
                .executor()
                .errors()
                .counts()
                .forEach((code, count) -> text.field("errorstat_" + code, "count=" + count));
    }

    private void keyspace(InfoText text) {
        text.section("Keyspace");
        Databases data = store.engine().databases();
        for (int i = 0; i < data.count(); i++) {
            Keyspace keyspace = data.keyspace(i);
            if (keyspace.size() > 0) {
                text.field("db" + i, "keys=" + keyspace.size() + ",expires=" + keyspace.expiringCount() + ",avg_ttl=0");
            }
        }
    }

    /** What only this server has. */
    private void cairn(InfoText text) {
        text.section("Cairn")
                .field("cairn_version", server.version())
                .field("java_version", System.getProperty("java.version"))
                .field("heap_max", ProcessFigures.heapMaxBytes())
                .field(
                        "recovery_seconds",
                        String.format(Locale.ROOT, "%.3f", store.recovery().elapsedNanos() / 1e9))
                .field("recovery_commands", store.recovery().commands())
                .field("recovery_cut_bytes", store.recovery().cutBytes());
        CommandLog log = store.log();
        if (log != null) {
            LogFigures figures = log.figures();
            text.field("restart_estimate_ms", store.upkeep().restartMs())
                    .field("log_file", log.fileName())
                    .field("log_position", log.position())
                    .field("log_durable_position", log.durablePosition())
                    .field("log_forces", figures.forces())
                    .field("log_writer_waits", figures.writerWaits());
        }
    }
}
