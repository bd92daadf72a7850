package io.cairn.server.session;

import java.security.MessageDigest;

/** The password that clients must give ({@code requirepass}). Any thread. */
public final class Password {
    private volatile byte[] bytes = {};

    /** Sets the password; empty for none. */
    public void set(byte[] newBytes) {
        bytes = newBytes.clone();
    }

    public boolean isSet() {
        return bytes.length > 0;
    }

    /** Whether the slice is the password, in a time that does not depend on where it differs. */
    public boolean matches(byte[] given) {
        return MessageDigest.isEqual(bytes, given);
    }
}
