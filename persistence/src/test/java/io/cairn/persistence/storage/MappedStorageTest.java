package io.cairn.persistence.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.storage.Storage.Mode;
import io.cairn.testing.NeedsProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port's promises on the real file system. */
class MappedStorageTest {
    @TempDir
    Path directory;

    private MappedStorage open() throws IOException {
        return MappedStorage.open(directory);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    @Test
    void storesAcrossChunksWhatIsReadAndWrittenElsewhere() throws IOException {
        MappedStorage storage = open();
        try (StorageFile file = storage.open("f", Mode.CREATE)) {
            int chunk = file.chunkBytes();
            file.write(0, new byte[3 * chunk], 0, 3 * chunk);
            file.map(0, 2L * chunk);
            file.map(0, 3L * chunk);
            byte[] data = bytes(chunk + 100);
            file.store(chunk - 50, data, 0, data.length);
            byte[] read = new byte[data.length];
            assertThat(file.read(chunk - 50, read, 0, read.length)).isEqualTo(read.length);
            assertThat(read).isEqualTo(data);
            file.write(5, data, 7, 3);
            assertThat(file.read(5, read, 0, 3)).isEqualTo(3);
            assertThat(read[0]).isEqualTo(data[7]);
            assertThat(file.length()).isEqualTo(3L * chunk);
            file.force();
        }
        assertThat(Files.size(directory.resolve("f"))).isEqualTo(3L << 20);
    }

    @Test
    void mappingNeverExtendsAFile() throws IOException {
        try (StorageFile file = open().open("f", Mode.CREATE)) {
            int chunk = file.chunkBytes();
            file.write(0, new byte[chunk + 10], 0, chunk + 10);
            assertThatThrownBy(() -> file.map(0, 2L * chunk))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("/f");
            file.map(0, chunk);
            assertThat(file.length()).isEqualTo(chunk + 10);
        }
        assertThat(Files.size(directory.resolve("f"))).isEqualTo((1 << 20) + 10);
    }

    @Test
    void storesOnlyWithinWhatIsMapped() throws IOException {
        try (StorageFile file = open().open("f", Mode.CREATE)) {
            int chunk = file.chunkBytes();
            byte[] data = bytes(100);
            assertThatThrownBy(() -> file.store(0, data, 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            file.write(0, new byte[3 * chunk], 0, 3 * chunk);
            file.map(chunk + 5, 2L * chunk);
            file.store(chunk, data, 0, 100);
            file.store(2L * chunk - 100, data, 0, 100);
            assertThatThrownBy(() -> file.store(chunk - 1, data, 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> file.store(2L * chunk - 99, data, 0, 100))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> file.store(chunk, data, 1, 100)).isInstanceOf(IndexOutOfBoundsException.class);
            file.map(0, 3L * chunk);
            file.unmapBefore(2L * chunk + 7);
            assertThatThrownBy(() -> file.store(chunk, data, 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            file.store(2L * chunk, data, 0, 100);
        }
    }

    @Test
    void truncatingDropsTheMappingAndTheBytes() throws IOException {
        MappedStorage storage = open();
        try (StorageFile file = storage.open("f", Mode.CREATE)) {
            int chunk = file.chunkBytes();
            file.write(0, new byte[chunk], 0, chunk);
            file.map(0, chunk);
            file.store(0, bytes(100), 0, 100);
            file.truncate(60);
            file.force();
            assertThatThrownBy(() -> file.store(0, bytes(1), 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            byte[] read = new byte[100];
            assertThat(file.read(0, read, 0, 100)).isEqualTo(60);
            assertThat(file.read(60, read, 0, 100)).isZero();
            assertThat(file.read(1000, read, 0, 100)).isZero();
            assertThat(read).startsWith(Arrays.copyOf(bytes(100), 60));
        }
    }

    @Test
    void refusesHoles() throws IOException {
        try (StorageFile file = open().open("f", Mode.CREATE)) {
            assertThatThrownBy(() -> file.write(1, bytes(1), 0, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("hole");
        }
    }

    @Test
    void makesPrivateFilesAndDirectories() throws IOException {
        MappedStorage storage = MappedStorage.open(directory.resolve("data"));
        storage.createDirectory("d");
        storage.createDirectory("d");
        storage.open("d/f", Mode.CREATE).close();
        Path root = directory.resolve("data");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("d"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("d/f"))))
                .isEqualTo("rw-------");
    }

    @Test
    void createsOnlyWhatIsNotThereAndOpensOnlyWhatIs() throws IOException {
        MappedStorage storage = open();
        assertThatThrownBy(() -> storage.open("f", Mode.READ))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("/f");
        assertThatThrownBy(() -> storage.open("f", Mode.WRITE)).isInstanceOf(NoSuchFileException.class);
        assertThat(storage.exists("f")).isFalse();
        storage.open("f", Mode.CREATE).close();
        assertThat(storage.exists("f")).isTrue();
        assertThatThrownBy(() -> storage.open("f", Mode.CREATE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/f");
    }

    @Test
    void listsRenamesAndDeletes() throws IOException {
        MappedStorage storage = open();
        storage.createDirectory("d");
        for (String name : new String[] {"b", "a", "c"}) {
            storage.open("d/" + name, Mode.CREATE).close();
        }
        storage.rename("d/c", "d/a");
        storage.syncDirectory("d");
        assertThat(storage.list("d")).containsExactly("a", "b");
        storage.delete("d/a");
        assertThat(storage.list("d")).containsExactly("b");
        assertThat(storage.list("")).containsExactly("d");
        assertThatThrownBy(() -> storage.delete("d/a")).isInstanceOf(NoSuchFileException.class);
        assertThat(storage.freeSpaceBytes()).isPositive();
    }

    @Test
    void refusesSymbolicLinksInTheDirectory() throws IOException {
        Path outside = Files.createFile(directory.resolve("outside"));
        MappedStorage storage = MappedStorage.open(directory.resolve("data"));
        Files.createSymbolicLink(directory.resolve("data/link"), outside);
        Files.createSymbolicLink(directory.resolve("data/linked"), directory);
        for (Mode mode : Mode.values()) {
            assertThatThrownBy(() -> storage.open("link", mode))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("symbolic link");
            assertThatThrownBy(() -> storage.open("linked/outside", mode))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("symbolic link");
        }
        Files.createFile(directory.resolve("data/file"));
        for (ThrowingCallable action : List.<ThrowingCallable>of(
                () -> storage.createDirectory("linked"),
                () -> storage.exists("link"),
                () -> storage.list("linked"),
                () -> storage.rename("file", "linked/file"),
                () -> storage.rename("link", "file"),
                () -> storage.link("file", "linked/file"),
                () -> storage.delete("linked/outside"),
                () -> storage.syncDirectory("linked"))) {
            assertThatThrownBy(action).isInstanceOf(IOException.class).hasMessageContaining("symbolic link");
        }
        assertThat(outside).exists();
        storage.delete("file");
        assertThatThrownBy(() -> storage.lock("link")).isInstanceOf(IOException.class);
        Files.createSymbolicLink(directory.resolve("root"), directory.resolve("data"));
        assertThat(MappedStorage.open(directory.resolve("root")).list("")).containsExactly("link", "linked");
    }

    @Test
    void refusesNamesThatLeaveTheDirectory() throws IOException {
        MappedStorage storage = open();
        for (String name : new String[] {"../f", "/etc/passwd", "d/../../f", "./f"}) {
            assertThatThrownBy(() -> storage.open(name, Mode.READ))
                    .as(name)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not a name");
        }
    }

    @Test
    void oneProcessHasADirectory() throws IOException {
        MappedStorage first = open();
        first.lock("lock");
        MappedStorage second = open();
        assertThatThrownBy(() -> second.lock("lock"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use by another");
        first.close();
        second.lock("lock");
        second.close();
    }

    @Test
    void twoThatMakeADirectoryAtTheSameMomentBothHaveIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 300; i++) {
                Path root = directory.resolve("root" + i);
                CyclicBarrier both = new CyclicBarrier(2);
                Callable<String> make = () -> {
                    both.await();
                    return MappedStorage.open(root).toString();
                };
                for (Future<String> made : threads.invokeAll(List.of(make, make))) {
                    assertThat(made.get()).isNotEmpty();
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    @NeedsProgram("python3")
    void anotherProcessCannotTakeTheLockEither() throws Exception {
        MappedStorage storage = open();
        storage.lock("lock");
        // The system would give the lock back when this one closed the file.
        try (MappedStorage second = open()) {
            assertThatThrownBy(() -> second.lock("lock")).hasMessageContaining("in use by another");
        }
        String script =
                "import fcntl,sys\nf=open(sys.argv[1],'r+')\ntry:\n fcntl.lockf(f,fcntl.LOCK_EX|fcntl.LOCK_NB)\n print('taken')\nexcept OSError:\n print('refused')";
        Process process = new ProcessBuilder(
                        "python3", "-c", script, directory.resolve("lock").toString())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(output).contains("refused");
        storage.close();
    }

    @Test
    void aFullDiskIsToldFromOtherErrors() throws IOException {
        try (StorageFile full = MappedStorage.open(Path.of("/dev")).open("full", Mode.WRITE)) {
            assertThatThrownBy(() -> full.write(0, bytes(10), 0, 10))
                    .isInstanceOf(NoSpaceException.class)
                    .hasMessageContaining("/dev/full");
        }
    }
}
