package io.cairn.engine.command.set;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.value.EncodingLimits;
import io.cairn.testing.Dataset;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.RespReplies;
import io.cairn.testing.RespValue;
import io.cairn.testing.TestEngine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a comparison with Redis 7.0 cannot show: what is random, what the journal gets, and the listpacks of 7.2. */
class SetCommandsTest {
    private final TestEngine engine = new TestEngine(EngineCommands.all());

    private List<String> members(String line) {
        return RespValue.parse(engine.execute(line.split(" "))).texts();
    }

    private String encoding(String key) {
        return RespValue.parse(engine.execute("OBJECT", "ENCODING", key)).text();
    }

    private void fill(String key, String prefix, int count) {
        List<String> words = new ArrayList<>(List.of("SADD", key));
        for (int i = 0; i < count; i++) {
            words.add(prefix + i);
        }
        engine.execute(words.toArray(String[]::new));
    }

    // ---- forms, as 7.2 chooses them

    @Test
    void smallSetsOfTextAreListpacksUpToALimitAndNeverAgain() {
        engine.line("SADD s a");
        assertThat(encoding("s")).isEqualTo("listpack");
        fill("s", "m", 127);
        assertThat(encoding("s")).isEqualTo("listpack");
        engine.line("SADD s m0");
        assertThat(encoding("s")).isEqualTo("listpack");
        engine.line("SADD s more");
        assertThat(encoding("s")).isEqualTo("hashtable");
        for (int i = 0; i < 120; i++) {
            engine.line("SREM s m" + i);
        }
        assertThat(encoding("s")).isEqualTo("hashtable");
    }

    @Test
    void aLongMemberEndsAListpack() {
        engine.execute("SADD", "s", "x".repeat(64));
        assertThat(encoding("s")).isEqualTo("listpack");
        engine.execute("SADD", "s", "x".repeat(65));
        assertThat(encoding("s")).isEqualTo("hashtable");
    }

    @Test
    void numbersAndTextAreAListpackUnlessThereAreTooManyNumbers() {
        fill("s", "", 127);
        engine.line("SADD s text");
        assertThat(encoding("s")).isEqualTo("listpack");
        assertThat(new HashSet<>(members("SMEMBERS s")))
                .contains("text", "0", "126")
                .hasSize(128);
        fill("t", "", 128);
        engine.line("SADD t text");
        assertThat(encoding("t")).isEqualTo("hashtable");
        assertThat(new HashSet<>(members("SMEMBERS t")))
                .contains("text", "0", "127")
                .hasSize(129);
    }

    @Test
    void membersThatARequestNamesAgainCountOnce() {
        List<String> words = new ArrayList<>(List.of("SADD", "s"));
        for (int i = 0; i < 513; i++) {
            words.add(Integer.toString(i % 3));
        }
        engine.execute(words.toArray(String[]::new));
        assertThat(encoding("s")).isEqualTo("intset");
    }

    /** Long enough, and looked for often enough, that the listpack gets an index. */
    @Test
    void aLastMemberThatARequestNamesAgainIsRemovedOnce() {
        String last = "x".repeat(60);
        engine.execute("SADD", "s", last);
        assertThat(engine.line("SREM s a b " + last + " " + last)).isEqualTo(":1\\r\\n");
        assertThat(engine.line("EXISTS s")).isEqualTo(":0\\r\\n");
        assertThat(engine.line("SADD s a")).isEqualTo(":1\\r\\n");
        assertThat(members("SMEMBERS s")).containsExactly("a");
    }

    @Test
    void whatARequestAddsIsThereOnceThoughTheFormChangesUnderIt() {
        fill("s", "member-number-", 8);
        String longer = "x".repeat(65);
        List<String> words = new ArrayList<>(List.of("SADD", "s"));
        for (int i = 0; i < 5; i++) {
            words.add("member-number-" + i);
        }
        words.addAll(List.of(longer, "member-number-7", longer, "other", "other", "member-number-0"));
        assertThat(RespReplies.text(engine.execute(words.toArray(String[]::new))))
                .isEqualTo(":2\\r\\n");
        assertThat(encoding("s")).isEqualTo("hashtable");
        assertThat(engine.line("SCARD s")).isEqualTo(":10\\r\\n");
        assertThat(engine.line("SMISMEMBER s member-number-7 other nobody"))
                .isEqualTo("*3\\r\\n:1\\r\\n:1\\r\\n:0\\r\\n");
    }

    @Test
    void resultsTakeTheFormInWhichASetGrows() {
        fill("a", "", 600);
        fill("b", "", 100);
        engine.line("SADD b text");
        engine.line("SINTERSTORE i a b");
        assertThat(encoding("a")).isEqualTo("hashtable");
        assertThat(encoding("i")).isEqualTo("intset");
        engine.line("SUNIONSTORE u b");
        assertThat(encoding("u")).isEqualTo("listpack");
        engine.line("SUNIONSTORE u a b");
        assertThat(encoding("u")).isEqualTo("hashtable");
        engine.line("SDIFFSTORE d b a");
        assertThat(encoding("d")).isEqualTo("listpack");
        assertThat(members("SMEMBERS d")).containsExactly("text");
    }

    @Test
    void limitsCountFromTheNextChangeOn() {
        fill("s", "m", 20);
        engine.engine()
                .databases()
                .setLimits(new EncodingLimits(-2, 0, 512, 64, 512, 10, 64, 128, 64, 3000, 4096, 100));
        assertThat(encoding("s")).isEqualTo("listpack");
        engine.line("SADD s one-more");
        assertThat(encoding("s")).isEqualTo("hashtable");
    }

    // ---- chance

    @ParameterizedTest
    @ValueSource(strings = {"", "m"})
    void popTakesEveryMemberOnceAndTheJournalSaysWhich(String prefix) {
        fill("s", prefix, 700);
        Set<String> taken = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            taken.add(RespValue.parse(engine.execute("SPOP", "s")).text());
        }
        assertThat(taken).hasSize(100);
        assertThat(engine.journal().commands())
                .filteredOn(line -> line.startsWith("SREM s "))
                .hasSize(100);
        taken.addAll(members("SPOP s 599"));
        assertThat(taken).hasSize(699);
        taken.addAll(members("SPOP s 10"));
        assertThat(taken).hasSize(700);
        assertThat(engine.journal().commands()).last().isEqualTo("DEL s");
        assertThat(engine.journal().commands()).noneMatch(line -> line.startsWith("SPOP"));
        assertThat(engine.line("EXISTS s")).isEqualTo(":0\\r\\n");
    }

    @Test
    void popOfManyIsJournalledInSeveralCommands() {
        fill("s", "m", 3000);
        assertThat(new HashSet<>(members("SPOP s 2500"))).hasSize(2500);
        List<String> removals = engine.journal().commands().stream()
                .filter(line -> line.startsWith("SREM s "))
                .toList();
        assertThat(removals.stream().map(line -> line.split(" ").length - 2)).containsExactly(1024, 1024, 452);
        TestEngine replayed = new TestEngine(EngineCommands.all(), 99);
        engine.journal().batches().forEach(batch -> replayed.client().send(batch.bytes()));
        assertThat(Dataset.of(replayed.engine())).isEqualTo(Dataset.of(engine.engine()));
    }

    @Test
    void popAnswersLikeRedis() {
        assertThat(engine.line("SPOP s")).isEqualTo("$-1\\r\\n");
        assertThat(engine.line("SPOP s 1")).isEqualTo("*0\\r\\n");
        assertThat(engine.line("SPOP s -1")).isEqualTo("-ERR value is out of range, must be positive\\r\\n");
        assertThat(engine.line("SPOP s x")).isEqualTo("-ERR value is out of range, must be positive\\r\\n");
        assertThat(engine.line("SPOP s 1 2")).isEqualTo("-ERR syntax error\\r\\n");
        engine.line("SADD s a");
        assertThat(engine.line("SPOP s 0")).isEqualTo("*0\\r\\n");
        engine.client().useProtocol(3);
        assertThat(engine.line("SPOP s 1")).isEqualTo("~1\\r\\n$1\\r\\na\\r\\n");
        assertThat(engine.line("SPOP s")).isEqualTo("_\\r\\n");
    }

    /** 30,000 picks of 10 to 1,000 members: each comes about as often as the others. */
    @ParameterizedTest
    @ValueSource(ints = {10, 100, 1000})
    void picksAreFair(int size) {
        for (String prefix : List.of("", "m")) {
            fill("s" + prefix, prefix, size);
            assertFair("SRANDMEMBER s" + prefix + " -30000", 30_000, size, 1);
        }
    }

    /** Picks of different members, by drawing (few) and by walking (many). */
    @ParameterizedTest
    @ValueSource(ints = {10, 60})
    void differentPicksAreFair(int count) {
        fill("s", "m", 150);
        assertFair("SRANDMEMBER s " + count, count, 150, 30_000 / count);
    }

    private void assertFair(String line, int picks, int size, int times) {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < times; i++) {
            List<String> picked = members(line);
            assertThat(picked).hasSize(picks);
            if (!line.contains("-")) {
                assertThat(new HashSet<>(picked)).hasSize(picks);
            }
            picked.forEach(member -> counts.merge(member, 1, Integer::sum));
        }
        assertThat(counts).hasSize(size);
        double expected = picks * (double) times / size;
        // Six standard deviations.
        double tolerance = 6 * Math.sqrt(expected) + 1;
        assertThat(counts.values())
                .allSatisfy(count -> assertThat((double) count).isBetween(expected - tolerance, expected + tolerance));
    }

    @Test
    void endlessPicksAreRefused() {
        fill("s", "m", 3);
        assertThat(engine.line("SRANDMEMBER s -16777217")).isEqualTo("-ERR value is out of range\\r\\n");
        assertThat(engine.line("SRANDMEMBER s -9223372036854775808"))
                .isEqualTo("-ERR value is out of range, value must between -9223372036854775807 and"
                        + " 9223372036854775807\\r\\n");
        assertThat(members("SRANDMEMBER s 9223372036854775807")).hasSize(3);
    }

    // ---- scans

    /** What is there all the time is listed, while the set grows and shrinks around it. */
    @Test
    void scanListsWhatStays() {
        fill("s", "stays", 1000);
        fill("s", "goes", 1000);
        Set<String> seen = new HashSet<>();
        String cursor = "0";
        int calls = 0;
        do {
            RespValue reply = RespValue.parse(engine.execute("SSCAN", "s", cursor, "COUNT", "20"));
            cursor = reply.get(0).text();
            seen.addAll(reply.get(1).texts());
            engine.line("SREM s goes" + calls);
            engine.line("SADD s new" + calls);
            calls++;
        } while (!cursor.equals("0"));
        assertThat(calls).isBetween(20, 120);
        for (int i = 0; i < 1000; i++) {
            assertThat(seen).contains("stays" + i);
        }
    }

    @Test
    void scanOfACompactSetListsAllAtOnce() {
        fill("s", "m", 100);
        fill("i", "", 500);
        assertThat(RespValue.parse(engine.execute("SSCAN", "s", "0")).get(1).elements())
                .hasSize(100);
        assertThat(RespValue.parse(engine.execute("SSCAN", "i", "7", "MATCH", "1*", "COUNT", "1"))
                        .get(1)
                        .elements())
                .hasSize(111);
        assertThat(engine.line("SSCAN s 0 NOVALUES")).isEqualTo("-ERR NOVALUES option can only be used in HSCAN\\r\\n");
        assertThat(engine.line("SSCAN nope 0 NONSENSE")).isEqualTo("*2\\r\\n$1\\r\\n0\\r\\n*0\\r\\n");
    }

    // ---- several keys

    @Test
    void aKeyThatExpiresWhileOthersAreLookedUpDisturbsNobody() {
        for (int i = 0; i < 200; i++) {
            engine.execute("SADD", "k" + i, "a", "b", "c" + i);
            if (i % 2 == 1) {
                engine.execute("PEXPIRE", "k" + i, "10");
            }
        }
        engine.clock().advanceMillis(10);
        List<String> words = new ArrayList<>(List.of("SUNION"));
        for (int i = 0; i < 200; i++) {
            words.add("k" + i);
        }
        List<String> union =
                RespValue.parse(engine.execute(words.toArray(String[]::new))).texts();
        assertThat(union).hasSize(102).contains("c198").doesNotContain("c199");
    }

    @Test
    void aDestinationMayBeASourceAndLosesItsExpiry() {
        engine.line("SADD a 1 2 3");
        engine.line("SADD b 2 3 4");
        engine.line("PEXPIRE a 1000");
        assertThat(engine.line("SINTERSTORE a a b")).isEqualTo(":2\\r\\n");
        assertThat(members("SMEMBERS a")).containsExactly("2", "3");
        assertThat(engine.line("PTTL a")).isEqualTo(":-1\\r\\n");
        assertThat(engine.line("SDIFFSTORE a a a")).isEqualTo(":0\\r\\n");
        assertThat(engine.line("EXISTS a")).isEqualTo(":0\\r\\n");
    }
}
