package io.cairn.tools.bench.growth;

import io.cairn.tools.bench.BigValue;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What is measured: requests to one big value, or to one of many keys, each of which leaves the data as large as it was. They are
 * declared in the order in which they are measured, because some change what the value looks like.
 */
public enum GrowthOperation {
    GET(BigValue.STRINGS, "of one of so many keys", "") {
        @Override
        public String[] request(SplittableRandom random, int size) {
            return new String[] {"GET", any(random, size)};
        }
    },

    ZRANK(BigValue.ZSET, "of one of the last 100 members", "") {
        @Override
        public String[] request(SplittableRandom random, int size) {
            int member = size - 1 - random.nextInt(Math.min(size, 100));
            return new String[] {"ZRANK", value().key(), value().name(member)};
        }
    },

    ZRANGE(BigValue.ZSET, "10 members by rank in the middle", "[]") {
        @Override
        public String[] request(SplittableRandom random, int size) {
            int first = middle(random, size);
            return new String[] {"ZRANGE", value().key(), Integer.toString(first), Integer.toString(first + 9)};
        }
    },

    ZRANGEBYSCORE(BigValue.ZSET, "10 members from a score in the middle", "[]") {
        @Override
        public String[] request(SplittableRandom random, int size) {
            String first = Integer.toString(middle(random, size));
            return new String[] {"ZRANGEBYSCORE", value().key(), first, "+inf", "LIMIT", "0", "10"};
        }
    },

    ZSCORE(BigValue.ZSET, "of a random member", "") {
        @Override
        public String[] request(SplittableRandom random, int size) {
            return new String[] {"ZSCORE", value().key(), any(random, size)};
        }
    },

    ZADD(BigValue.ZSET, "a random member with a new score", "1") {
        @Override
        public String[] request(SplittableRandom random, int size) {
            return new String[] {"ZADD", value().key(), Integer.toString(random.nextInt(size)), any(random, size)};
        }
    },

    GEOSEARCH(BigValue.GEO, "16 members within 5 km", "[]") {
        @Override
        public String[] request(SplittableRandom random, int size) {
            // Not at the rim, around which there is nothing.
            int center = random.nextInt(Math.max(1, size / 10 * 7));
            String longitude = BigValue.longitude(center);
            String latitude = BigValue.latitude(center);
            return new String[] {"GEOSEARCH", value().key(), "FROMLONLAT", longitude, latitude, "BYRADIUS", "5", "km"};
        }
    },

    GEODIST(BigValue.GEO, "of two random members", "") {
        @Override
        public String[] request(SplittableRandom random, int size) {
            return new String[] {"GEODIST", value().key(), any(random, size), any(random, size)};
        }
    },

    LINDEX(BigValue.LIST, "in the middle", "") {
        @Override
        public String[] request(SplittableRandom random, int size) {
            return new String[] {"LINDEX", value().key(), Integer.toString(middle(random, size))};
        }
    },

    LSET(BigValue.LIST, "in the middle", "") {
        @Override
        public String[] request(SplittableRandom random, int size) {
            // What stands there already, for LINSERT's pivot has to be found.
            int index = middle(random, size);
            return new String[] {"LSET", value().key(), Integer.toString(index), value().name(index)};
        }
    },

    LINSERT(BigValue.LIST, "in the middle (its pivot is searched from the head, in both)", "-1") {
        @Override
        public String[] request(SplittableRandom random, int size) {
            // No pivot, but as long in comparison with one as those that it takes the place of.
            String element = value().name(Integer.MAX_VALUE - random.nextInt(1000));
            return new String[] {"LINSERT", value().key(), "BEFORE", value().name(size / 2), element};
        }

        @Override
        String[] restore(int requests) {
            // Off the head, so that the pivot is in the middle again.
            return new String[] {"LTRIM", value().key(), Integer.toString(requests), "-1"};
        }

        @Override
        boolean isIndexed() {
            return false;
        }
    },

    HGET(BigValue.HASH, "of a random field", "") {
        @Override
        public String[] request(SplittableRandom random, int size) {
            return new String[] {"HGET", value().key(), any(random, size)};
        }
    },

    SISMEMBER(BigValue.SET, "of a random member", "0") {
        @Override
        public String[] request(SplittableRandom random, int size) {
            return new String[] {"SISMEMBER", value().key(), any(random, size)};
        }
    },

    XRANGE(BigValue.STREAM, "10 entries from an id in the middle", "[]") {
        @Override
        public String[] request(SplittableRandom random, int size) {
            return new String[] {"XRANGE", value().key(), value().name(middle(random, size)), "+", "COUNT", "10"};
        }
    };

    private final BigValue value;
    private final String what;
    private final String failure;

    GrowthOperation(BigValue value, String what, String failure) {
        this.value = value;
        this.what = what;
        this.failure = failure;
    }

    /** The next request to a value of this size. */
    public abstract String[] request(SplittableRandom random, int size);

    /** What brings the value back to its size after some requests; no words if it has kept it. */
    String[] restore(int requests) {
        return new String[0];
    }

    /** Whether it can do without looking at one element after the other. */
    boolean isIndexed() {
        return true;
    }

    /** Whether this reply says that the request did not find what it was meant to find. */
    boolean isFailure(String reply) {
        return reply.equals(failure);
    }

    BigValue value() {
        return value;
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the command does here, for people. */
    String what() {
        return what;
    }

    String any(SplittableRandom random, int size) {
        return value.name(random.nextInt(size));
    }

    private static int middle(SplittableRandom random, int size) {
        return size / 20 * 9 + random.nextInt(Math.max(1, size / 10));
    }
}
