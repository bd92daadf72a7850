package io.cairn.engine.command.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class KeyCommandsJournalTest {
    private static final String NOW_PLUS_100_S = "1700000223456";

    private final TestEngine engine = new TestEngine(SideBySide.commands());

    @Test
    void turnsTimesToLiveIntoMoments() {
        engine.line("set a 1");
        assertThat(effect("expire a 100")).containsExactly("PEXPIREAT a " + NOW_PLUS_100_S);
        assertThat(effect("pexpire a 100000 XX")).containsExactly("PEXPIREAT a " + NOW_PLUS_100_S);
        assertThat(effect("expireat a 1700000300")).containsExactly("PEXPIREAT a 1700000300000");
        assertThat(effect("pexpireat a 1700000300001 GT")).containsExactly("PEXPIREAT a 1700000300001");
    }

    @Test
    void turnsMomentsOfThePastIntoRemovals() {
        engine.line("set a 1");
        assertThat(effect("expire a -1")).containsExactly("DEL a");
        engine.line("set a 1");
        assertThat(effect("pexpireat a 1 LT")).containsExactly("DEL a");
    }

    @Test
    void turnsRestoredTimesToLiveIntoMoments() {
        engine.line("set z 1");
        String payload = payload();
        assertThat(effect("restore", "a", "100000", payload))
                .containsExactly("RESTORE a " + NOW_PLUS_100_S + " P ABSTTL");
        assertThat(effect("restore", "a", "100000", payload, "REPLACE", "IDLETIME", "7"))
                .containsExactly("RESTORE a " + NOW_PLUS_100_S + " P REPLACE IDLETIME 7 ABSTTL");
        assertThat(effect("restore", "a", "1700000300001", payload, "replace", "absttl"))
                .containsExactly("restore a 1700000300001 P replace absttl");
        assertThat(effect("restore", "a", "0", payload, "replace")).containsExactly("restore a 0 P replace");
        assertThat(effect("restore", "a", "1", payload, "replace", "absttl")).containsExactly("DEL a");
        assertThat(effect("restore", "a", "1", payload, "replace", "absttl")).isEmpty();
    }

    @Test
    void hasTheEndOfAKeyBeforeWhatFollowsFromIt() {
        engine.line("set a 1 px 5");
        engine.line("set b 2");
        engine.line("set c 3 px 5");
        engine.clock().advanceMillis(5);
        assertThat(effect("rename b a")).containsExactly("DEL a", "rename b a");
        assertThat(effect("randomkey")).isSubsetOf("DEL c");
        assertThat(effect("rename c a")).isSubsetOf("DEL c");
        assertThat(engine.line("exists c")).isEqualTo(":0\\r\\n");
    }

    @Test
    void saysInWhichDatabaseAKeyHasEnded() {
        engine.line("set a 1");
        engine.line("select 3");
        engine.line("set a 2 px 5");
        engine.line("select 0");
        engine.clock().advanceMillis(5);
        assertThat(effect("move a 3")).containsExactly("DEL a", "select 0", "move a 3");
    }

    @Test
    void hasNothingOfWhatChangedNothing() {
        engine.line("set a 1");
        engine.line("set b 1");
        for (String line : List.of(
                "del z",
                "unlink z",
                "exists a",
                "touch a",
                "expire z 1",
                "expire a 100 XX",
                "persist a",
                "rename a a",
                "rename z a",
                "renamenx a b",
                "copy a b",
                "copy z b REPLACE",
                "move z 1",
                "move a 0",
                "select 1",
                "select 0",
                "keys *",
                "scan 0",
                "randomkey",
                "object encoding a",
                "object idletime a",
                "dump a",
                "dbsize",
                "flushdb zz",
                "swapdb 0 99")) {
            assertThat(effect(line)).as(line).isEmpty();
        }
    }

    @Test
    @NeedsProgram("redis-server")
    void hasWhatRedisHasInItsLog() throws IOException {
        List<byte[][]> script = new ArrayList<>();
        """
                set a 1
                expireat a 99999999999
                pexpireat a 99999999999999 GT
                persist a
                persist a
                copy a b
                copy a b
                copy a b REPLACE
                copy a a DB 1
                expireat b 1
                set b 2
                pexpireat b 1 NX
                set b 3
                move a 1
                move b 1
                set c 4
                rename c c
                rename c d
                renamenx d d
                renamenx d e
                del e f
                del e f
                set g 5
                set h 6
                unlink g f h
                set i 7
                select 1
                set i 8
                flushdb
                flushdb async
                swapdb 0 1
                swapdb 5 5
                get i
                flushall sync
                flushall
                """.lines().forEach(line -> script.add(Requests.line(line)));
        script.forEach(engine.client()::execute);
        List<String> theirs;
        try (RealRedis redis = RealRedis.start("--appendonly", "yes", "--appendfsync", "no")) {
            redis.pipeline(script);
            Path log = redis.directory().resolve("appendonlydir").resolve("appendonly.aof.1.incr.aof");
            theirs = comparable(Requests.decode(Files.readAllBytes(log)));
        }
        assertThat(theirs).hasSizeGreaterThan(20);
        assertThat(comparable(Requests.decode(engine.journal().bytes()))).isEqualTo(theirs);
    }

    /** Without what means nothing: case, MULTI around a pair of commands, conditions that have been met. */
    private static List<String> comparable(List<byte[][]> commands) {
        return commands.stream()
                .map(command -> Requests.text(command).toUpperCase(Locale.ROOT))
                .filter(command -> !command.equals("MULTI") && !command.equals("EXEC"))
                .map(command -> command.startsWith("PEXPIREAT ") ? firstThreeWords(command) : command)
                .toList();
    }

    private static String firstThreeWords(String command) {
        return String.join(" ", Arrays.asList(command.split(" ")).subList(0, 3));
    }

    private List<String> effect(String line) {
        return effect(line.split(" "));
    }

    private List<String> effect(String... words) {
        engine.journal().clear();
        engine.execute(words);
        String payload = Requests.text(Requests.of(payload()));
        return engine.journal().commands().stream()
                .map(command -> command.replace(payload, "P"))
                .toList();
    }

    private static String payload() {
        return new String(SmallPayloads.seal((byte) 0, (byte) 1, (byte) 'x'), StandardCharsets.ISO_8859_1);
    }
}
