package io.cairn.benchmarks;

import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.resp.RequestParser;
import io.cairn.persistence.rdb.Crc64;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Requests, replies and checksums. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WireBenchmark {
    private static final int PIPELINE = 128;
    private static final int REPLY_BYTES = 64 * 1024;

    private final byte[] requests = ("*3\r\n$3\r\nSET\r\n$16\r\nkey:000000000001\r\n$32\r\n" + "v".repeat(32) + "\r\n")
            .repeat(PIPELINE)
            .getBytes(StandardCharsets.ISO_8859_1);
    private final byte[] value = new byte[32];
    private final byte[] kibibytes = new byte[4096];
    private final RequestParser parser = new RequestParser();
    private final Args args = new Args();
    private final ReplyWriter reply = new ReplyWriter(REPLY_BYTES);

    /** Finds the arguments of a SET, of 128 that have come at once. */
    @Benchmark
    @OperationsPerInvocation(PIPELINE)
    public int parse() {
        parser.parse(requests, requests.length, ProtocolLimits.DEFAULT, Integer.MAX_VALUE);
        int bytes = 0;
        while (parser.next(requests, args)) {
            bytes += args.length(2);
        }
        parser.shift(parser.consumed());
        return bytes;
    }

    /** Writes a string of 32 bytes, and 128 of them before they are sent. */
    @Benchmark
    @OperationsPerInvocation(PIPELINE)
    public int replyString() {
        reply.clear();
        for (int i = 0; i < PIPELINE; i++) {
            reply.bulk(value);
        }
        return reply.length();
    }

    /** Writes an integer, and 128 of them before they are sent. */
    @Benchmark
    @OperationsPerInvocation(PIPELINE)
    public int replyInteger() {
        reply.clear();
        for (int i = 0; i < PIPELINE; i++) {
            reply.integer(1_000L * i);
        }
        return reply.length();
    }

    /** The checksum of 4 KiB. */
    @Benchmark
    public long crc4k() {
        return Crc64.of(kibibytes, 0, kibibytes.length);
    }
}
