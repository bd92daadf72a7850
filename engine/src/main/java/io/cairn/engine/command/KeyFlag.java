package io.cairn.engine.command;

import java.util.Locale;

/** What a command does with the keys that a {@link KeySpec} finds: the first four with the key, the others with its value. */
public enum KeyFlag {
    RO,
    RW,
    OW,
    RM,
    ACCESS,
    UPDATE,
    INSERT,
    DELETE,
    NOT_KEY,
    INCOMPLETE,
    VARIABLE_FLAGS;

    /** The flag's name on the wire. */
    public String word() {
        return compareTo(RM) <= 0 ? name() : name().toLowerCase(Locale.ROOT);
    }
}
