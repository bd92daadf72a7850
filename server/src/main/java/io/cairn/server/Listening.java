package io.cairn.server;

import io.cairn.server.config.ServerConfig;
import io.cairn.server.config.Settings;
import io.cairn.server.net.Listener;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the addresses that the settings name. */
final class Listening {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

    /** What a client from another machine gets while there is no password. */
    static final String PROTECTED_MODE_ERROR =
            "DENIED Cairn is running in protected mode because protected mode is enabled and no password is set for the"
                    + " default user. In this mode connections are only accepted from the loopback interface. To connect"
                    + " from other machines, set a password (requirepass), or bind the server to addresses that only"
                    + " trusted machines reach and switch protected-mode off.";

    private Listening() {}

    static List<Listener> open(ServerConfig config) throws IOException {
        List<Listener> listeners = new ArrayList<>();
        try {
            int port = config.get(Settings.PORT);
            if (port != 0) {
                for (String address : config.get(Settings.BIND)) {
                    openTcp(address, port, config.get(Settings.TCP_BACKLOG), listeners);
                }
                if (listeners.isEmpty()) {
                    throw new IOException("none of the addresses to bind is there: "
                            + String.join(" ", config.get(Settings.BIND)) + "; correct the setting bind");
                }
            }
            if (!config.get(Settings.UNIXSOCKET).isEmpty()) {
                listeners.add(Listener.unix(
                        config.path(Settings.UNIXSOCKET),
                        config.get(Settings.UNIXSOCKETPERM),
                        config.get(Settings.TCP_BACKLOG)));
            }
        } catch (IOException e) {
            for (Listener opened : listeners) {
                opened.close();
            }
            throw e;
        }
        return listeners;
    }

    private static void openTcp(String address, int port, int backlog, List<Listener> listeners) throws IOException {
        boolean optional = address.startsWith("-");
        String name = optional ? address.substring(1) : address;
        try {
            listeners.add(Listener.tcp(resolve(name), port, backlog));
        } catch (IOException e) {
            // Where everything was taken by IPv6's wildcard already, IPv4's has nothing to add.
            boolean covered = e instanceof SocketException && !listeners.isEmpty() && isWildcard(name);
            if (!optional && !covered) {
                throw new IOException(
                        "cannot listen on " + name + ":" + port + ": " + e.getMessage()
                                + "; choose another port or address, or stop the server that has it",
                        e);
            }
            LOG.debug("Not listening on {}:{}: {}", name, port, e.getMessage());
        }
    }

    private static boolean isWildcard(String name) {
        return name.equals("*") || name.equals("::*");
    }

    private static InetAddress resolve(String name) throws IOException {
        if (name.equals("*")) {
            return Inet4Address.getByAddress(new byte[4]);
        }
        return InetAddress.getByName(name.equals("::*") ? "::" : name);
    }
}
