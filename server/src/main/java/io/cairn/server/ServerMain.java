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
        boolean toFile = !config.get(Settings.LOGFILE).isEmpty();
        try {
            Logging.begin(config.get(Settings.LOGLEVEL), toFile ? config.path(Settings.LOGFILE) : null);
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
        Signals.handle("TERM", () -> server.stopBySignal("SIGTERM", Settings.SHUTDOWN_ON_SIGTERM));
        Signals.handle("INT", () -> server.stopBySignal("SIGINT", Settings.SHUTDOWN_ON_SIGINT));
        Signals.handle("HUP", () -> LOG.debug("SIGHUP ignored"));
        server.start();
        return server.awaitEnd();
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
