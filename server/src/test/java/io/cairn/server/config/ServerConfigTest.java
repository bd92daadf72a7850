package io.cairn.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
    @TempDir
    Path temporary;

    private Path directory;

    @BeforeEach
    void resolveLinks() throws Exception {
        directory = temporary.toRealPath();
    }

    private ServerConfig withFile(String text) throws Exception {
        Files.write(directory.resolve("cairn.conf"), text.getBytes(StandardCharsets.ISO_8859_1));
        return Configs.load(directory, "cairn.conf");
    }

    private static String set(ServerConfig config, String... pairs) {
        return String.valueOf(config.configSet(List.of(pairs), true, false));
    }

    private static String failed(String name, String reason) {
        return "ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + reason;
    }

    @Test
    void withoutAFileCairnKeepsToItselfAndKeepsItsData() throws Exception {
        ServerConfig config = Configs.load(directory);
        assertThat(config.get(Settings.PORT)).isEqualTo(6379);
        assertThat(config.get(Settings.BIND)).containsExactly("127.0.0.1", "-::1");
        assertThat(config.get(Settings.APPENDONLY)).isTrue();
        assertThat(config.get(Settings.APPENDFSYNC)).isEqualTo(AppendFsync.EVERYSEC);
        assertThat(config.get(Settings.DIR)).isEqualTo(directory.resolve("data").toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("data"))))
                .isEqualTo("rwx------");
        assertThat(config.ineffective()).isEmpty();
        assertThat(config.file()).isNull();
    }

    @Test
    void optionsAloneOverrideCairnsDefaultsAndLeaveTheOthers() throws Exception {
        ServerConfig config = Configs.load(directory, "--bind", "10.0.0.1", "--port", "7777");
        assertThat(config.get(Settings.BIND)).containsExactly("10.0.0.1");
        assertThat(config.get(Settings.PORT)).isEqualTo(7777);
        assertThat(config.get(Settings.APPENDONLY)).isTrue();
    }

    @Test
    void noDataDirectoryIsMadeWhenAnotherIsNamed() throws Exception {
        Files.createDirectory(directory.resolve("mine"));
        ServerConfig config = Configs.load(directory, "--dir", "mine");
        assertThat(config.get(Settings.DIR)).isEqualTo(directory.resolve("mine").toString());
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void anExistingDataDirectoryIsTakenAsItIs() throws Exception {
        Files.createDirectory(
                directory.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        Configs.load(directory);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("data"))))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void aDataDirectoryThatCannotBeMadeStopsTheStart() throws Exception {
        Files.createFile(directory.resolve("data"));
        ConfigException error = catchThrowableOfType(ConfigException.class, () -> Configs.load(directory));
        assertThat(error.text())
                .contains("FATAL CONFIG FILE ERROR (Cairn 0.0.0)")
                .contains("Can't create the directory " + directory + "/data");
    }

    @Test
    void withAFileOrStandardInputRedisDefaultsHold() throws Exception {
        for (ServerConfig config : List.of(withFile(""), Configs.loadWithInput(directory, "hz 9\n", "-"))) {
            assertThat(config.get(Settings.BIND)).containsExactly("*", "-::*");
            assertThat(config.get(Settings.APPENDONLY)).isFalse();
            assertThat(config.get(Settings.DIR)).isEqualTo(directory.toString());
        }
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void valuesComeTyped() throws Exception {
        ServerConfig config = withFile("""
                unixsocketperm 770
                save 900 1
                client-output-buffer-limit replica 1kb 2 3
                shutdown-on-sigterm force now
                maxclients 4294967295
                appendfsync always
                enable-debug-command local
                loglevel debug
                """);
        assertThat(config.get(Settings.UNIXSOCKETPERM)).isEqualTo(0770);
        assertThat(config.get(Settings.SAVE)).containsExactly(new SavePoint(900, 1));
        assertThat(config.get(Settings.CLIENT_OUTPUT_BUFFER_LIMIT).replica())
                .isEqualTo(new OutputBufferLimits.Limit(1024, 2, 3));
        assertThat(config.get(Settings.CLIENT_OUTPUT_BUFFER_LIMIT).normal())
                .isEqualTo(new OutputBufferLimits.Limit(0, 0, 0));
        assertThat(config.get(Settings.SHUTDOWN_ON_SIGTERM)).isEqualTo(Set.of(ShutdownFlag.NOW, ShutdownFlag.FORCE));
        assertThat(config.get(Settings.MAXCLIENTS)).isEqualTo(4294967295L);
        assertThat(config.get(Settings.APPENDFSYNC)).isEqualTo(AppendFsync.ALWAYS);
        assertThat(config.get(Settings.LOGLEVEL)).isEqualTo(LogLevel.DEBUG);
        Permission debug = config.get(Settings.ENABLE_DEBUG_COMMAND);
        assertThat(debug.allows(true)).isTrue();
        assertThat(debug.allows(false)).isFalse();
        assertThat(Permission.YES.allows(false)).isTrue();
        assertThat(Permission.NO.allows(true)).isFalse();
    }

    @Test
    void relativePathsAreMeantFromTheDirectory() throws Exception {
        Files.createDirectories(directory.resolve("d\u00fcr"));
        byte[] name = "d\u00fcr".getBytes(StandardCharsets.UTF_8);
        Files.write(
                directory.resolve("cairn.conf"),
                "unixsocket s\npidfile /run/p\ndir ".getBytes(StandardCharsets.US_ASCII));
        Files.write(directory.resolve("cairn.conf"), name, StandardOpenOption.APPEND);
        ServerConfig config = Configs.load(directory, "cairn.conf");
        assertThat(config.path(Settings.UNIXSOCKET)).isEqualTo(directory.resolve("d\u00fcr/s"));
        assertThat(config.path(Settings.PIDFILE)).isEqualTo(Path.of("/run/p"));
        assertThat(config.path(Settings.DIR)).isEqualTo(directory.resolve("d\u00fcr"));
    }

    @Test
    void directivesAreHandedOnAndCanBeRefusedWithTheirLine() throws Exception {
        ServerConfig config = withFile(
                "user alice on\n# x\n  user 'b c' off\nrename-command FLUSHALL \"\"\nloadmodule x.so 1\na.b 2\n");
        assertThat(config.directives("user"))
                .extracting(Directive::arguments)
                .containsExactly(List.of("alice", "on"), List.of("b c", "off"));
        assertThat(config.directives("rename-command").get(0).arguments()).containsExactly("FLUSHALL", "");
        assertThat(config.refusal(config.directives("user").get(1), "Nobody likes him")
                        .text())
                .isEqualTo("""

                        *** FATAL CONFIG FILE ERROR (Cairn 0.0.0) ***
                        Reading the configuration file, at line 3
                        >>> 'user 'b c' off'
                        Nobody likes him
                        """);
        assertThat(config.ineffective()).containsOnlyKeys("loadmodule", "a.b");
    }

    @Test
    void onlySettingsThatAreSetInVainAreReported() throws Exception {
        ServerConfig config = withFile(
                "maxmemory 1gb\nmaxmemory-policy noeviction\nlazyfree-lazy-expire yes\ndaemonize yes\ntimeout 5\ndynamic-hz no\n");
        assertThat(config.ineffective())
                .containsExactly(
                        Map.entry(
                                "daemonize",
                                "The setting daemonize has no effect. The server stays in the foreground: use a service manager."),
                        Map.entry("maxmemory", "The setting maxmemory has no effect. Not implemented."));
    }

    @Test
    void aListenerIsCalledOnceWithAllNewValuesAndOnlyWhenSomethingChanged() throws Exception {
        ServerConfig config = withFile("timeout 1\n");
        List<String> seen = new ArrayList<>();
        config.onChange(
                now -> {
                    seen.add(now.get(Settings.TIMEOUT) + "/" + now.get(Settings.HZ));
                    return null;
                },
                Settings.TIMEOUT,
                Settings.HZ);
        assertThat(set(config, "hz", "20", "timeout", "5")).isEqualTo("null");
        assertThat(set(config, "hz", "20", "timeout", "5")).isEqualTo("null");
        assertThat(set(config, "loglevel", "debug")).isEqualTo("null");
        assertThat(set(config, "hz", "x")).startsWith("ERR");
        assertThat(seen).containsExactly("5/20");
    }

    @Test
    void aVetoUndoesTheWholeCommandAndTellsThoseWhoHadApplied() throws Exception {
        ServerConfig config = withFile("timeout 1\nport 1111\n");
        List<Integer> timeouts = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        config.onChange(
                now -> {
                    timeouts.add(now.get(Settings.TIMEOUT));
                    return null;
                },
                Settings.TIMEOUT);
        config.onChange(
                now -> {
                    ports.add(now.get(Settings.PORT));
                    return now.get(Settings.PORT) == 2222 ? "Unable to listen on this port. Check server logs." : null;
                },
                Settings.PORT);
        config.onChange(
                now -> {
                    others.add(now.get(Settings.HZ));
                    return null;
                },
                Settings.HZ);
        assertThat(set(config, "Timeout", "2", "Port", "2222", "hz", "30"))
                .isEqualTo(failed("port", "Unable to listen on this port. Check server logs."));
        assertThat(timeouts).containsExactly(2, 1);
        assertThat(ports).containsExactly(2222, 1111);
        assertThat(others).isEmpty();
        assertThat(config.configGet(List.of("timeout", "port", "hz")))
                .isEqualTo(Map.of("timeout", "1", "port", "1111", "hz", "10"));
    }

    @Test
    void someSettingsCannotBeSetWhileLoading() throws Exception {
        ServerConfig config = withFile("enable-protected-configs yes\n");
        for (String name : List.of("appendonly", "repl-diskless-load", "dir")) {
            assertThat(config.configSet(List.of("timeout", "9", name, "x"), false, true))
                    .isEqualTo("LOADING Redis is loading the dataset in memory");
        }
        assertThat(config.configSet(List.of("timeout", "9"), false, true)).isNull();
    }

    @Test
    void protectedSettingsAreForThoseWhomTheConfigurationAllows() throws Exception {
        String protectedError = failed("dbfilename", "can't set protected config");
        assertThat(withFile("").configSet(List.of("dbfilename", "x"), true, false))
                .isEqualTo(protectedError);
        ServerConfig local = withFile("enable-protected-configs local\n");
        assertThat(local.configSet(List.of("dbfilename", "x"), false, false)).isEqualTo(protectedError);
        assertThat(local.configSet(List.of("dbfilename", "x"), true, false)).isNull();
        assertThat(withFile("enable-protected-configs yes\n").configSet(List.of("dbfilename", "x"), false, false))
                .isNull();
    }

    @Test
    void sizesBeyondTheRangeOfALongAreRefused() throws Exception {
        ServerConfig config = withFile("");
        String reason = "argument must be between 0 and 9223372036854775807 inclusive";
        for (String size : List.of("9223372036854775808", "18446744073709551615", "99999999999gb", "9".repeat(127))) {
            assertThat(set(config, "maxmemory", size)).as(size).isEqualTo(failed("maxmemory", reason));
        }
        assertThat(set(config, "maxmemory", "1".repeat(128)))
                .isEqualTo(failed("maxmemory", "argument must be a memory value"));
        assertThat(set(config, "save", "1 2147483648")).isEqualTo(failed("save", "Invalid save parameters"));
        assertThat(set(config, "client-output-buffer-limit", "normal 0 0 2147483648"))
                .isEqualTo(failed(
                        "client-output-buffer-limit",
                        "Error in hard, soft or soft_seconds setting in buffer limit configuration."));
    }

    @Test
    void filesThatIncludeOneAnotherForEverAreRefused() throws Exception {
        ConfigException error =
                catchThrowableOfType(ConfigException.class, () -> withFile("hz 5\ninclude cairn.conf\n"));
        assertThat(error.text())
                .endsWith("at line 2\n>>> 'include cairn.conf'\nFiles include one another more than 16 levels deep\n");
    }

    @Test
    void savePointsOfIncludedFilesAddUp() throws Exception {
        Files.writeString(directory.resolve("more"), "save 2 2\n");
        ServerConfig config = withFile("save 1 1\ninclude more\nsave 3 3\n");
        assertThat(config.get(Settings.SAVE)).extracting(SavePoint::seconds).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aDirectoryIsNoConfigurationFile() {
        ConfigException error = catchThrowableOfType(ConfigException.class, () -> Configs.load(directory, "."));
        assertThat(error.text()).isEqualTo("Fatal error, can't open config file '" + directory + "': Is a directory\n");
    }

    @Test
    void addressesCannotBringLinesOfTheirOwnIntoTheFile() throws Exception {
        for (String addresses : List.of("it's", "a\nrequirepass b", "a\tb c", "\"", "x y\u00ff", "  ", "#")) {
            ServerConfig config = withFile("");
            assertThat(set(config, "bind", addresses)).isEqualTo("null");
            assertThat(config.rewrite(List.of())).isNull();
            ServerConfig again = Configs.load(directory, "cairn.conf");
            assertThat(again.get(Settings.BIND)).as(addresses).isEqualTo(config.get(Settings.BIND));
            assertThat(again.get(Settings.REQUIREPASS)).isEmpty();
        }
        ServerConfig config = withFile("replicaof \"a\\nrequirepass b\" 5\n");
        assertThat(config.rewrite(List.of())).isNull();
        assertThat(Configs.load(directory, "cairn.conf").configGet(List.of("replicaof", "requirepass")))
                .isEqualTo(Map.of("replicaof", "a\nrequirepass b 5", "requirepass", ""));
    }

    @Test
    void withoutAFileNothingCanBeRewritten() throws Exception {
        assertThat(Configs.load(directory).rewrite(List.of()))
                .isEqualTo("ERR The server is running without a config file");
        assertThat(Configs.loadWithInput(directory, "", "-").rewrite(List.of()))
                .isEqualTo("ERR The server is running without a config file");
    }

    @Test
    void rewritingKeepsModeAndLinkAndLeavesNothingBehind() throws Exception {
        Files.createDirectory(directory.resolve("etc"));
        Path real = directory.resolve("etc/real.conf");
        Files.writeString(real, "requirepass secret\n");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-------"));
        Files.createSymbolicLink(directory.resolve("cairn.conf"), real);
        ServerConfig config = Configs.load(directory, "cairn.conf");
        assertThat(set(config, "timeout", "5")).isEqualTo("null");
        assertThat(config.rewrite(List.of())).isNull();
        assertThat(directory.resolve("cairn.conf")).isSymbolicLink();
        assertThat(Files.readString(real))
                .startsWith("requirepass \"secret\"\n\n# Generated by CONFIG REWRITE\n")
                .contains("\ntimeout 5\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
                .isEqualTo("rw-------");
        assertThat(directory.resolve("etc").toFile().list()).containsExactly("real.conf");
    }

    @Test
    void rewritingAVanishedFileWritesItAnew() throws Exception {
        ServerConfig config = withFile("timeout 5\n");
        Files.delete(directory.resolve("cairn.conf"));
        assertThat(config.rewrite(List.of())).isNull();
        assertThat(Files.readString(directory.resolve("cairn.conf")))
                .startsWith("# Generated by CONFIG REWRITE\n")
                .contains("\ntimeout 5\n");
    }

    @Test
    void rewritingIntoAVanishedDirectoryFailsAndSaysWhy() throws Exception {
        Files.createDirectory(directory.resolve("etc"));
        Files.writeString(directory.resolve("etc/cairn.conf"), "");
        ServerConfig config = Configs.load(directory, "etc/cairn.conf");
        Files.delete(directory.resolve("etc/cairn.conf"));
        Files.delete(directory.resolve("etc"));
        assertThat(config.rewrite(List.of())).isEqualTo("ERR Rewriting config file: No such file or directory");
    }

    @Test
    void usersAreRewrittenAndThoseKeptElsewhereAreTakenOut() throws Exception {
        ServerConfig config = withFile("user a on\nuser b on\nuser c on\n");
        assertThat(config.rewrite(List.of("a off", "b off"))).isNull();
        assertThat(Files.readString(directory.resolve("cairn.conf")))
                .startsWith("user a off\nuser b off\n\n# Generated");
        assertThat(config.rewrite(List.of())).isNull();
        assertThat(Files.readString(directory.resolve("cairn.conf")))
                .startsWith("\n# Generated")
                .doesNotContain("user");
    }
}
