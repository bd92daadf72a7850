package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RespClient;
import io.cairn.testing.RespReplies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same collections here and in real redis-server have the same digests, payloads that both take, and files. */
@NeedsProgram("redis-server")
class CollectionsDifferentialTest {
    private static final int[] SIZES = {1, 3, 130, 600};
    private static final String[] SCORES = {
        "0",
        "1",
        "-1",
        "0.1",
        "inf",
        "-inf",
        "1e300",
        "3.1415926535897931",
        "9007199254740993",
        "1e17",
        "1e16",
        "-1e-7",
        "5e-324"
    };

    @TempDir
    Path directory = Path.of("");

    @Test
    void digestsPayloadsAndFilesAgree() throws Exception {
        Path ours = Files.createDirectory(directory.resolve("ours"));
        Path theirs = Files.createDirectory(directory.resolve("theirs"));
        String digest;
        try (TestServer server = TestServer.start(ours, "--appendonly", "no");
                RespClient client = server.connect();
                RealRedis redis = RealRedis.start()) {
            List<String[]> commands = commands();
            for (String[] command : commands) {
                assertThat(text(client.execute(command)))
                        .as(command[0] + " " + command[1])
                        .isEqualTo(text(redis.execute(command)));
            }
            for (String[] command : commands) {
                String[] question = {"DEBUG", "DIGEST-VALUE", command[1]};
                assertThat(text(client.execute(question))).as(command[1]).isEqualTo(text(redis.execute(question)));
                assertThat(restored(client.execute("DUMP", command[1]), redis.client()))
                        .isEqualTo(text(redis.execute(question)));
                assertThat(restored(redis.execute("DUMP", command[1]), client))
                        .isEqualTo(text(redis.execute(question)));
            }
            client.line("DEL restored");
            redis.line("DEL restored");
            digest = client.line("DEBUG DIGEST");
            assertThat(digest).isEqualTo(redis.line("DEBUG DIGEST"));
            assertThat(client.line("SAVE")).isEqualTo(redis.line("SAVE"));
            Files.copy(redis.directory().resolve("dump.rdb"), theirs.resolve("dump.rdb"));
        }
        try (RealRedis redis = RealRedis.startIn(ours)) {
            assertThat(redis.line("DEBUG DIGEST")).isEqualTo(digest);
        }
        Files.copy(theirs.resolve("dump.rdb"), ours.resolve("dump.rdb"), StandardCopyOption.REPLACE_EXISTING);
        try (TestServer server = TestServer.start(ours, "--appendonly", "no");
                RespClient client = server.connect()) {
            assertThat(client.line("DEBUG DIGEST")).isEqualTo(digest);
        }
    }

    /** The digest of what a payload, in a reply to DUMP, gives elsewhere. */
    private static String restored(byte[] reply, RespClient client) throws IOException {
        int head = 0;
        while (reply[head] != '\n') {
            head++;
        }
        byte[] payload = Arrays.copyOfRange(reply, head + 1, reply.length - 2);
        byte[][] request = {latin1("RESTORE"), latin1("restored"), latin1("0"), payload, latin1("REPLACE")};
        assertThat(text(client.pipeline(List.<byte[][]>of(request)).get(0))).isEqualTo("+OK\\r\\n");
        return text(client.execute("DEBUG", "DIGEST-VALUE", "restored"));
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] reply) {
        return RespReplies.text(reply);
    }

    private static List<String[]> commands() {
        Random random = new Random(91);
        List<String[]> commands = new ArrayList<>();
        for (String name : new String[] {"RPUSH", "SADD", "HSET", "ZADD"}) {
            for (int size : SIZES) {
                for (boolean numbers : new boolean[] {true, false}) {
                    List<String> words = new ArrayList<>(List.of(name, name + size + numbers));
                    for (int i = 0; i < size; i++) {
                        String element = (numbers ? "" : "element:") + (i * 37 - 50);
                        switch (name) {
                            case "HSET" -> words.addAll(List.of(element, Integer.toString(random.nextInt(1000))));
                            case "ZADD" -> words.addAll(List.of(SCORES[random.nextInt(SCORES.length)], element));
                            default -> words.add(element);
                        }
                    }
                    commands.add(words.toArray(new String[0]));
                }
            }
        }
        return commands;
    }
}
