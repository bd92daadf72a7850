package io.cairn.engine.command.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Goal: whatever is done to few keys in few databases, replies are Redis'. Method: random requests, sent to both, with a
 * look at everything at the end. Invariant: {@link SideBySide}.
 *
 * <p>Moments are far apart: what is compared with one another, as GT and LT do, must not depend on the milliseconds that
 * pass.
 */
@NeedsProgram("redis-server")
class KeyCommandsDifferentialPropertyTest {
    private static @Nullable RealRedis redis;
    private static int compared;

    @BeforeContainer
    static void startRedis() throws IOException {
        redis = RealRedis.start();
    }

    @AfterContainer
    static void stopRedis() throws IOException {
        Objects.requireNonNull(redis).close();
        assertThat(compared).isGreaterThan(10_000);
    }

    @Property(tries = 150)
    void repliesLikeRedis(@ForAll("scripts") List<String> lines) throws IOException {
        List<byte[][]> script = new ArrayList<>();
        lines.forEach(line -> script.add(Requests.line(line)));
        for (int database = 0; database < 4; database++) {
            script.add(Requests.of("SELECT", Integer.toString(database)));
            script.add(Requests.of("KEYS", "*"));
            for (String key : RequestLines.KEYS) {
                script.add(Requests.of("GET", key));
                script.add(Requests.of("PEXPIRETIME", key));
            }
        }
        SideBySide both = new SideBySide(Objects.requireNonNull(redis));
        both.run(script);
        compared += both.compared();
    }

    @Provide
    Arbitrary<List<String>> scripts() {
        return RequestLines.any().list().ofMinSize(1).ofMaxSize(60);
    }
}
