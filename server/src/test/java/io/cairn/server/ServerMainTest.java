package io.cairn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.RespClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own shows: signals, exit codes, files in the working directory. */
class ServerMainTest {
    private static final long TIMEOUT_SECONDS = 30;

    @TempDir
    private Path directory = Path.of("");

    private final List<Process> processes = new ArrayList<>();
    private Path data = Path.of("");
    private Path elsewhere = Path.of("");
    private int port;

    @BeforeEach
    void prepare() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void eachSignalShutsDownAsItsSettingSays() throws Exception {
        String[] options = {"--appendonly", "no", "--shutdown-on-sigint", "nosave", "--shutdown-on-sigterm", "save"};
        Process first = start(List.of(), options);
        line("SET a 1");
        signal("HUP", first);
        assertThat(line("PING")).isEqualTo("+PONG\\r\\n");
        signal("INT", first);
        assertThat(exitCode(first)).isZero();
        assertThat(data.resolve("dump.rdb")).doesNotExist();

        Process second = start(List.of(), options);
        line("SET a 1");
        signal("TERM", second);
        assertThat(exitCode(second)).isZero();
        assertThat(data.resolve("dump.rdb")).isNotEmptyFile();
    }

    @Test
    void goesOnWhenASignalAsksForASaveThatFails() throws Exception {
        Process server = start(List.of(), "--appendonly", "no", "--shutdown-on-sigterm", "save");
        line("SET a 1");
        // No file can take the name of a directory that is not empty.
        Files.createDirectories(data.resolve("dump.rdb/full"));
        signal("TERM", server);
        assertThat(server.waitFor(1, TimeUnit.SECONDS)).isFalse();
        assertThat(line("GET a")).isEqualTo("$1\\r\\n1\\r\\n");
        signal("INT", server);
        assertThat(exitCode(server)).isZero();
    }

    @Test
    void writesItsLogFileIntoTheDataDirectory() throws Exception {
        Process server = start(List.of(), "--logfile", "server.log");
        signal("TERM", server);
        assertThat(exitCode(server)).isZero();
        assertThat(data.resolve("server.log")).content().contains("Ready to accept connections", "bye bye");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void startsOnAMachineWithoutIpv6() throws Exception {
        Process server = start(List.of("-Djava.net.preferIPv4Stack=true"), "--bind", "127.0.0.1", "-::1");
        signal("TERM", server);
        assertThat(exitCode(server)).isZero();
    }

    @Test
    void aServerThatCannotAcceptSaysSoNowAndThenAndServesOn() throws Exception {
        Process server = start(List.of("-XX:-MaxFDLimit"));
        int limit = openFiles(server) + 20;
        assertThat(new ProcessBuilder(
                                "prlimit", "--pid", Long.toString(server.pid()), "--nofile=" + limit + ":" + limit)
                        .start()
                        .waitFor())
                .isZero();
        List<RespClient> clients = new ArrayList<>();
        try (RespClient early = RespClient.connect(port)) {
            assertThat(early.line("PING")).isEqualTo("+PONG\\r\\n");
            for (int i = 0; i < 40; i++) {
                clients.add(RespClient.connect(port));
            }
            TimeUnit.SECONDS.sleep(2);
            assertThat(early.line("PING")).isEqualTo("+PONG\\r\\n");
            assertThat(Files.readAllLines(directory.resolve("output")).stream()
                            .filter(line -> line.contains("Cannot accept a client")))
                    .hasSizeBetween(1, 5);
            for (RespClient client : clients.subList(0, 30)) {
                client.close();
            }
            assertThat(clients.get(39).line("PING")).isEqualTo("+PONG\\r\\n");
        } finally {
            for (RespClient client : clients) {
                client.close();
            }
        }
    }

    private static int openFiles(Process process) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return (int) files.count();
        }
    }

    private Process start(List<String> flags, String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        // What Chronicle needs of the JVM, as this one has it.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(flags);
        command.addAll(List.of(ServerMain.class.getName(), "--port", Integer.toString(port), "--bind", "127.0.0.1"));
        command.addAll(List.of("--dir", data.toString(), "--save", ""));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .directory(elsewhere.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        processes.add(process);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!isReady()) {
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as(Files.readString(directory.resolve("output")))
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return process;
    }

    private boolean isReady() {
        try {
            return line("PING").equals("+PONG\\r\\n");
        } catch (IOException e) {
            return false;
        }
    }

    private String line(String request) throws IOException {
        try (RespClient client = RespClient.connect(port)) {
            return client.line(request);
        }
    }

    private static void signal(String name, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
