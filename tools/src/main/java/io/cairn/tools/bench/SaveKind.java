package io.cairn.tools.bench;

import java.util.Locale;

/** What is written while {@code measure-save} saves. Every write carries a number, and goes to an element with an index. */
enum SaveKind {
    STRINGS {
        @Override
        String[] write(int index, long number) {
            return new String[] {"SET", element(index), value(number)};
        }

        @Override
        String[] read() {
            return new String[] {"GET", element(0)};
        }
    },

    ZSET {
        @Override
        String[] write(int index, long number) {
            return new String[] {"ZADD", KEY, Long.toString(number), element(index)};
        }

        @Override
        String[] read() {
            return new String[] {"ZSCORE", KEY, element(0)};
        }
    },

    HASH {
        @Override
        String[] write(int index, long number) {
            return new String[] {"HSET", KEY, element(index), value(number)};
        }

        @Override
        String[] read() {
            return new String[] {"HGET", KEY, element(0)};
        }
    },

    /** Grows: the index of each write is its number. */
    LIST {
        @Override
        String[] write(int index, long number) {
            return new String[] {"RPUSH", KEY, value(number)};
        }

        @Override
        String[] read() {
            return new String[] {"LINDEX", KEY, "0"};
        }
    };

    private static final String KEY = "big";
    private static final String NAME = "key:";
    private static final String VALUE = "value:";

    /** The request that writes a number to an element. */
    abstract String[] write(int index, long number);

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

    private static String value(long number) {
        return Names.numbered(VALUE, number, 32);
    }

    /** The number in a value; −1 if there is none. */
    static long number(String value) {
        return Names.number(value, VALUE);
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
