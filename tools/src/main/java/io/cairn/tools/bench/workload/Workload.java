package io.cairn.tools.bench.workload;

import io.cairn.tools.bench.BigValue;
import io.cairn.tools.bench.Pipeline;
import io.cairn.tools.bench.RespConnection;
import io.cairn.tools.bench.growth.GrowthOperation;
import io.cairn.tools.bench.load.ReplyShape;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bench} measures, one command or mixture each: the data that is there beforehand, the requests, and what their
 * replies must be. Data and requests are the same for every server and in every run.
 */
enum Workload {
    SET(
            "SET of any key, with a new value",
            Pass.REPEATS,
            100_000,
            ReplyShape.STATUS,
            (data, i) -> words("SET", data.anyKey(), data.value())),

    GET_HOT(
            "GET of the same key again and again",
            Pass.REPEATS,
            1,
            ReplyShape.STRING,
            (data, i) -> words("GET", data.anyKey())) {
        @Override
        int keys(int wanted, int clients) {
            return 1;
        }
    },

    INCR("INCR of any key", Pass.REPEATS, 100_000, ReplyShape.INTEGER, (data, i) -> words("INCR", data.anyKey())) {
        @Override
        void fill(RespConnection connection, WorkloadData data) throws IOException {
            Pipeline.run(connection, data.keys(), i -> words("SET", WorkloadData.key(i), "0"));
        }
    },

    ZADD(
            "ZADD of new members to one sorted set, from empty to full",
            Pass.GROWS,
            500_000,
            BigValue.ZSET,
            ReplyShape.integer(1),
            (data, i) -> BigValue.ZSET.add(data.fresh(i))),

    ZRANK_TAIL(
            "ZRANK of one of the last 100 members",
            Pass.REPEATS,
            100_000,
            BigValue.ZSET,
            ReplyShape.INTEGER,
            (data, i) -> GrowthOperation.ZRANK.request(data.random(), data.keys())),

    GEOADD(
            "GEOADD of new members to one key, from empty to full",
            Pass.GROWS,
            500_000,
            BigValue.GEO,
            ReplyShape.integer(1),
            (data, i) -> BigValue.GEO.add(data.fresh(i))),

    GEODIST(
            "GEODIST of any two members",
            Pass.REPEATS,
            100_000,
            BigValue.GEO,
            ReplyShape.STRING,
            (data, i) -> GrowthOperation.GEODIST.request(data.random(), data.keys())),

    GET_RANDOM("GET of any key", Pass.REPEATS, 1_000_000, ReplyShape.STRING, (data, i) -> words("GET", data.anyKey())),

    MSET_10(
            "MSET of any ten keys, with new values",
            Pass.REPEATS,
            100_000,
            ReplyShape.STATUS,
            (data, i) -> data.anyTen("MSET")),

    LPUSH(
            "LPUSH to one list, from empty to full",
            Pass.GROWS,
            500_000,
            BigValue.LIST,
            ReplyShape.integer(1, Integer.MAX_VALUE),
            (data, i) -> words("LPUSH", BigValue.LIST.key(), data.value())),

    LPOP(
            "LPOP of one list, from full to empty",
            Pass.SHRINKS,
            500_000,
            BigValue.LIST,
            ReplyShape.STRING,
            (data, i) -> words("LPOP", BigValue.LIST.key())),

    LRANGE_100(
            "LRANGE of the first 100 elements",
            Pass.REPEATS,
            100_000,
            BigValue.LIST,
            ReplyShape.elements(100),
            (data, i) -> words("LRANGE", BigValue.LIST.key(), "0", "99")),

    LINDEX_MIDDLE(
            "LINDEX of any of the tenth of the elements in the middle",
            Pass.REPEATS,
            100_000,
            BigValue.LIST,
            ReplyShape.STRING,
            (data, i) -> GrowthOperation.LINDEX.request(data.random(), data.keys())),

    HSET(
            "HSET of any field of one hash, with a new value as long as the old one",
            Pass.REPEATS,
            100_000,
            BigValue.HASH,
            ReplyShape.integer(0),
            (data, i) -> BigValue.set(data.any(), data.any())),

    HGETALL_SMALL(
            "HGETALL of any of many hashes with 4 fields",
            Pass.REPEATS,
            100_000,
            ReplyShape.elements(8),
            (data, i) -> words("HGETALL", data.anyKey())) {
        @Override
        void fill(RespConnection connection, WorkloadData data) throws IOException {
            Pipeline.run(
                    connection,
                    data.keys(),
                    i -> words("HSET", WorkloadData.key(i), "f1", data.value(), "f2", "2", "f3", "three", "f4", "4"));
        }

        @Override
        ReplyOrder order() {
            return ReplyOrder.ANY_OF_PAIRS;
        }
    },

    SADD(
            "SADD of new members to one set, from empty to full",
            Pass.GROWS,
            500_000,
            BigValue.SET,
            ReplyShape.integer(1),
            (data, i) -> BigValue.SET.add(data.fresh(i))),

    SINTER(
            "SINTER of two sets of 100 members, of which 50 are in both; any of many pairs",
            Pass.REPEATS,
            1000,
            ReplyShape.elements(50),
            (data, i) -> data.anyPair("SINTER")) {
        @Override
        void fill(RespConnection connection, WorkloadData data) throws IOException {
            Pipeline.run(connection, 2 * data.keys(), i -> hundredMembers(WorkloadData.key(i), i % 2 * 50));
        }

        @Override
        ReplyOrder order() {
            return ReplyOrder.ANY;
        }

        @Override
        long sizeAfter(WorkloadData data, long requests) {
            return 2L * data.keys();
        }
    },

    ZADD_EXISTING(
            "ZADD of any member, with a new score",
            Pass.REPEATS,
            100_000,
            BigValue.ZSET,
            ReplyShape.integer(0),
            (data, i) -> GrowthOperation.ZADD.request(data.random(), data.keys())),

    ZRANGE_100(
            "ZRANGE of 100 members, from any rank on",
            Pass.REPEATS,
            100_000,
            BigValue.ZSET,
            ReplyShape.elements(100),
            (data, i) -> data.anyRange("ZRANGE", BigValue.ZSET, 100)),

    ZRANGEBYSCORE(
            "ZRANGEBYSCORE of 10 members, from any score on",
            Pass.REPEATS,
            100_000,
            BigValue.ZSET,
            ReplyShape.elements(10),
            (data, i) -> data.anyRange("ZRANGEBYSCORE", BigValue.ZSET, 10)),

    GEOSEARCH_SMALL(
            "GEOSEARCH within 5 km of any place, where 16 members are",
            Pass.REPEATS,
            100_000,
            BigValue.GEO,
            ReplyShape.elements(1, 100),
            (data, i) -> GrowthOperation.GEOSEARCH.request(data.random(), data.keys())) {
        @Override
        ReplyOrder order() {
            return ReplyOrder.ANY;
        }
    },

    GEOSEARCH_WIDE(
            "GEOSEARCH within 40 km of any place, where 1,000 members are",
            Pass.REPEATS,
            100_000,
            BigValue.GEO,
            ReplyShape.elements(100, 2000),
            (data, i) -> data.anyCircle("40")) {
        @Override
        ReplyOrder order() {
            return ReplyOrder.ANY;
        }

        @Override
        int mostPipeline() {
            return FEW;
        }
    },

    XADD(
            "XADD of entries of one field to one stream, from empty to full",
            Pass.GROWS,
            500_000,
            BigValue.STREAM,
            ReplyShape.STRING,
            (data, i) -> words("XADD", BigValue.STREAM.key(), "*", "field", data.value())) {
        @Override
        ReplyOrder order() {
            return ReplyOrder.KIND;
        }
    },

    XRANGE_100(
            "XRANGE of 100 entries, from any id on",
            Pass.REPEATS,
            100_000,
            BigValue.STREAM,
            ReplyShape.elements(100),
            (data, i) -> data.anyEntries(100)),

    XREADGROUP_ACK(
            "XREADGROUP of one new entry and XACK of it in turn, a group for each connection, until all have read all",
            Pass.ENDS,
            2000,
            BigValue.STREAM,
            ReplyShape.STRING,
            (data, i) -> data.readOrAcknowledge(i)) {
        @Override
        int keys(int wanted, int clients) {
            return Math.min(super.keys(wanted, clients), Math.max(1, MOST_READS / clients));
        }

        @Override
        void fill(RespConnection connection, WorkloadData data) throws IOException {
            super.fill(connection, data);
            Pipeline.run(
                    connection,
                    data.clients(),
                    i -> words("XGROUP", "CREATE", BigValue.STREAM.key(), WorkloadData.group(i), "0"));
        }

        @Override
        int requests(WorkloadData data) {
            return 2 * data.keys() * data.clients();
        }

        @Override
        ReplyShape reply(int index) {
            // One stream: RESP2 has an array of one pair, RESP3 a map of one.
            return index % 2 == 0 ? ReplyShape.elements(1, 2) : ReplyShape.integer(1);
        }
    },

    SETBIT(
            "SETBIT of any bit of one string",
            Pass.REPEATS,
            1_000_000,
            ReplyShape.integer(0, 1),
            (data, i) -> words("SETBIT", "bits", Integer.toString(data.any()), Integer.toString(i & 1))) {
        @Override
        void fill(RespConnection connection, WorkloadData data) throws IOException {
            connection.call("SETBIT", "bits", Integer.toString(data.keys() - 1), "1");
        }

        @Override
        String[] size() {
            return words("STRLEN", "bits");
        }

        @Override
        long sizeAfter(WorkloadData data, long requests) {
            return (data.keys() - 1L) / Byte.SIZE + 1;
        }
    },

    PFADD(
            "PFADD of new elements to one HyperLogLog, from empty to full",
            Pass.GROWS,
            500_000,
            ReplyShape.integer(0, 1),
            (data, i) -> words("PFADD", "elements", WorkloadData.key(data.fresh(i)))) {
        @Override
        void fill(RespConnection connection, WorkloadData data) throws IOException {
            connection.call("DEL", "elements");
        }

        @Override
        String[] size() {
            return words("PFCOUNT", "elements");
        }

        @Override
        long sizeAfter(WorkloadData data, long requests) {
            return UNKNOWN;
        }
    },

    EXPIRE(
            "EXPIRE of any key, in some hours",
            Pass.REPEATS,
            100_000,
            ReplyShape.integer(1),
            (data, i) -> words(
                    "EXPIRE",
                    data.anyKey(),
                    Integer.toString(10_000 + data.random().nextInt(90_000)))),

    MIXED_90_10(
            "GET of any key, and every tenth a SET",
            Pass.REPEATS,
            1_000_000,
            ReplyShape.STRING,
            (data, i) -> i % 10 == 9 ? words("SET", data.anyKey(), data.value()) : words("GET", data.anyKey())) {
        @Override
        ReplyShape reply(int index) {
            return index % 10 == 9 ? ReplyShape.STATUS : ReplyShape.STRING;
        }
    },

    SET_4K(
            "SET of any key, with a new value of 4 KiB",
            Pass.REPEATS,
            10_000,
            ReplyShape.STATUS,
            (data, i) -> words("SET", data.anyKey(), data.value())) {
        @Override
        int payloadBytes(int wanted) {
            return 4 * KIB;
        }
    },

    GET_4K(
            "GET of any key, with values of 4 KiB",
            Pass.REPEATS,
            10_000,
            ReplyShape.string(4 * 1024),
            (data, i) -> words("GET", data.anyKey())) {
        @Override
        int payloadBytes(int wanted) {
            return 4 * KIB;
        }
    },

    SET_64K(
            "SET of any key, with a new value of 64 KiB",
            Pass.REPEATS,
            1000,
            ReplyShape.STATUS,
            (data, i) -> words("SET", data.anyKey(), data.value())) {
        @Override
        int payloadBytes(int wanted) {
            return 64 * KIB;
        }

        @Override
        int mostPipeline() {
            return FEW;
        }
    },

    GET_64K(
            "GET of any key, with values of 64 KiB",
            Pass.REPEATS,
            1000,
            ReplyShape.string(64 * 1024),
            (data, i) -> words("GET", data.anyKey())) {
        @Override
        int payloadBytes(int wanted) {
            return 64 * KIB;
        }

        @Override
        int mostPipeline() {
            return FEW;
        }
    },

    DEL_BIG(
            "DEL of hashes of 1,000 fields, until none is left",
            Pass.SHRINKS,
            2000,
            ReplyShape.integer(1),
            (data, i) -> words("DEL", WorkloadData.key(data.fresh(i)))) {
        @Override
        int keys(int wanted, int clients) {
            return Math.min(super.keys(wanted, clients), MOST_BIG);
        }

        @Override
        void fill(RespConnection connection, WorkloadData data) throws IOException {
            connection.call("DEL", BigValue.HASH.key());
            BigValue.HASH.fill(connection, 1000);
            Pipeline.run(
                    connection, data.keys(), i -> words("COPY", BigValue.HASH.key(), WorkloadData.key(i), "REPLACE"));
            connection.call("DEL", BigValue.HASH.key());
        }
    };

    /** What becomes of the data, and so for how long requests can go on. */
    enum Pass {
        /** It stays as it is, or nearly: requests may go on for ever. */
        REPEATS,
        /** Each request adds one; when all are there, the data is made anew, and that is not measured. */
        GROWS,
        /** Each request takes one away; when none is left, the data is made anew, and that is not measured. */
        SHRINKS,
        /** It stays as large as it is, but each request can be sent once only; then the data is made anew, as above. */
        ENDS
    }

    /** Makes the requests, in order. */
    private interface Requests {
        String[] next(WorkloadData data, int index);
    }

    /** The size of the data is not known beforehand. */
    static final long UNKNOWN = -1;

    /** Fewer would be less than some requests ask for at once. */
    static final int LEAST_KEYS = 1000;

    private static final int KIB = 1024;

    /** What a pipeline may hold where more would be megabytes. */
    private static final int FEW = 16;

    /** So many requests at least, if they can be repeated: more than the processor's caches hold. */
    private static final int LEAST_REQUESTS = 128 * 1024;

    private static final int MOST_REQUESTS = 1024 * 1024;

    /** Of all groups together, so that the requests have room. */
    private static final int MOST_READS = 100_000;

    /** Hashes of 1,000 fields. */
    private static final int MOST_BIG = 10_000;

    private final String what;
    private final Pass pass;
    private final int defaultKeys;
    private final @Nullable BigValue value;

    @SuppressWarnings("ImmutableEnumChecker") // A record of numbers and a string.
    private final ReplyShape shape;

    @SuppressWarnings("ImmutableEnumChecker") // Lambdas of this file, which capture nothing.
    private final Requests requests;

    /** To many keys. */
    Workload(String what, Pass pass, int defaultKeys, ReplyShape shape, Requests requests) {
        this(what, pass, defaultKeys, null, shape, requests);
    }

    /** To one big value. */
    Workload(String what, Pass pass, int defaultKeys, @Nullable BigValue value, ReplyShape shape, Requests requests) {
        this.what = what;
        this.pass = pass;
        this.defaultKeys = defaultKeys;
        this.value = value;
        this.shape = shape;
        this.requests = requests;
    }

    static String[] words(String... words) {
        return words;
    }

    private static String[] hundredMembers(String key, int first) {
        String[] words = new String[102];
        words[0] = "SADD";
        words[1] = key;
        for (int i = 0; i < 100; i++) {
            words[i + 2] = BigValue.SET.name(first + i);
        }
        return words;
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it is, for people. */
    String what() {
        return what;
    }

    Pass pass() {
        return pass;
    }

    /** How many keys there are, or elements of the big value; {@code wanted} is 0 for as many as this takes by itself. */
    int keys(int wanted, int clients) {
        return wanted == 0 ? defaultKeys : wanted;
    }

    /** Length of values, if this does not have one of its own. */
    int payloadBytes(int wanted) {
        return wanted;
    }

    /** How many requests may be sent at once. */
    int mostPipeline() {
        return Integer.MAX_VALUE;
    }

    /** What requests are made of, from the beginning. */
    WorkloadData data(int wantedKeys, int wantedPayload, int clients) {
        return new WorkloadData(keys(wantedKeys, clients), payloadBytes(wantedPayload), clients);
    }

    /** Brings the data to where the first request is to find it, from where any of them have left it, or from nothing. */
    void fill(RespConnection connection, WorkloadData data) throws IOException {
        if (value == null) {
            data.fillStrings(connection);
            return;
        }
        connection.call("DEL", value.key());
        if (pass != Pass.GROWS) {
            value.fill(connection, data.keys());
        }
    }

    /** How many different requests there are. */
    int requests(WorkloadData data) {
        return pass == Pass.REPEATS ? Math.min(MOST_REQUESTS, Math.max(LEAST_REQUESTS, data.keys())) : data.keys();
    }

    /** The next request, which is number {@code index}. */
    final String[] request(WorkloadData data, int index) {
        return requests.next(data, index);
    }

    /** What the reply to request number {@code index} must be. */
    ReplyShape reply(int index) {
        return shape;
    }

    /** What of the replies both servers must have in common. */
    ReplyOrder order() {
        return ReplyOrder.AS_SENT;
    }

    /** The request for the size of the data. */
    String[] size() {
        return value == null ? words("DBSIZE") : value.size();
    }

    /** The size after so many of the requests, each sent once if it cannot be repeated; {@link #UNKNOWN} if chance decides it. */
    long sizeAfter(WorkloadData data, long requests) {
        return switch (pass) {
            case REPEATS, ENDS -> data.keys();
            case GROWS -> requests;
            case SHRINKS -> data.keys() - requests;
        };
    }
}
