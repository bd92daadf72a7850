package io.cairn.tools.bench.snapshot;

import io.cairn.tools.bench.Names;
import io.cairn.tools.bench.NumberedText;
import java.util.Locale;

/** What is written while a server saves. Every write carries a number, and goes to an element with an index. */
enum SaveKind {
    STRINGS {
        @Override
        NumberedText write() {
            return NumberedText.request("SET", ELEMENT, VALUE);
        }

        @Override
        String[] read() {
            return new String[] {"GET", element(0)};
        }
    },

    ZSET {
        @Override
        NumberedText write() {
            return NumberedText.request("ZADD", KEY, NumberedText.NUMBER, ELEMENT);
        }

        @Override
        String[] read() {
            return new String[] {"ZSCORE", KEY, element(0)};
        }
    },

    HASH {
        @Override
        NumberedText write() {
            return NumberedText.request("HSET", KEY, ELEMENT, VALUE);
        }

        @Override
        String[] read() {
            return new String[] {"HGET", KEY, element(0)};
        }
    },

    /** Grows: the index of each write is its number. */
    LIST {
        @Override
        NumberedText write() {
            return NumberedText.request("RPUSH", KEY, VALUE);
        }

        @Override
        String[] read() {
            return new String[] {"LINDEX", KEY, "0"};
        }
    };

    private static final String KEY = "big";
    private static final String NAME = "key:";

    /** 16 bytes. */
    private static final String ELEMENT = NAME + NumberedText.INDEX;

    private static final String VALUE_NAME = "value:";

    /** 32 bytes. */
    private static final String VALUE = VALUE_NAME + "0".repeat(14) + NumberedText.NUMBER;

    /** The request that writes a number to the element with an index. */
    abstract NumberedText write();

    /** A request that reads one element. */
    abstract String[] read();

    /** The name of an element that has one. */
    static String element(int index) {
        return Names.numbered(NAME, index, 16);
    }

    /** The index in a name; −1 if there is none. */
    static long index(String name) {
        return Names.number(name, NAME);
    }

    /** The number in a value; −1 if there is none. */
    static long number(String value) {
        return Names.number(value, VALUE_NAME);
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
