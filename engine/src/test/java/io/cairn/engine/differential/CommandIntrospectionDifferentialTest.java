package io.cairn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.CommandTable;
import io.cairn.testing.ArgumentValues;
import io.cairn.testing.ArgumentValues.Times;
import io.cairn.testing.DeclarationOracle;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RequestGenerator;
import io.cairn.testing.Requests;
import io.cairn.testing.RespClient;
import io.cairn.testing.RespReplies;
import io.cairn.testing.RespValue;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * COMMAND beside a real Redis 7.0. Where both servers' declarations say the same, the replies must have the same bytes in
 * RESP2 and RESP3, but for texts that are in our own words or that we do not have ({@link #OWN_WORDS}).
 */
@NeedsProgram("redis-server")
class CommandIntrospectionDifferentialTest {
    /** What COMMAND DOCS and COMMAND INFO say in words. */
    private static final Set<String> OWN_WORDS = Set.of("summary", "complexity", "history", "notes", "replaced_by");

    /** COMMAND INFO tells so many facts of a command; the last one is its subcommands. */
    private static final int FACTS = 10;

    private static final int SUBCOMMANDS = 9;

    private static final int GENERATED = 5000;

    private static RealRedis redis;

    /** Redis marks them so in its documents, for its own web pages; declarations here have no such mark. */
    private static final List<String> SYSTEM_COMMANDS = List.of("pfdebug", "pfselftest");

    private final TestEngine engine = new TestEngine(EngineCommands.all());

    @BeforeAll
    static void startRedis() throws IOException {
        redis = RealRedis.start();
    }

    @AfterAll
    static void stopRedis() throws IOException {
        redis.close();
    }

    @Test
    void describesCommandsInTheSameBytes() throws IOException {
        List<String> names = declaredAlike();
        for (int protocol = 2; protocol <= 3; protocol++) {
            engine.client().useProtocol(protocol);
            try (RespClient client = redis.connect()) {
                client.execute("HELLO", Integer.toString(protocol));
                for (String question : List.of("INFO", "DOCS")) {
                    for (String name : names) {
                        byte[] theirs = client.execute("COMMAND", question, name);
                        byte[] ours = engine.execute("COMMAND", question, name);
                        assertThat(withoutWords(ours)).as(question + " " + name).isEqualTo(withoutWords(theirs));
                    }
                }
            }
        }
        System.out.println(names.size() + " commands described like Redis describes them");
        assertThat(names).hasSizeGreaterThan(30);
    }

    @Test
    void answersQuestionsLikeRedis() throws IOException {
        List<String> questions = List.of(
                "COMMAND COUNT x",
                "COMMAND nope",
                "COMMAND INFO nope",
                "COMMAND INFO get|x",
                "COMMAND INFO nope|x",
                "COMMAND INFO object|",
                "COMMAND INFO |",
                "COMMAND INFO object|freq|x",
                "COMMAND DOCS nope nope",
                "COMMAND LIST FILTERBY",
                "COMMAND LIST FILTERBY MODULE",
                "COMMAND LIST FILTERBY MODULE nope",
                "COMMAND LIST FILTERBY ACLCAT",
                "COMMAND LIST FILTERBY ACLCAT nope",
                "COMMAND LIST FILTERBY nope nope",
                "COMMAND LIST nope",
                "COMMAND LIST FILTERBY PATTERN GETR*E",
                "COMMAND LIST FILTERBY pattern object|*c?d*",
                "COMMAND GETKEYS",
                "COMMAND GETKEYS nope x",
                "COMMAND GETKEYS get x y",
                "COMMAND GETKEYS object nope x",
                "COMMAND GETKEYS object|freq x",
                "COMMAND GETKEYS object freq",
                "COMMAND GETKEYS object freq x",
                "COMMAND GETKEYS dbsize x",
                "COMMAND GETKEYS command count",
                "COMMAND GETKEYS mset a 1 b 2",
                "COMMAND GETKEYS mset a 1 b",
                "COMMAND GETKEYSANDFLAGS set a b",
                "COMMAND GETKEYSANDFLAGS set a b get",
                "COMMAND GETKEYSANDFLAGS set get get ex 10 GeT",
                "COMMAND GETKEYSANDFLAGS copy a b",
                "COMMAND GETKEYSANDFLAGS lcs a b");
        for (int protocol = 2; protocol <= 3; protocol++) {
            engine.client().useProtocol(protocol);
            try (RespClient client = redis.connect()) {
                client.execute("HELLO", Integer.toString(protocol));
                for (String question : questions) {
                    byte[] theirs = client.execute(Requests.line(question));
                    byte[] ours = engine.client().execute(Requests.line(question));
                    assertThat(sorted(ours)).as(question).isEqualTo(sorted(theirs));
                }
            }
        }
    }

    /** GETKEYSANDFLAGS of requests of every command, right and wrong. */
    @Test
    void findsTheKeysThatRedisFinds() throws IOException {
        Random random = new Random(20_230_101);
        List<CommandSpec> known =
                RequestGenerator.knownTo("7.0", RequestGenerator.executable(EngineCommands.all())).stream()
                        .filter(spec -> !DeclarationOracle.CHANGED_SINCE_7.containsKey(spec.name() + ".key_specs"))
                        .filter(spec -> !DeclarationOracle.CHANGED_SINCE_7.containsKey(spec.name() + ".arity"))
                        .toList();
        RequestGenerator generator = new RequestGenerator(known, new ArgumentValues(Times.FAR));
        List<byte[][]> questions = new ArrayList<>();
        while (questions.size() < GENERATED) {
            byte[][] request = generator.next(random);
            if (request.length > 1 && isKnownToRedis(request) && storesOnce(request)) {
                questions.add(
                        Stream.concat(Arrays.stream(Requests.of("COMMAND", "GETKEYSANDFLAGS")), Arrays.stream(request))
                                .toArray(byte[][]::new));
            }
        }
        List<byte[]> theirs = redis.pipeline(questions);
        int found = 0;
        for (int i = 0; i < GENERATED; i++) {
            if (RespReplies.text(theirs.get(i)).endsWith("*0\\r\\n")) {
                // A key without flags: the specs did not fit, such as a number of keys that only begins with digits,
                // and
                // Redis asked older code, which takes it and knows no flags. Here such a request has no keys.
                continue;
            }
            byte[] ours = engine.client().execute(questions.get(i));
            assertThat(RespReplies.text(ours))
                    .as(Requests.text(questions.get(i)))
                    .isEqualTo(RespReplies.text(theirs.get(i)));
            found += RespReplies.isError(ours) ? 0 : 1;
        }
        System.out.println(found + " of " + GENERATED + " requests had keys that both found");
        assertThat(found).isGreaterThan(GENERATED / 3);
    }

    @Test
    void countsAndListsWhatTheTableHolds() {
        CommandTable table = CommandTable.of(EngineCommands.all());
        List<String> all = DeclarationOracle.declarations(table).stream()
                .map(CommandSpec::name)
                .sorted()
                .toList();
        assertThat(engine.line("COMMAND COUNT")).isEqualTo(":" + table.all().size() + "\\r\\n");
        assertThat(texts("COMMAND LIST")).isEqualTo(all);
        assertThat(RespValue.parse(engine.execute("COMMAND")).elements()).hasSameSizeAs(table.all());
        assertThat(engine.execute("COMMAND")).isEqualTo(engine.execute("COMMAND", "INFO"));
        assertThat(texts("COMMAND LIST FILTERBY ACLCAT StrinG"))
                .contains("append", "set")
                .doesNotContain("del");
        assertThat(RespValue.parse(engine.client().useProtocol(3).execute("COMMAND", "DOCS"))
                        .elements())
                .hasSize(2 * table.all().size());
    }

    private List<String> texts(String line) {
        return RespValue.parse(engine.client().execute(Requests.line(line))).texts().stream()
                .sorted()
                .toList();
    }

    /** Commands of which Redis 7.0 and 8.0 say the same, and ours too, their subcommands included. */
    private static List<String> declaredAlike() {
        SortedMap<String, SortedMap<String, Object>> older =
                DeclarationOracle.redis7().commands();
        SortedMap<String, SortedMap<String, Object>> newer =
                DeclarationOracle.redis8().commands();
        CommandTable table = CommandTable.of(EngineCommands.all());
        return DeclarationOracle.declarations(table).stream()
                .map(CommandSpec::name)
                .filter(name -> older.keySet().stream()
                        .noneMatch(key -> key.startsWith(name + "|")
                                && !(newer.get(key) != null && newer.get(key).equals(older.get(key)))))
                .filter(name -> older.containsKey(name) && older.get(name).equals(newer.get(name)))
                .filter(name -> !SYSTEM_COMMANDS.contains(name))
                .toList();
    }

    private static boolean isKnownToRedis(byte[][] request) {
        String name = RespReplies.text(request[0]);
        return !name.equalsIgnoreCase("command");
    }

    private static String withoutWords(byte[] reply) {
        return describe(strip(RespValue.parse(reply)));
    }

    /** Takes entries in our own words out of maps, and brings subcommands into an order, for they have none. */
    private static RespValue strip(RespValue value) {
        List<RespValue> elements = new ArrayList<>();
        for (int i = 0; i < value.elements().size(); i++) {
            String key = value.get(i).text();
            if (OWN_WORDS.contains(key)) {
                i++;
            } else if (key.equals("subcommands")) {
                elements.add(value.get(i));
                elements.add(byName(strip(value.get(i + 1))));
                i++;
            } else {
                elements.add(strip(value.get(i)));
            }
        }
        if (elements.size() == FACTS && elements.get(1).kind() == ':') {
            elements.set(SUBCOMMANDS, elements.get(SUBCOMMANDS).sorted());
        }
        return new RespValue(value.kind(), value.text(), value.isNull(), elements);
    }

    private static RespValue byName(RespValue map) {
        SortedMap<String, RespValue> sorted = new TreeMap<>();
        for (int i = 0; i < map.elements().size(); i += 2) {
            sorted.put(map.get(i).text(), map.get(i + 1));
        }
        return new RespValue(map.kind(), sorted.keySet().toString(), false, List.copyOf(sorted.values()));
    }

    private static String describe(RespValue value) {
        String own = value.kind() + value.text();
        return value.elements().isEmpty()
                ? own
                : own
                        + value.elements().stream()
                                .map(CommandIntrospectionDifferentialTest::describe)
                                .toList();
    }

    private static String sorted(byte[] reply) {
        return RespReplies.text(RespValue.parse(reply).sorted().encode());
    }

    /** Whether no option that names a key is repeated; see docs/decisions/0103-every-key-of-georadius.md. */
    private static boolean storesOnce(byte[][] request) {
        return Stream.of("store", "storedist")
                .allMatch(word -> Arrays.stream(request)
                                .filter(argument -> RespReplies.text(argument).equalsIgnoreCase(word))
                                .count()
                        < 2);
    }
}
