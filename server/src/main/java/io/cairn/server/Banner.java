package io.cairn.server;

import io.cairn.server.config.ServerConfig;
import io.cairn.server.config.Settings;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in a few lines what has started. */
final class Banner {
    private static final Logger LOG = LoggerFactory.getLogger(Banner.class);

    private Banner() {}

    /** Before the data is loaded. */
    static void printStart(Server server) {
        ServerConfig config = server.config();
        LOG.info(
                "Cairn {}, pid {}, port {}, data in {}",
                server.version(),
                ProcessHandle.current().pid(),
                config.get(Settings.PORT),
                config.get(Settings.DIR));
        LOG.info(
                "Java {}, append-only {}",
                System.getProperty("java.version"),
                config.get(Settings.APPENDONLY)
                        ? "on, forced "
                                + config.get(Settings.APPENDFSYNC).name().toLowerCase(Locale.ROOT)
                        : "off");
    }

    /** When the data is loaded. */
    static void printLoaded(Server server) {
        server.datastore().recovery().notices().forEach(LOG::warn);
        LOG.info("{}", server.datastore().recovery().summary());
        LOG.info("Ready to accept connections");
    }
}
