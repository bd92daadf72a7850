package io.cairn.server.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of Redis that do nothing here: known, so that any redis.conf is taken, CONFIG GET and SET answer as Redis does and
 * CONFIG REWRITE keeps them.
 *
 * <p>Who gives one another value than its default is told at start that it has no effect, except for those that are moot.
 */
final class AcceptedSettings {
    private static final int KIBI = 1 << 10;
    private static final int MEBI = 1 << 20;
    private static final long REPL_BACKLOG_MIN = 16L * KIBI;
    private static final int PORT_MAX = 65535;
    private static final int HOST_NAME_MAX = 255;
    private static final Set<String> TITLE_VARIABLES =
            Set.of("title", "listen-addr", "server-mode", "port", "tls-port", "unixsocket", "config-file");

    private AcceptedSettings() {}

    static void declare(Catalog catalog) {
        declareMemory(catalog);
        declareEncodings(catalog);
        declarePersistence(catalog);
        declareReplication(catalog);
        declareCluster(catalog);
        declareTls(catalog);
        declareObservation(catalog);
        declareProcess(catalog);
    }

    private static void declareMemory(Catalog c) {
        c.memory("maxmemory", 0, 0).accepted();
        c.choice(
                        "maxmemory-policy",
                        "noeviction",
                        "volatile-lru",
                        "volatile-lfu",
                        "volatile-random",
                        "volatile-ttl",
                        "allkeys-lru",
                        "allkeys-lfu",
                        "allkeys-random",
                        "noeviction")
                .accepted();
        c.integer("maxmemory-samples", 5, 1, Integer.MAX_VALUE).accepted();
        c.integer("maxmemory-eviction-tenacity", 10, 0, 100).accepted();
        c.memoryOrPercent("maxmemory-clients", 0).accepted();
        c.large("tracking-table-max-keys", 1_000_000, 0, Long.MAX_VALUE).accepted();
        c.yesNo("activedefrag", false)
                .checked(wanted -> wanted
                        ? "Active defragmentation cannot be enabled: it requires a Redis server compiled with a modified"
                                + " Jemalloc like the one shipped by default with the Redis source distribution"
                        : null)
                .accepted();
    }

    private static void declareEncodings(Catalog c) {
        c.choice("sanitize-dump-payload", "no", "no", "yes", "clients")
                .accepted("Payloads are always checked in full.");
    }

    private static void declarePersistence(Catalog c) {
        c.yesNo("aof-timestamp-enabled", false).accepted("Each batch of the log carries its time anyway.");
        c.yesNo("aof-disable-auto-gc", false).accepted();
        c.yesNo("no-appendfsync-on-rewrite", false).accepted("A rewrite does not hinder forcing the log.");
        c.integer("rdb-key-save-delay", 0, Integer.MIN_VALUE, Integer.MAX_VALUE)
                .hidden()
                .accepted();
        c.integer("key-load-delay", 0, Integer.MIN_VALUE, Integer.MAX_VALUE)
                .hidden()
                .accepted();
        c.integer("loading-process-events-interval-bytes", 2 * MEBI, KIBI, Integer.MAX_VALUE)
                .hidden()
                .accepted();
    }

    private static void declareReplication(Catalog c) {
        c.optionalText("masterauth").sensitive().accepted();
        c.optionalText("masteruser").sensitive().accepted();
        c.yesNo("replica-serve-stale-data", true)
                .alias("slave-serve-stale-data")
                .accepted();
        c.yesNo("replica-read-only", true).alias("slave-read-only").accepted();
        c.yesNo("replica-lazy-flush", false).alias("slave-lazy-flush").accepted();
        c.yesNo("replica-ignore-maxmemory", true)
                .alias("slave-ignore-maxmemory")
                .accepted();
        c.yesNo("replica-ignore-disk-write-errors", false).accepted();
        c.yesNo("replica-announced", true).accepted();
        c.optionalText("replica-announce-ip").alias("slave-announce-ip").accepted();
        c.integer("replica-announce-port", 0, 0, PORT_MAX)
                .alias("slave-announce-port")
                .accepted();
        c.count("replica-priority", 100).alias("slave-priority").accepted();
        c.count("min-replicas-to-write", 0).alias("min-slaves-to-write").accepted();
        c.count("min-replicas-max-lag", 10).alias("min-slaves-max-lag").accepted();
        c.integer("repl-ping-replica-period", 10, 1, Integer.MAX_VALUE)
                .alias("repl-ping-slave-period")
                .accepted();
        c.integer("repl-timeout", 60, 1, Integer.MAX_VALUE).accepted();
        c.yesNo("repl-disable-tcp-nodelay", false).accepted();
        c.yesNo("repl-diskless-sync", true).accepted();
        c.count("repl-diskless-sync-delay", 5).accepted();
        c.count("repl-diskless-sync-max-replicas", 0).accepted();
        c.choice("repl-diskless-load", "disabled", "disabled", "on-empty-db", "swapdb")
                .fixedWhileLoading()
                .accepted();
        c.memory("repl-backlog-size", MEBI, 1)
                .adjusted(bytes -> Math.max(REPL_BACKLOG_MIN, bytes))
                .accepted();
        c.large("repl-backlog-ttl", 3600, 0, Long.MAX_VALUE).accepted();
        c.yesNo("rdb-del-sync-files", false).accepted();
        c.choice("propagation-error-behavior", "ignore", "ignore", "panic", "panic-on-replicas")
                .accepted();
    }

    private static void declareCluster(Catalog c) {
        c.text("cluster-config-file", "nodes.conf").immutable().accepted();
        c.large("cluster-node-timeout", 15_000, 0, Long.MAX_VALUE).accepted();
        c.integer("cluster-port", 0, 0, PORT_MAX).immutable().accepted();
        c.optionalText("cluster-announce-ip").accepted();
        c.optionalText("cluster-announce-hostname")
                .checked(AcceptedSettings::hostNameProblem)
                .accepted();
        c.optionalText("cluster-announce-human-nodename").accepted();
        c.integer("cluster-announce-port", 0, 0, PORT_MAX).accepted();
        c.integer("cluster-announce-tls-port", 0, 0, PORT_MAX).accepted();
        c.integer("cluster-announce-bus-port", 0, 0, PORT_MAX).accepted();
        c.choice("cluster-preferred-endpoint-type", "ip", "ip", "hostname", "unknown-endpoint")
                .accepted();
        c.memory("cluster-link-sendbuf-limit", 0, 0).accepted();
        c.count("cluster-migration-barrier", 1).accepted();
        c.count("cluster-replica-validity-factor", 10)
                .alias("cluster-slave-validity-factor")
                .accepted();
        c.yesNo("cluster-replica-no-failover", false)
                .alias("cluster-slave-no-failover")
                .accepted();
        c.yesNo("cluster-require-full-coverage", true).accepted();
        c.yesNo("cluster-allow-reads-when-down", false).accepted();
        c.yesNo("cluster-allow-pubsubshard-when-down", true).accepted();
        c.yesNo("cluster-allow-replica-migration", true).accepted();
    }

    private static void declareTls(Catalog c) {
        c.integer("tls-port", 0, 0, PORT_MAX).accepted();
        c.yesNo("tls-replication", false).accepted();
        c.yesNo("tls-cluster", false).accepted();
        c.choice("tls-auth-clients", "yes", "no", "yes", "optional").accepted();
        c.yesNo("tls-prefer-server-ciphers", false).accepted();
        c.yesNo("tls-session-caching", true).accepted();
        c.count("tls-session-cache-size", 20 * KIBI).accepted();
        c.count("tls-session-cache-timeout", 300).accepted();
        c.optionalText("tls-cert-file").accepted();
        c.optionalText("tls-key-file").accepted();
        c.optionalText("tls-key-file-pass").sensitive().accepted();
        c.optionalText("tls-client-cert-file").accepted();
        c.optionalText("tls-client-key-file").accepted();
        c.optionalText("tls-client-key-file-pass").sensitive().accepted();
        c.optionalText("tls-dh-params-file").accepted();
        c.optionalText("tls-ca-cert-file").accepted();
        c.optionalText("tls-ca-cert-dir").accepted();
        c.optionalText("tls-protocols").accepted();
        c.optionalText("tls-ciphers").accepted();
        c.optionalText("tls-ciphersuites").accepted();
        c.integer("max-new-tls-connections-per-cycle", 1, 1, 1000).accepted();
    }

    private static void declareObservation(Catalog c) {
        c.large("slowlog-log-slower-than", 10_000, -1, Long.MAX_VALUE).accepted();
        c.large("slowlog-max-len", 128, 0, Long.MAX_VALUE).accepted();
        c.large("latency-monitor-threshold", 0, 0, Long.MAX_VALUE).accepted();
        c.yesNo("latency-tracking", true).accepted();
        c.of("latency-tracking-info-percentiles", WordsType.percentiles(), "50 99 99.9")
                .accepted();
        c.of("notify-keyspace-events", WordsType.keyspaceEvents(), "").accepted();
        c.large("busy-reply-threshold", 5000, 0, Long.MAX_VALUE)
                .alias("lua-time-limit")
                .accepted();
        c.text("aclfile", "").immutable().accepted();
        c.large("acllog-max-len", 128, 0, Long.MAX_VALUE).accepted();
        c.choice("acl-pubsub-default", "resetchannels", "allchannels", "resetchannels")
                .accepted();
        c.choice("enable-module-command", Permission.NO).immutable().accepted("There are no modules.");
        c.yesNo("hide-user-data-from-log", false).accepted();
        c.yesNo("syslog-enabled", false).immutable().accepted();
        c.text("syslog-ident", "redis").immutable().accepted();
        c.choice(
                        "syslog-facility",
                        "local0",
                        "user",
                        "local0",
                        "local1",
                        "local2",
                        "local3",
                        "local4",
                        "local5",
                        "local6",
                        "local7")
                .immutable()
                .accepted();
    }

    private static void declareProcess(Catalog c) {
        c.choice("supervised", "no", "upstart", "systemd", "auto", "no")
                .immutable()
                .accepted();
        c.optionalText("bind-source-addr").accepted();
        c.large("socket-mark-id", 0, 0, 4_294_967_295L).immutable().accepted();
        c.integer("max-new-connections-per-cycle", 10, 1, 1000).accepted();
        c.text("proc-title-template", "{title} {listen-addr} {server-mode}")
                .checked(AcceptedSettings::titleProblem)
                .accepted("A JVM cannot change its title.");
        c.of("oom-score-adj", oomScoreAdj(), "no").accepted();
        c.of("oom-score-adj-values", WordsType.oomScores(), "0 200 800").accepted();
        c.optionalText("server_cpulist").alias("server-cpulist").immutable().accepted();
        c.optionalText("bio_cpulist").alias("bio-cpulist").immutable().accepted();
        c.optionalText("aof_rewrite_cpulist")
                .alias("aof-rewrite-cpulist")
                .immutable()
                .accepted();
        c.optionalText("bgsave_cpulist").alias("bgsave-cpulist").immutable().accepted();
        c.text("locale-collate", "").accepted();
        c.yesNo("use-exit-on-panic", false).hidden().accepted();
        c.count("watchdog-period", 0).hidden().accepted();
    }

    /** Tuning of mechanisms that Cairn does not have, and promises that it keeps anyway. */
    static void declareMoot(Catalog c) {
        String byPages = "Deleting frees pages, not objects: it does not block.";
        c.yesNo("lazyfree-lazy-eviction", false).moot(byPages);
        c.yesNo("lazyfree-lazy-expire", false).moot(byPages);
        c.yesNo("lazyfree-lazy-server-del", false).moot(byPages);
        c.yesNo("lazyfree-lazy-user-del", false).moot(byPages);
        c.yesNo("lazyfree-lazy-user-flush", false).moot(byPages);
        c.yesNo("activerehashing", true).moot("Tables grow by pages and are never rehashed.");
        c.yesNo("dynamic-hz", true).moot("Work in the background wakes when something is due.");
        c.yesNo("io-threads-do-reads", false).immutable().moot("Every event loop reads and writes.");
        c.yesNo("always-show-logo", false).immutable().moot("There is no logo.");
        c.yesNo("set-proc-title", true).immutable().moot("A JVM cannot change its title.");
        c.yesNo("jemalloc-bg-thread", true).moot("The JVM manages memory.");
        c.yesNo("disable-thp", true).immutable().moot("There is no fork.");
        c.text("ignore-warnings", "").moot("There is no fork.");
        c.yesNo("crash-log-enabled", true).moot("The JVM reports crashes.");
        c.yesNo("crash-memcheck-enabled", true).moot("The JVM reports crashes.");
        String noDefragmentation = "Active defragmentation is not there.";
        c.memory("active-defrag-ignore-bytes", 100L * MEBI, 1).moot(noDefragmentation);
        c.integer("active-defrag-threshold-lower", 10, 0, 1000).moot(noDefragmentation);
        c.integer("active-defrag-threshold-upper", 100, 0, 1000).moot(noDefragmentation);
        c.integer("active-defrag-cycle-min", 1, 1, 99).moot(noDefragmentation);
        c.integer("active-defrag-cycle-max", 25, 1, 99).moot(noDefragmentation);
        c.large("active-defrag-max-scan-fields", 1000, 1, Long.MAX_VALUE).moot(noDefragmentation);
    }

    private static ChoiceType<String> oomScoreAdj() {
        return ChoiceType.ofNames("no", "yes").withName("relative", "yes").withName("absolute", "absolute");
    }

    private static @Nullable String hostNameProblem(String name) {
        if (name.length() > HOST_NAME_MAX) {
            return "Hostnames must be less than " + (HOST_NAME_MAX + 1) + " characters";
        }
        return name.matches("[A-Za-z0-9.-]*")
                ? null
                : "Hostnames may only contain alphanumeric characters, hyphens or dots";
    }

    private static @Nullable String titleProblem(String template) {
        String title = expandTitle(template);
        return title == null || title.isBlank() ? "template format is invalid or contains unknown variables" : null;
    }

    /** What is left when every variable is replaced by its name, and the title itself by nothing; null for a bad template. */
    private static @Nullable String expandTitle(String template) {
        StringBuilder title = new StringBuilder();
        int position = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', position)) {
            title.append(template, position, open);
            if (template.startsWith("{", open + 1)) {
                title.append('{');
                position = open + 2;
                continue;
            }
            int close = template.indexOf('}', open);
            String variable = close < 0 ? "" : template.substring(open + 1, close);
            if (!TITLE_VARIABLES.contains(variable)) {
                return null;
            }
            title.append(variable.equals("title") ? "" : variable);
            position = close + 1;
        }
        return title.append(template, position, template.length()).toString();
    }
}
