package io.cairn.server.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An address that clients connect to: TCP, or a unix socket.
 *
 * @param channel the listening socket
 * @param path the unix socket's file, to be removed at the end; null for TCP
 */
public record Listener(
        ServerSocketChannel channel, @Nullable Path path) {
    /** Listens on a TCP address. */
    public static Listener tcp(InetAddress address, int port, int backlog) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(address, port), backlog);
            channel.configureBlocking(false);
            return new Listener(channel, null);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Listens on a unix socket; a file that is there already is replaced.
     *
     * @param mode the permissions of the socket's file, 0 for the system's default
     */
    public static Listener unix(Path path, int mode, int backlog) throws IOException {
        Files.deleteIfExists(path);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            // Bound under a name that nobody knows, and moved to the real one with its mode set: no client gets in
            // before.
            Path hidden = mode == 0 ? path : path.resolveSibling(path.getFileName() + ".new");
            Files.deleteIfExists(hidden);
            channel.bind(UnixDomainSocketAddress.of(hidden), backlog);
            if (mode != 0) {
                Files.setPosixFilePermissions(hidden, permissions(mode));
                Files.move(hidden, path);
            }
            channel.configureBlocking(false);
            return new Listener(channel, path);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Stops listening. */
    public void close() throws IOException {
        channel.close();
        if (path != null) {
            Files.deleteIfExists(path);
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        PosixFilePermission[] all = PosixFilePermission.values();
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < all.length; i++) {
            if ((mode & 0400 >> i) != 0) {
                set.add(all[i]);
            }
        }
        return set;
    }

    /** An address as CLIENT LIST shows it: {@code 127.0.0.1:6379}, {@code [::1]:6379}, {@code /run/cairn.sock:0}. */
    static String text(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            String host = inet.getAddress().getHostAddress();
            int zone = host.indexOf('%');
            String plain = zone < 0 ? host : host.substring(0, zone);
            return (plain.indexOf(':') < 0 ? plain : "[" + compressed(plain) + "]") + ":" + inet.getPort();
        }
        return address + ":0";
    }

    /** IPv6 with its longest run of zeros left out, as everybody writes it but the JDK. */
    private static String compressed(String address) {
        String full = ":" + address + ":";
        String longest = "";
        StringBuilder zeros = new StringBuilder(":");
        for (int i = 0; i < 8; i++) {
            zeros.append("0:");
            if (i > 0 && full.contains(zeros)) {
                longest = zeros.toString();
            }
        }
        if (longest.isEmpty()) {
            return address;
        }
        int at = full.indexOf(longest);
        String head = full.substring(Math.min(1, at), at);
        String tail = full.substring(at + longest.length(), Math.max(at + longest.length(), full.length() - 1));
        return head + "::" + tail;
    }
}
