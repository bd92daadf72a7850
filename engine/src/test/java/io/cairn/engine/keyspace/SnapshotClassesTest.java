package io.cairn.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.Effects;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Taking a snapshot keeps all clients waiting: loading classes, a hundred times as long, must have been done before. */
class SnapshotClassesTest {
    @Test
    void loadsNoClassWhenTheFirstSnapshotIsTaken() throws ReflectiveOperationException, IOException {
        RecordingLoader loader = new RecordingLoader();
        Constructor<?> constructor =
                loader.loadClass(FirstSnapshot.class.getName()).getDeclaredConstructor(List.class);
        constructor.setAccessible(true);
        Runnable test = (Runnable) constructor.newInstance(loader.loaded);
        int classes = loader.loaded.size();

        test.run();

        assertThat(classes).as("classes loaded by this loader").isGreaterThan(10);
        assertThat(loader.loaded).filteredOn(FirstSnapshot.MARK::equals).hasSize(2);
        assertThat(loader.loaded.subList(
                        loader.loaded.indexOf(FirstSnapshot.MARK) + 1, loader.loaded.lastIndexOf(FirstSnapshot.MARK)))
                .isEmpty();
    }

    /** Runs with classes of its own. */
    static final class FirstSnapshot implements Runnable {
        static final String MARK = "now";

        private final List<String> loaded;
        private final Databases databases = new Databases(1, () -> 1, new Effects());

        FirstSnapshot(List<String> loaded) {
            this.loaded = loaded;
            byte[] key = {'k'};
            databases.keyspace(0).entry(key, 0, 1).putInteger(1, Long.MAX_VALUE);
        }

        @Override
        public void run() {
            loaded.add(MARK);
            DataSnapshot snapshot = databases.snapshot();
            loaded.add(MARK);
            if (snapshot.size() != 1) {
                throw new IllegalStateException("size=" + snapshot.size());
            }
        }
    }

    /** Defines the engine's classes anew, and remembers which. */
    private static final class RecordingLoader extends ClassLoader {
        final List<String> loaded = new ArrayList<>();

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> present = findLoadedClass(name);
            if (present != null || !name.startsWith("io.cairn.")) {
                return present != null ? present : super.loadClass(name, resolve);
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                loaded.add(name);
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
