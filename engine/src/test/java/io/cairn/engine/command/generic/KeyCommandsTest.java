package io.cairn.engine.command.generic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.cairn.engine.keyspace.Keyspace;
import io.cairn.testing.RespValue;
import io.cairn.testing.TestEngine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a real Redis cannot be asked: because time must pass, or because the answer is ours. */
class KeyCommandsTest {
    private final TestEngine engine = new TestEngine(SideBySide.commands());

    /** Arithmetic on so many digits would take minutes, and everybody would wait. */
    @Test
    void refusesACursorOfMillionsOfDigitsAtOnce() {
        String nines = "9".repeat(4_000_000);
        String error = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> engine.line("scan " + nines));
        assertThat(error).isEqualTo("-ERR invalid cursor\\r\\n");
        assertThat(engine.line("scan " + "0".repeat(4_000_000))).startsWith("*2\\r\\n$1\\r\\n0");
    }

    @Test
    void hidesKeysWhoseTimeHasCome() {
        engine.line("set a 1 px 5");
        engine.line("set b 2");
        engine.clock().advanceMillis(4);
        assertThat(texts("keys *")).containsExactlyInAnyOrder("a", "b");
        engine.clock().advanceMillis(1);
        assertThat(texts("keys *")).containsExactly("b");
        assertThat(value("scan 0").get(1).texts()).containsExactly("b");
        assertThat(engine.line("dbsize")).as("nobody has met the key yet").isEqualTo(":2\\r\\n");
        assertThat(engine.line("randomkey")).isEqualTo("$1\\r\\nb\\r\\n");
        for (String line :
                List.of("exists a", "touch a", "persist a", "expire a 10", "del a", "unlink a", "copy a c")) {
            engine.line("set a 1 px 1");
            engine.clock().advanceMillis(1);
            assertThat(engine.line(line)).as(line).isEqualTo(":0\\r\\n");
        }
        assertThat(engine.line("dbsize")).isEqualTo(":1\\r\\n");
    }

    @Test
    void keepsKeysThatExpireLaterThanANumberCanSay() {
        engine.line("set a 1");
        assertThat(engine.line("pexpireat a 9223372036854775807")).isEqualTo(":1\\r\\n");
        assertThat(engine.line("pexpiretime a")).isEqualTo(":9223372036854775806\\r\\n");
        assertThat(engine.line("persist a")).isEqualTo(":1\\r\\n");
    }

    @Test
    void picksEveryKeySoonerOrLaterAndNoExpiredOne() {
        for (int i = 0; i < 1000; i++) {
            engine.line("set gone" + i + " 1 px 1");
        }
        for (int i = 0; i < 20; i++) {
            engine.line("set key" + i + " 1");
        }
        engine.clock().advanceMillis(1);
        Set<String> picked = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            picked.add(value("randomkey").text());
        }
        assertThat(picked).hasSize(20).allMatch(key -> key.startsWith("key"));
    }

    @Test
    void picksNothingWhereAllHasExpired() {
        for (int i = 0; i < 1000; i++) {
            engine.line("set gone" + i + " 1 px 1");
        }
        engine.clock().advanceMillis(1);
        assertThat(engine.line("randomkey")).isEqualTo("$-1\\r\\n");
        assertThat(engine.line("dbsize")).isEqualTo(":0\\r\\n");
    }

    @Test
    void countsIdleTimeFromTheFirstQuestionOn() {
        engine.line("set old 1");
        engine.clock().advanceMillis(100_000);
        assertThat(engine.line("object idletime old")).isEqualTo(":0\\r\\n");
        engine.clock().advanceMillis(10_000);
        engine.line("set new 1");
        engine.clock().advanceMillis(5_000);
        assertThat(engine.line("object idletime old")).isEqualTo(":15\\r\\n");
        assertThat(engine.line("object idletime new")).isEqualTo(":5\\r\\n");
    }

    @Test
    void countsIdleTimeFromTheLastUse() {
        uses("get k", ":0\\r\\n");
        uses("touch k", ":0\\r\\n");
        uses("set k 2", ":0\\r\\n");
        uses("incr k", ":0\\r\\n");
        uses("expire k 1000", ":0\\r\\n");
        uses("copy k k2 replace", ":0\\r\\n");
        for (String line : List.of("exists k", "type k", "ttl k", "object encoding k", "keys *", "scan 0")) {
            uses(line, ":50\\r\\n");
        }
    }

    @Test
    void countsNoUseByASessionThatDoesNotTouch() {
        engine.client().session().setTouching(false);
        uses("get k", ":50\\r\\n");
        uses("touch k", ":0\\r\\n");
    }

    private void uses(String line, String idleAfterwards) {
        engine.line("set k 1");
        engine.line("object idletime k");
        engine.clock().advanceMillis(50_000);
        engine.line(line);
        assertThat(engine.line("object idletime k")).as(line).isEqualTo(idleAfterwards);
    }

    @Test
    void remembersUseInNewAndEmptiedDatabasesToo() {
        engine.line("set k 1");
        engine.line("object idletime k");
        engine.line("flushall");
        engine.line("select 7");
        engine.line("set k 1");
        engine.clock().advanceMillis(9_000);
        assertThat(engine.line("object idletime k")).isEqualTo(":9\\r\\n");
    }

    @Test
    void restoresIdleTimeOnceItIsRemembered() {
        String payload = new String(SmallPayloads.seal((byte) 0, (byte) 1, (byte) 'x'), StandardCharsets.ISO_8859_1);
        engine.execute("restore", "a", "0", payload, "IDLETIME", "77");
        assertThat(engine.line("object idletime a")).isEqualTo(":0\\r\\n");
        engine.execute("restore", "b", "0", payload, "IDLETIME", "77");
        assertThat(engine.line("object idletime b")).isEqualTo(":77\\r\\n");
        engine.execute("restore", "c", "0", payload, "IDLETIME", "9223372036854775807");
        assertThat(engine.line("object idletime c"))
                .isEqualTo(":" + (engine.clock().millis() / 1000 - 1) + "\\r\\n");
    }

    @Test
    void isNeverIdleForLessThanNothing() {
        engine.line("set k 1");
        engine.line("object idletime k");
        engine.line("get k");
        engine.clock().setMillis(engine.clock().millis() - 1_000_000);
        assertThat(engine.line("object idletime k")).isEqualTo(":0\\r\\n");
    }

    @Test
    void copiesShareNothingWithTheirSource() {
        String large = "x".repeat(100_000);
        engine.execute("set", "a", large);
        engine.line("copy a b");
        overwriteFirstByte("a");
        assertThat(value("get b").text()).isEqualTo(large);
        overwriteFirstByte("b");
        assertThat(value("get a").text()).isEqualTo("!" + large.substring(1));
    }

    @Test
    void renamesWithoutTouchingWhatASnapshotSees() {
        String large = "x".repeat(100_000);
        engine.execute("set", "a", large);
        engine.line("set a2 short");
        var snapshot =
                engine.engine().exclusively(() -> engine.engine().databases().snapshot());
        engine.line("rename a b");
        engine.line("rename a2 b2");
        overwriteFirstByte("b");
        overwriteFirstByte("b2");
        assertThat(io.cairn.testing.Dataset.of(snapshot).databases().get(0))
                .hasToString("{a=Item[type=string, content=" + large + ", expireAtMs=9223372036854775807], "
                        + "a2=Item[type=string, content=short, expireAtMs=9223372036854775807]}");
        assertThat(value("get b").text()).isEqualTo("!" + large.substring(1));
    }

    private void overwriteFirstByte(String key) {
        byte[] name = key.getBytes(StandardCharsets.ISO_8859_1);
        Consumer<Keyspace> overwrite =
                keyspace -> keyspace.entry(name, 0, name.length).writeString(0, new byte[] {'!'}, 0, 1);
        engine.engine().exclusively(() -> {
            overwrite.accept(engine.engine().databases().keyspace(0));
            return true;
        });
    }

    @Test
    void listsSubcommandsInHelp() {
        RespValue help = value("object help");
        assertThat(help.elements()).allMatch(line -> line.kind() == '+');
        assertThat(help.texts().get(0)).isEqualTo("OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        assertThat(help.texts()).contains("ENCODING key", "FREQ key", "IDLETIME key", "REFCOUNT key", "HELP");
        assertThat(help.texts()).hasSize(11);
        assertThat(help.texts().get(2)).isEqualTo("    Tells how a key's value is kept.");
    }

    @Test
    void scansFewKeysAtATime() {
        for (int i = 0; i < 10_000; i++) {
            engine.line("set key" + i + " 1");
        }
        Set<String> seen = new HashSet<>();
        String cursor = "0";
        int calls = 0;
        do {
            RespValue reply = value("scan " + cursor + " count 10");
            assertThat(reply.get(1).elements().size()).isLessThan(200);
            seen.addAll(reply.get(1).texts());
            cursor = reply.get(0).text();
            calls++;
        } while (!cursor.equals("0"));
        assertThat(seen).hasSize(10_000);
        assertThat(calls).isGreaterThan(50);
        assertThat(value("scan 0 count 3000").get(1).elements().size()).isBetween(3000, 3200);
    }

    private RespValue value(String line) {
        return RespValue.parse(engine.execute(line.split(" ")));
    }

    private List<String> texts(String line) {
        return value(line).texts();
    }
}
