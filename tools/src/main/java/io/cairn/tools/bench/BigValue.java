package io.cairn.tools.bench;

import java.io.IOException;
import java.util.Locale;

/**
 * One key whose value has many elements, the same ones at any time: element {@code i} has a name with the number {@code i}
 * in it. What has no order of its own is filled in an order that is nobody's.
 */
public enum BigValue {
    /** Members of 16 bytes; the score of each is its number, so that its rank is too. */
    ZSET("ZCARD") {
        @Override
        public String[] add(int index) {
            return new String[] {"ZADD", key(), Integer.toString(index), name(index)};
        }
    },

    /** Members of 16 bytes, spread evenly over a disc at the equator: the more there are, the larger it is. */
    GEO("ZCARD") {
        @Override
        public String[] add(int index) {
            return new String[] {"GEOADD", key(), longitude(index), latitude(index), name(index)};
        }
    },

    /** Elements of 32 bytes; the index of each is its number. */
    LIST("LLEN") {
        @Override
        public String[] add(int index) {
            return new String[] {"RPUSH", key(), name(index)};
        }

        @Override
        public String name(int index) {
            return Names.numbered("element:", index, 32);
        }
    },

    /** Fields and values of 16 bytes. */
    HASH("HLEN") {
        @Override
        public String[] add(int index) {
            return set(index, index);
        }
    },

    /** Members of 16 bytes. */
    SET("SCARD") {
        @Override
        public String[] add(int index) {
            return new String[] {"SADD", key(), name(index)};
        }
    },

    /** Not one value but many: strings of 32 bytes under keys of 16. */
    STRINGS("DBSIZE") {
        @Override
        public String[] add(int index) {
            return new String[] {"SET", name(index), Names.numbered("value:", index, 32)};
        }

        @Override
        public String[] size() {
            return new String[] {"DBSIZE"};
        }

        @Override
        public String name(int index) {
            return Names.numbered("key:", index, 16);
        }
    },

    /** Entries of one field with a value of 8 bytes, a millisecond apart; the name of each is its id. */
    STREAM("XLEN") {
        private static final long FIRST_MS = 1_700_000_000_000L;

        @Override
        public String[] add(int index) {
            return new String[] {"XADD", key(), name(index), "field", Names.numbered("v", index, 8)};
        }

        @Override
        public String name(int index) {
            return (FIRST_MS + index) + "-1";
        }
    };

    /**
     * Members of a geo set lie on a spiral that has as many in every circle of a size, however long it is: 16 in one of 5 km.
     * The distance from the middle, in degrees, of number one; that of the others grows with the root of their number.
     */
    private static final double SPIRAL_DEGREES = 0.01124;

    private static final double GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

    /** Larger than any count, and prime: multiplying by it modulo a count changes the order only. */
    private static final long PRIME = 2_654_435_761L;

    private final String sizeCommand;

    BigValue(String sizeCommand) {
        this.sizeCommand = sizeCommand;
    }

    /** The request that gives a field of the hash one of its values. */
    public static String[] set(int index, int value) {
        return new String[] {"HSET", HASH.key(), HASH.name(index), Names.numbered("value:", value, 16)};
    }

    /** The request for the number of elements. */
    public String[] size() {
        return new String[] {sizeCommand, key()};
    }

    /** Fills the value with this many elements. */
    public void fill(RespConnection connection, int size) throws IOException {
        boolean ordered = this == LIST || this == STREAM;
        Pipeline.run(connection, size, i -> add(ordered ? i : scattered(i, size)));
    }

    /** Each number below {@code size} once, if asked for each once, in an order that is nobody's. */
    public static int scattered(int index, int size) {
        return (int) (index * PRIME % size);
    }

    /** Where a member of a geo set lies, in degrees. */
    public static String longitude(int index) {
        return degrees(Math.sqrt(index) * Math.cos(index * GOLDEN_ANGLE));
    }

    /** Where a member of a geo set lies, in degrees. */
    public static String latitude(int index) {
        return degrees(Math.sqrt(index) * Math.sin(index * GOLDEN_ANGLE));
    }

    private static String degrees(double steps) {
        return String.format(Locale.ROOT, "%.6f", steps * SPIRAL_DEGREES);
    }

    /** The key of the one value. */
    public String key() {
        return "big:" + this;
    }

    /** The kind, for people. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The request that adds an element. */
    public abstract String[] add(int index);

    /** The name of an element. */
    public String name(int index) {
        return Names.numbered("member:", index, 16);
    }
}
