package io.cairn.persistence.rdb;

import io.cairn.engine.value.StringValue;
import io.cairn.persistence.rdb.RecordingSink.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Data sets of strings in every form, from a seed, and files made of them. */
final class SampleStrings {
    /** Far enough that nothing expires while a test runs. */
    static final long FIRST_EXPIRY_MS = 4_000_000_000_000L;

    private static final String[] SPECIAL = {
        "",
        "0",
        "-0",
        "-1",
        "7",
        "007",
        "+7",
        " 7",
        "127",
        "128",
        "-128",
        "-129",
        "255",
        "256",
        "32767",
        "32768",
        "-32768",
        "-32769",
        "65535",
        "2147483647",
        "2147483648",
        "-2147483648",
        "-2147483649",
        "4294967296",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "1e3",
        "12345678901",
        "-",
        "aaaaaaaaaaaaaaaaaaaa",
        "aaaaaaaaaaaaaaaaaaaaa",
        "\0",
        "\r\n",
        "*1\r\n$4\r\nPING\r\n"
    };

    private SampleStrings() {}

    /** Returns {@code count} keys with values; a third expire. */
    static Map<String, Entry> dataSet(long seed, int count, int maxLength) {
        Random random = new Random(seed);
        Map<String, Entry> data = new LinkedHashMap<>();
        for (int i = 0; data.size() < count; i++) {
            String key = i < SPECIAL.length ? SPECIAL[i] : key(random, i);
            String value = random.nextInt(4) == 0 ? SPECIAL[random.nextInt(SPECIAL.length)] : value(random, maxLength);
            long expireAtMs =
                    random.nextInt(3) == 0 ? FIRST_EXPIRY_MS + random.nextInt(1_000_000_000) : RdbKey.NO_EXPIRY;
            data.put(key, Entry.of(value, expireAtMs));
        }
        return data;
    }

    private static String key(Random random, int i) {
        return switch (random.nextInt(4)) {
            case 0 -> Integer.toString(random.nextInt() >> random.nextInt(32));
            case 1 -> "prefix:prefix:prefix:prefix:" + i;
            default -> "key:" + i;
        };
    }

    private static String value(Random random, int maxLength) {
        int length = random.nextInt(1 + (random.nextInt(10) == 0 ? maxLength : Math.min(maxLength, 100)));
        int letters = 1 << random.nextInt(9);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) (random.nextInt(letters) + (letters < 64 ? 'a' : 0) & 0xff));
        }
        return text.toString();
    }

    /** Writes one database. */
    static byte[] write(Map<String, Entry> data, boolean compress, boolean checksum) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RdbWriter writer = new RdbWriter(bytes::write, RdbFormat.DEFAULT_VERSION, compress, checksum);
        writer.begin(header());
        writeDatabase(writer, 0, data);
        writer.finish();
        return bytes.toByteArray();
    }

    static Map<String, String> header() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("redis-ver", "7.0.15");
        fields.put("redis-bits", "64");
        fields.put("ctime", "1700000000");
        fields.put("used-mem", "1000000");
        fields.put("aof-base", "0");
        return fields;
    }

    static void writeDatabase(RdbWriter writer, int index, Map<String, Entry> data) throws IOException {
        writer.selectDatabase(index);
        writer.sizes(data.size(), expiring(data));
        for (Map.Entry<String, Entry> each : data.entrySet()) {
            byte[] key = RealRedis.latin1(each.getKey());
            Entry entry = each.getValue();
            byte[] value = RealRedis.latin1(entry.value());
            if (entry.idleSeconds() != RdbKey.NOT_GIVEN) {
                writer.idle(entry.idleSeconds());
            }
            if (entry.frequency() != RdbKey.NOT_GIVEN) {
                writer.frequency(entry.frequency());
            }
            StringValue string = new StringValue();
            if (entry.isInteger()) {
                string.pointInteger(Long.parseLong(entry.value()));
            } else {
                string.point(value, 0, value.length);
            }
            writer.record(key, 0, key.length, entry.expireAtMs(), string);
        }
    }

    static long expiring(Map<String, Entry> data) {
        return data.values().stream()
                .filter(entry -> entry.expireAtMs() != RdbKey.NO_EXPIRY)
                .count();
    }

    /** The same data without the forms in which the values came. */
    static Map<String, Entry> plain(Map<String, Entry> data) {
        Map<String, Entry> plain = new LinkedHashMap<>();
        data.forEach((key, entry) -> plain.put(key, entry.plain()));
        return plain;
    }
}
