package io.cairn.persistence.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.storage.MappedStorage;
import io.cairn.persistence.storage.Storage;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Redis reads our manifests and we read its. */
@NeedsProgram("redis-server")
class ManifestRealRedisTest {
    @TempDir
    Path directory;

    @Test
    void redisLoadsTheFilesThatOurManifestNames() throws IOException {
        for (String prefix : List.of("appendonly.aof", "with blank", "q\"uote", "it's")) {
            Path data = Files.createDirectory(directory.resolve(Integer.toString(prefix.hashCode())));
            Storage storage = MappedStorage.open(data);
            storage.createDirectory("appendonlydir");
            Entry first = Manifest.EMPTY.nextIncrement(prefix);
            Manifest manifest = Manifest.EMPTY.withIncrement(first);
            Entry second = manifest.nextIncrement(prefix);
            manifest = new Manifest(null, List.of(new Entry("gone", 7, Manifest.Type.HISTORY)), List.of(first, second));
            Path files = data.resolve("appendonlydir");
            Files.write(files.resolve(first.name()), "*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n".getBytes(UTF_8));
            Files.write(files.resolve(second.name()), "*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n".getBytes(UTF_8));
            manifest.write(storage, "appendonlydir", prefix);
            try (RealRedis redis = RealRedis.startIn(data, "--appendonly", "yes", "--appendfilename", prefix)) {
                assertThat(redis.line("GET n")).as(prefix).contains("2");
                redis.shutDown();
            }
        }
    }

    @Test
    void weReadTheManifestsThatRedisWrites() throws IOException {
        for (String prefix : List.of("appendonly.aof", "with blank", "q\"uote", "ünïcode")) {
            Path data = Files.createDirectory(directory.resolve(Integer.toString(prefix.hashCode())));
            try (RealRedis redis = RealRedis.startIn(data, "--appendonly", "yes", "--appendfilename", prefix)) {
                redis.line("SET a 1");
                redis.shutDown();
            }
            Manifest manifest = Manifest.read(MappedStorage.open(data), "appendonlydir/" + Manifest.fileName(prefix));
            assertThat(manifest.base()).isEqualTo(new Entry(prefix + ".1.base.rdb", 1, Manifest.Type.BASE));
            assertThat(manifest.increments())
                    .containsExactly(new Entry(prefix + ".1.incr.aof", 1, Manifest.Type.INCREMENT));
        }
    }
}
