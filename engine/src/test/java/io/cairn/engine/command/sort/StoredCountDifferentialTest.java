package io.cairn.engine.command.sort;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.EngineCommands;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What commands store counts as so many changes as Redis says in {@code rdb_changes_since_last_save}. */
@NeedsProgram("redis-server")
class StoredCountDifferentialTest {
    private static final String FIELD = "rdb_changes_since_last_save:";
    private static final List<String> LINES = List.of(
            "RPUSH l 3 1 2",
            "SORT l STORE d",
            "SORT none STORE d",
            "SORT none STORE d",
            "SORT l GET none* GET # STORE d",
            "SORT l LIMIT 0 0 STORE d",
            "SORT l LIMIT 0 1 STORE l",
            "GEOADD g 13.36 38.11 a 15.08 37.5 b",
            "GEOSEARCHSTORE d g FROMLONLAT 15 37 BYRADIUS 200 km",
            "GEOSEARCHSTORE d g FROMLONLAT 15 37 BYRADIUS 100 km",
            "GEORADIUS g 15 37 200 km STORE d",
            "GEOSEARCHSTORE d g FROMLONLAT 0 0 BYRADIUS 1 m",
            "GEOSEARCHSTORE d g FROMLONLAT 0 0 BYRADIUS 1 m",
            "ZRANGESTORE d g 0 -1",
            "ZUNIONSTORE d 1 g",
            "SADD s 1 2 3",
            "SUNIONSTORE d s");

    @Test
    void asManyChangesAsRedisCounts() throws IOException {
        TestEngine engine = new TestEngine(EngineCommands.all());
        try (RealRedis redis = RealRedis.start()) {
            long ours = engine.engine().databases().changes();
            long theirs = changes(redis);
            for (String line : LINES) {
                assertThat(engine.line(line)).as(line).isEqualTo(redis.line(line));
                assertThat(engine.engine().databases().changes() - ours)
                        .as(line)
                        .isEqualTo(changes(redis) - theirs);
            }
        }
    }

    private static long changes(RealRedis redis) throws IOException {
        String info = redis.line("INFO persistence");
        int from = info.indexOf(FIELD) + FIELD.length();
        return Long.parseLong(info.substring(from, info.indexOf("\\r", from)));
    }
}
