package io.cairn.server.config;

/** Who may do something that can harm the machine. */
public enum Permission {
    NO,
    YES,
    /** Clients that come over the loopback interface or a unix socket. */
    LOCAL;

    /** Whether a client may; {@code local} says whether it is on this machine. */
    public boolean allows(boolean local) {
        return this == YES || (this == LOCAL && local);
    }
}
