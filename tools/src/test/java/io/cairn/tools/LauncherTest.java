package io.cairn.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script {@code cairn} in a clone of its own, with a Maven that writes the jar in two halves, and a Java that says
 * which jar it was given.
 */
class LauncherTest {
    private static final long TIMEOUT_SECONDS = 60;

    private static final String MAVEN = """
            echo built >>builds
            mkdir -p tools/target/lib
            printf ha >tools/target/lib/cairn-tools.jar
            sleep 1
            printf lf >>tools/target/lib/cairn-tools.jar
            """;

    /** All that the script calls; {@code flock} is not everywhere. */
    private static final List<String> PROGRAMS = List.of(
            "sh",
            "cat",
            "dirname",
            "head",
            "id",
            "kill",
            "ln",
            "mkdir",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "sort",
            "tail");

    @TempDir
    private Path clone = Path.of("");

    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void prepare() throws IOException {
        Files.copy(Path.of("..", "cairn").toRealPath(), clone.resolve("cairn"));
        Files.writeString(clone.resolve("pom.xml"), "<jvm.flags>-Dx</jvm.flags>\n");
        Files.createDirectories(clone.resolve("jdk/bin"));
        Files.writeString(clone.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
        script("jdk/bin/javac", "");
        script("jdk/bin/java", "echo runs $(cat tools/target/lib/cairn-tools.jar)");
        Files.createDirectories(clone.resolve("bin"));
        script("bin/mvn", MAVEN);
    }

    private void script(String name, String body) throws IOException {
        Path path = clone.resolve(name);
        Files.writeString(path, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoFirstStartsAtOnceBuildOnce(boolean flock) throws Exception {
        Process first = start(flock);
        Process second = start(flock);
        assertThat(output(first)).isEqualTo("runs half\n");
        assertThat(output(second)).isEqualTo("runs half\n");
        assertThat(Files.readAllLines(clone.resolve("builds"))).hasSize(1);
        assertThat(output(start(flock))).isEqualTo("runs half\n");
        assertThat(Files.readAllLines(clone.resolve("builds"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBuildThatWasKilledIsDoneAgain(boolean flock) throws Exception {
        Process killed = start(flock);
        Path jar = clone.resolve("tools/target/lib/cairn-tools.jar");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!Files.exists(jar) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        killed.descendants().forEach(ProcessHandle::destroyForcibly);
        killed.destroyForcibly().waitFor();
        assertThat(jar).content().doesNotContain("half");

        assertThat(output(start(flock))).isEqualTo("runs half\n");
        assertThat(Files.readAllLines(clone.resolve("builds"))).hasSize(2);
    }

    @Test
    void aBuildThatFailsIsDoneAgainAndSaysWhereItsLogIs() throws Exception {
        script("bin/mvn", "echo 'no network'; exit 1");
        Process failed = start(true);
        assertThat(failed.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(failed.exitValue()).isOne();
        assertThat(new String(failed.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("no network", "target/build.log");
        script("bin/mvn", MAVEN);
        assertThat(output(start(true))).isEqualTo("runs half\n");
    }

    /** A JVM that notes classes and keeps them, or fails to, and says whether it was given them. */
    private void keepClasses(String keeping) throws IOException {
        Files.writeString(clone.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        script("jdk/bin/java", """
                archive=/tools/target/lib/server-25.jsa
                case "$*" in
                    *SharedArchiveFile=*$archive*DumpLoadedClassList=*) echo notes again >>steps; echo two >target/training/classes ;;
                    *DumpLoadedClassList=*) echo notes >>steps; echo one >target/training/classes ;;
                    *-Xshare:dump*SharedArchiveFile=*$archive*) echo keeps >>steps; %s ;;
                    *SharedArchiveFile=*$archive*) echo "knows $(cat tools/target/lib/server-25.jsa)" ;;
                    *) echo starts ;;
                esac
                """.formatted(keeping));
    }

    @Test
    void aBuildStartsTheServerTwiceAndLaterStartsAreGivenTheClassesOfTheSecond() throws Exception {
        keepClasses("cp target/training/classes tools/target/lib/server-25.jsa");
        assertThat(output(start(true))).isEqualTo("knows two\n");
        assertThat(output(start(true))).isEqualTo("knows two\n");
        assertThat(Files.readAllLines(clone.resolve("steps")))
                .containsExactly("notes", "keeps", "notes again", "keeps");
        assertThat(clone.resolve("target/training")).doesNotExist();
    }

    @Test
    void aServerWhoseClassesCannotBeKeptStartsWithout() throws Exception {
        keepClasses("echo half >tools/target/lib/server-25.jsa; exit 1");
        assertThat(output(start(true))).isEqualTo("starts\n");
        assertThat(clone.resolve("tools/target/lib/server-25.jsa")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx24m", "-Xms1g", "-XX:MaxHeapSize=24m", "-XX:InitialRAMPercentage=5"})
    void whoSaysHowLargeTheHeapIsHasTheLastWord(String option) throws Exception {
        Files.writeString(clone.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        script("jdk/bin/java", "echo $*");
        assertThat(output(start(true))).contains("-XX:InitialHeapSize=32m");
        assertThat(output(start(true, option))).contains(option).doesNotContain("InitialHeapSize", "MinHeapSize");
    }

    /** Starts a server; without {@code flock} the path holds everything else that the script needs. */
    private Process start(boolean flock) throws IOException {
        return start(flock, "");
    }

    private Process start(boolean flock, String options) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", clone.resolve("cairn").toString(), "server");
        builder.environment().put("JAVA_HOME", clone.resolve("jdk").toString());
        builder.environment().put("CAIRN_JAVA_OPTS", options);
        builder.environment().put("PATH", clone.resolve("bin") + ":" + (flock ? System.getenv("PATH") : few()));
        builder.directory(clone.toFile());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private Path few() throws IOException {
        Path few = clone.resolve("few");
        if (!Files.exists(few)) {
            Files.createDirectory(few);
            for (String program : PROGRAMS) {
                for (String directory : System.getenv("PATH").split(":", -1)) {
                    Path path = Path.of(directory, program);
                    if (Files.isExecutable(path) && !Files.exists(few.resolve(program))) {
                        script("few/" + program, "exec " + path + " \"$@\"");
                    }
                }
            }
        }
        return few;
    }

    private static String output(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
