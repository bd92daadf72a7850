package io.cairn.server;

import io.cairn.server.config.ServerConfig;
import io.cairn.server.config.Settings;
import io.cairn.server.net.Acceptor;
import io.cairn.server.net.EventLoop;
import io.cairn.server.net.Listener;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses that clients connect to, as the settings name them.
 *
 * <p>Threads: {@link #open} before the loops run, {@link #close} after they have ended; {@link #follow} by the holder of
 * the engine's lock.
 */
final class Listening {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

    /** What a client from another machine gets while there is no password. */
    static final String PROTECTED_MODE_ERROR =
            "DENIED Cairn is running in protected mode because protected mode is enabled and no password is set for the"
                    + " default user. In this mode connections are only accepted from the loopback interface. To connect"
                    + " from other machines, set a password (requirepass), or bind the server to addresses that only"
                    + " trusted machines reach and switch protected-mode off.";

    private final ServerConfig config;
    private final List<EventLoop> loops;
    private final List<Listener> tcp = new ArrayList<>();
    private @Nullable Listener unix;
    private int boundPort;
    private List<String> boundAddresses = List.of();

    Listening(ServerConfig config, List<EventLoop> loops) {
        this.config = config;
        this.loops = loops;
    }

    /** Opens all addresses; a server that nobody could reach does not start. */
    void open() throws IOException {
        try {
            openTcp(config.get(Settings.PORT), config.get(Settings.BIND));
            if (!config.get(Settings.UNIXSOCKET).isEmpty()) {
                unix = Listener.unix(
                        config.path(Settings.UNIXSOCKET),
                        config.get(Settings.UNIXSOCKETPERM),
                        config.get(Settings.TCP_BACKLOG));
                register(unix);
            }
            if (tcp.isEmpty() && unix == null) {
                throw new IOException("configured to not listen anywhere: correct port, bind or unixsocket");
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Listens where the settings say by now; clients that are there stay.
     *
     * @param failure what to return when that fails; then it is to be called again with the former settings
     * @return null when it went well
     */
    @Nullable
    String follow(String failure) {
        int port = config.get(Settings.PORT);
        List<String> addresses = config.get(Settings.BIND);
        if (port == boundPort && addresses.equals(boundAddresses)) {
            return null;
        }
        List<Listener> former = new ArrayList<>(tcp);
        try {
            // The former sockets stand in the way of new ones at the same port, and of no others.
            if (port == boundPort) {
                closeTcp(former);
            }
            openTcp(port, addresses);
            closeTcp(former);
            return null;
        } catch (IOException e) {
            LOG.warn("Cannot listen as CONFIG SET asks: {}", e.getMessage());
            return failure;
        }
    }

    void close() throws IOException {
        for (Listener listener : tcp) {
            listener.close();
        }
        tcp.clear();
        if (unix != null) {
            unix.close();
        }
    }

    private void closeTcp(List<Listener> former) throws IOException {
        for (Listener listener : former) {
            listener.close();
        }
        tcp.removeAll(former);
        if (!former.isEmpty() && tcp.isEmpty()) {
            boundPort = 0;
            boundAddresses = List.of();
        }
        former.clear();
        loops.get(0).letGoOfClosed();
    }

    private void openTcp(int port, List<String> addresses) throws IOException {
        List<Listener> opened = new ArrayList<>();
        try {
            for (String address : port == 0 ? List.<String>of() : addresses) {
                openTcp(address, port, addresses, opened);
            }
        } catch (IOException e) {
            for (Listener listener : opened) {
                listener.close();
            }
            throw e;
        }
        opened.forEach(this::register);
        tcp.addAll(opened);
        boundPort = port;
        boundAddresses = addresses;
    }

    private void register(Listener listener) {
        loops.get(0).listen(listener, new Acceptor(listener, loops, () -> config.get(Settings.TCP_KEEPALIVE)));
    }

    /** Redis passes over addresses that this machine does not have, if they are marked so, and over IPv6 where there is none. */
    private void openTcp(String address, int port, List<String> all, List<Listener> opened) throws IOException {
        boolean optional = address.startsWith("-");
        String name = optional ? address.substring(1) : address;
        InetAddress resolved = resolve(name);
        boolean both = all.stream().anyMatch(Listening::isWildcard6);
        try {
            opened.add(Listener.tcp(resolved, both, port, config.get(Settings.TCP_BACKLOG)));
        } catch (UnsupportedAddressTypeException e) {
            LOG.warn("Not listening on {}:{}: this machine has no IPv6", name, port);
        } catch (IOException e) {
            // A wildcard of either kind stands for both, since a JVM cannot have IPv6's for itself.
            boolean covered = resolved.isAnyLocalAddress() && both && hasWildcard(opened);
            if (!covered && !(optional && isMissing(resolved))) {
                throw new IOException(
                        "cannot listen on " + name + ":" + port + ": " + e.getMessage()
                                + "; choose another port or address, or stop the server that has it",
                        e);
            }
            LOG.debug("Not listening on {}:{}: {}", name, port, e.getMessage());
        }
    }

    private static boolean hasWildcard(List<Listener> listeners) throws IOException {
        for (Listener listener : listeners) {
            if (listener.isWildcard()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWildcard6(String address) {
        String name = address.startsWith("-") ? address.substring(1) : address;
        return name.equals("::*") || name.equals("::");
    }

    /** Whether no interface has the address. All of 127.0.0.0/8 is there though only one of them is listed. */
    private static boolean isMissing(InetAddress address) throws IOException {
        boolean loopback4 = address instanceof Inet4Address && address.isLoopbackAddress();
        return !loopback4 && !address.isAnyLocalAddress() && NetworkInterface.getByInetAddress(address) == null;
    }

    private static InetAddress resolve(String name) throws IOException {
        if (name.equals("*")) {
            return InetAddress.getByAddress(new byte[4]);
        }
        return InetAddress.getByName(name.equals("::*") ? "::" : name);
    }
}
