package io.cairn.server.session;

import io.cairn.engine.command.CommandSpec;

/** A line of CLIENT LIST: what is known of a client, in Redis' fields and order. */
public final class ClientLine {
    private ClientLine() {}

    /** The line, without its end. Fields that have no counterpart here show what they do of an idle client of Redis. */
    public static String of(ClientSession client, long nowMs) {
        CommandSpec last = client.lastCommand();
        return "id=" + client.id()
                + " addr=" + client.address()
                + " laddr=" + client.localAddress()
                + " fd=" + client.id()
                + " name=" + client.name()
                + " age=" + seconds(nowMs - client.createdAtMs())
                + " idle=" + seconds(nowMs - client.lastActiveMs())
                + " flags=" + flags(client)
                + " db=" + client.database()
                + " sub=0 psub=0 ssub=0 multi=-1 watch=0"
                + " qbuf=" + client.inputBytes()
                + " qbuf-free=0 argv-mem=0 multi-mem=0 rbs=0 rbp=0"
                + " obl=" + client.outputBytes()
                + " oll=0 omem=0"
                + " tot-mem=" + ((long) client.inputBytes() + client.outputBytes())
                + " events=r"
                + " cmd=" + (last == null ? "NULL" : last.name())
                + " user=default"
                + " redir=-1"
                + " resp=" + client.protocol()
                + " lib-name=" + client.libraryName()
                + " lib-ver=" + client.libraryVersion();
    }

    private static long seconds(long ms) {
        return Math.max(0, ms / 1000);
    }

    private static String flags(ClientSession client) {
        String flags = (client.isWaiting() ? "b" : "")
                + (client.isUnix() ? "U" : "")
                + (client.isEvictable() ? "" : "e")
                + (client.isTouching() ? "" : "T")
                + (client.isClosing() ? "c" : "");
        return flags.isEmpty() ? "N" : flags;
    }
}
