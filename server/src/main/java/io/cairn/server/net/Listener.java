package io.cairn.server.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
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
    /**
     * Listens on a TCP address.
     *
     * @param both whether IPv4's wildcard is to take connections over IPv6 as well
     */
    public static Listener tcp(InetAddress address, boolean both, int port, int backlog) throws IOException {
        boolean only4 = address instanceof Inet4Address && !both;
        ServerSocketChannel channel =
                only4 ? ServerSocketChannel.open(StandardProtocolFamily.INET) : ServerSocketChannel.open();
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
     * <p>The JDK binds and listens in one step. So that nobody gets in before the mode is set, that happens in a directory
     * that only the server may enter, and the socket is moved out of it.
     *
     * @param mode the permissions of the socket's file, 0 for the system's default
     */
    public static Listener unix(Path path, int mode, int backlog) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        // Short: the whole path of a socket is limited to some hundred bytes.
        Path directory =
                path.resolveSibling("." + Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX));
        Path hidden = directory.resolve("s");
        try {
            Files.deleteIfExists(hidden);
            Files.deleteIfExists(directory);
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(permissions(0700)));
            channel.bind(UnixDomainSocketAddress.of(hidden), backlog);
            if (mode != 0) {
                Files.setPosixFilePermissions(hidden, permissions(mode));
            }
            Files.move(hidden, path, StandardCopyOption.ATOMIC_MOVE);
            channel.configureBlocking(false);
            return new Listener(channel, path);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        } finally {
            Files.deleteIfExists(hidden);
            Files.deleteIfExists(directory);
        }
    }

    /** Whether it is at every address. */
    public boolean isWildcard() throws IOException {
        return channel.getLocalAddress() instanceof InetSocketAddress inet
                && inet.getAddress().isAnyLocalAddress();
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

    /** An address as CLIENT LIST shows it: {@code 127.0.0.1:6379}, {@code [::1]:6379}. */
    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        int zone = host.indexOf('%');
        String plain = zone < 0 ? host : host.substring(0, zone);
        return (plain.indexOf(':') < 0 ? plain : "[" + compressed(plain) + "]") + ":" + address.getPort();
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
