package io.cairn.engine.command.string;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.generic.Delete;
import io.cairn.engine.command.generic.Expire;
import io.cairn.engine.command.generic.Persist;
import io.cairn.engine.command.generic.Select;
import io.cairn.testing.Dataset;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Goal: whatever clients send, strings behave as Redis'. Method: sequences of requests over few keys with nasty
 * arguments, to the engine and to a real Redis. Invariants: the same replies byte for byte, the same encodings and expiry
 * after each request, the same commands in the log; and replaying ours gives the same data.
 */
@NeedsProgram("redis-server")
class StringCommandsPropertyTest {
    private static final List<String> KEYS = List.of("a", "b", "c");
    private static final int TRIES = 100;

    @SuppressWarnings("NullAway.Init") // Made by start, which jqwik calls first.
    private static Twins twins;

    private static final Set<String> CARRIED_OUT = new TreeSet<>();
    private static final Set<String> LOGGED = new TreeSet<>();
    private static int errors;

    @BeforeContainer
    static void start() throws IOException {
        twins = new Twins();
    }

    @AfterContainer
    static void stop() throws IOException {
        twins.close();
        assertThat(CARRIED_OUT)
                .containsAll(StringCommands.all().stream()
                        .map(command -> command.spec().shortName())
                        .toList());
        assertThat(LOGGED).contains("DEL", "PERSIST", "PEXPIREAT", "SET", "APPEND");
        assertThat(errors).as("requests refused").isGreaterThan(TRIES);
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void behavesAsRedis(@ForAll("requests") List<List<String>> requests, @ForAll boolean resp3) throws IOException {
        twins.reset(resp3 ? 3 : 2);
        List<byte[][]> encoded = new ArrayList<>();
        for (List<String> request : requests) {
            encoded.add(Requests.of(request.toArray(String[]::new)));
        }
        List<byte[]> replies = twins.execute(encoded, KEYS);
        for (int i = 0; i < replies.size(); i++) {
            if (RespReplies.isError(replies.get(i))) {
                errors++;
            } else {
                CARRIED_OUT.add(requests.get(i).get(0));
            }
        }
        twins.assertSameLog();

        for (String command : twins.engine().journal().commands()) {
            LOGGED.add(command.split(" ", 2)[0]);
        }
        assertThat(replayed(twins.engine().journal().bytes()))
                .isEqualTo(Dataset.of(twins.engine().engine()));
    }

    private static Dataset replayed(byte[] journal) {
        List<Command> commands = new ArrayList<>(StringCommands.all());
        commands.addAll(List.of(Delete.del(), Expire.pExpireAt(), new Persist(), new Select()));
        TestEngine engine = new TestEngine(commands);
        engine.engine().exclusively(() -> {
            engine.engine().databases().setExpiring(false);
            return true;
        });
        for (byte[][] command : Requests.decode(journal)) {
            byte[] reply = engine.client().execute(command);
            assertThat(RespReplies.isError(reply)).as(Requests.text(command)).isFalse();
        }
        return Dataset.of(engine.engine());
    }

    @Provide
    Arbitrary<List<List<String>>> requests() {
        return request().list().ofMinSize(20).ofMaxSize(80);
    }

    /** One of the templates. The more often a command stands there, the more often it is tried. */
    private static Arbitrary<List<String>> request() {
        return anyOf(
                "GET key",
                "GETSET key value",
                "GETDEL key",
                "SET key value",
                "SET key value",
                "SET key value option",
                "SET key value option",
                "SET key value option option",
                "GETEX key",
                "GETEX key option",
                "GETEX key option",
                "GETEX key option option",
                "GETEX key PERSIST",
                "GETEX key EX 100000",
                "MGET key key key",
                "MSET key value key value",
                "MSET key value key value key",
                "MSETNX key value",
                "MSETNX key value key value",
                "SETNX key value",
                "SETEX key lifetime value",
                "PSETEX key lifetime value",
                "APPEND key value",
                "APPEND key value",
                "APPEND key value",
                "STRLEN key",
                "SETRANGE key number value",
                "SETRANGE key number value",
                "SETRANGE key number value",
                "GETRANGE key number number",
                "GETRANGE key number number",
                "SUBSTR key number number",
                "INCR key",
                "DECR key",
                "INCRBY key number",
                "DECRBY key number",
                "INCRBYFLOAT key decimal",
                "INCRBYFLOAT key decimal",
                "LCS key key",
                "LCS key key lcs-option",
                "LCS key key lcs-option lcs-option",
                "LCS key key lcs-option lcs-option lcs-option");
    }

    /** What a word of a template stands for; any other word for itself. */
    private static Arbitrary<List<String>> expand(String word) {
        return switch (word) {
            case "key" -> oneWord(Arbitraries.of(KEYS));
            case "value" -> oneWord(value());
            case "number" -> oneWord(number());
            case "decimal" ->
                oneWord(Arbitraries.oneOf(
                        number(),
                        Arbitraries.of("0.1", "-0.1", "1e3", ".5", "1e-17", "inf", "nan", "0x1p3", "1e4932")));
            // Long enough that both have the key until the end, or over already.
            case "lifetime" -> anyOf("100000", "1000000", "9223372036854775807", "9223372036854775808", "0", "-1", "x");
            case "moment" -> anyOf("99999999999", "9223372036854775", "1", "9223372036854775808", "0", "-1", "x");
            case "option" -> option();
            case "lcs-option" ->
                anyOf("LEN", "IDX", "IDX", "IDX", "WITHMATCHLEN", "WITHMATCHLEN", "MINMATCHLEN number", "EX");
            default -> Arbitraries.just(List.of(word));
        };
    }

    private static Arbitrary<List<String>> option() {
        return anyOf(
                "NX",
                "XX",
                "GET",
                "KEEPTTL",
                "PERSIST",
                "EX lifetime",
                "px lifetime",
                "EXAT moment",
                "pxat moment",
                "EX");
    }

    private static Arbitrary<List<String>> anyOf(String... templates) {
        return Arbitraries.oneOf(
                Arrays.stream(templates).map(StringCommandsPropertyTest::fill).toList());
    }

    private static Arbitrary<List<String>> fill(String template) {
        List<Arbitrary<List<String>>> words = Arrays.stream(template.split(" ", -1))
                .map(StringCommandsPropertyTest::expand)
                .toList();
        return Combinators.combine(words)
                .as(parts -> parts.stream().flatMap(List::stream).toList());
    }

    private static Arbitrary<List<String>> oneWord(Arbitrary<String> words) {
        return words.map(List::of);
    }

    private static Arbitrary<String> number() {
        return Arbitraries.of(
                "0",
                "1",
                "-1",
                "2",
                "5",
                "-3",
                "44",
                "100",
                "511",
                "512",
                "600",
                "1048575",
                "1048576",
                "",
                " 1",
                "1.5",
                "+1",
                "9223372036854775807",
                "-9223372036854775808",
                "9223372036854775808",
                "x");
    }

    /** Texts that are numbers, nearly, or as long as where the encoding or the place changes; and to be compared. */
    private static Arbitrary<String> value() {
        return Arbitraries.oneOf(
                Arbitraries.of("", "0", "1", "-1", "01", "-0", "+1", " 1", "3.5", "1e3", "\0\u00ff\r\n", "abc"),
                Arbitraries.of("9223372036854775807", "-9223372036854775808", "9223372036854775808"),
                Arbitraries.of(43, 44, 45, 127, 128, 511, 512, 513, 1500).map("v"::repeat),
                Arbitraries.strings().withChars("xyz").ofMaxLength(90));
    }
}
