package io.cairn.server;

import io.cairn.persistence.recovery.RecoveryException;
import io.cairn.server.config.ConfigException;
import io.cairn.server.config.ServerConfig;
import io.cairn.server.config.Settings;
import io.cairn.server.observe.Logging;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a server from a command line like redis-server's, and ends the process with it. Wiring only. */
public final class ServerMain {
    /** The version that the server reports. */
    public static final String VERSION = version();

    private static final Logger LOG = LoggerFactory.getLogger("io.cairn");

    private ServerMain() {}

    /** Runs a server until SHUTDOWN, SIGTERM or SIGINT. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        ServerConfig config;
        try {
            config = ServerConfig.load(arguments, VERSION);
        } catch (ConfigException e) {
            print(e.text(), e.isAnswer() ? FileDescriptor.out : FileDescriptor.err);
            return e.exitCode();
        }
        Logging.begin(config.get(Settings.LOGLEVEL), config.get(Settings.LOGFILE));
        try {
            return serve(new Server(config, VERSION));
        } catch (RecoveryException e) {
            LOG.error("Cannot load the data: {}", e.getMessage());
        } catch (IOException e) {
            LOG.error("Cannot start: {}", e.getMessage());
            LOG.debug("Cannot start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    private static int serve(Server server) throws IOException, InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        server.start();
        Thread hook = new Thread(() -> endBySignal(server, ended), "cairn-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        int code = 1;
        try {
            code = server.awaitEnd();
        } finally {
            ended.countDown();
        }
        return code;
    }

    /** A signal has made the JVM end: the server ends first, in order, as SHUTDOWN would have it. */
    private static void endBySignal(Server server, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return;
        }
        LOG.info("Received a signal: shutting down");
        server.stopBySignal();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // The JVM would report the signal; Redis exits with 0 after an orderly end.
        Runtime.getRuntime().halt(server.exitCode());
    }

    private static void print(String text, FileDescriptor target) {
        PrintStream stream = new PrintStream(new FileOutputStream(target), true, StandardCharsets.ISO_8859_1);
        stream.print(text);
        stream.flush();
    }

    private static String version() {
        String version = ServerMain.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0" : version.replace("-SNAPSHOT", "");
    }
}
