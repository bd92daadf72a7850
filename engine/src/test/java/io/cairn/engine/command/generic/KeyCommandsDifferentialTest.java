package io.cairn.engine.command.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.Requests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every option and error of the commands on keys, replied to by a real Redis and by us. */
@NeedsProgram("redis-server")
class KeyCommandsDifferentialTest {
    private static RealRedis redis;
    private static SideBySide both;

    @BeforeAll
    static void startRedis() throws IOException {
        redis = RealRedis.start();
        both = new SideBySide(redis);
    }

    @AfterAll
    static void stopRedis() throws IOException {
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    void refusesTheWrongNumberOfArguments() throws IOException {
        agree("""
                del
                unlink
                exists
                touch
                type
                type a b
                expire a
                pexpire a
                expireat a
                pexpireat
                ttl
                ttl a b
                pttl
                expiretime
                pexpiretime a b
                persist
                persist a b
                rename a
                rename a b c
                renamenx a
                copy a
                move a
                move a 1 2
                keys
                keys a b
                scan
                randomkey a
                object
                object encoding
                object encoding a b
                object refcount
                object idletime a b
                object freq
                object help me
                dump
                dump a b
                restore a 0
                dbsize a
                swapdb 0
                swapdb 0 1 2
                select
                select 0 1
                """);
    }

    @Test
    void removesAndCounts() throws IOException {
        agree("""
                del a
                unlink a b
                exists a
                touch a
                set a 1
                set b 2
                set c 3
                exists a
                exists a a b z
                touch a a b z
                del a z a
                unlink b b z c
                exists a b c
                DEL a
                dbsize
                """);
    }

    @Test
    void namesTypes() throws IOException {
        agree("""
                type a
                set a 1
                type a
                TYPE a
                """);
    }

    @Test
    void refusesExpiryOptionsInTheSameOrder() throws IOException {
        agree("""
                set a 1
                expire a abc
                expire a abc zz
                expire a 100 zz
                expire a 100 NX zz
                expire a 100 NX XX
                expire a 100 NX GT
                expire a 100 LT NX
                expire a 100 GT LT
                expire a 100 XX GT LT NX
                expire a abc GT LT
                expire z abc
                expire z 100 zz
                expire a 9223372036854775807
                expire a 9223372036854775
                expire a 9223372036854776
                expire a 99999999999999999999
                expire a 1.5
                expire a ''
                expire a -9223372036854775808
                expireat a 9223372036854776
                expireat a -9223372036854776
                pexpire a 9223372036854775807
                pexpireat a 9223372036854775808
                expire z 9223372036854775807
                ttl a
                """);
    }

    @Test
    void expiresUnderConditions() throws IOException {
        agree("""
                expire a 100
                set a 1
                expire a 100 XX
                expire a 100 xx gt
                expire a 100 GT
                ttl a
                expire a 100 nx
                expire a 200 NX
                ttl a
                expire a 50 GT
                expire a 200 gt
                ttl a
                expire a 300 LT
                expire a 150 Lt
                ttl a
                expire a 400 XX
                expire a 500 XX LT
                expire a 600 XX GT
                expire a 600000 XX GT GT
                ttl a
                persist a
                expire a 700 LT
                pexpire a 800000
                ttl a
                expireat a 99999999999
                expiretime a
                pexpiretime a
                pexpireat a 99999999999499
                expiretime a
                pexpiretime a
                pexpireat a 99999999999500
                expiretime a
                pexpireat a 99999999999500 GT
                pexpireat a 99999999999500 LT
                pexpireat a 99999999999501 GT
                pexpireat a 9223372036854775806
                pexpiretime a
                expireat a 9223372036854775
                expiretime a
                pexpiretime a
                get a
                """);
    }

    @Test
    void removesWhatExpiresInThePast() throws IOException {
        for (String past : List.of(
                "expire a 0",
                "expire a -1",
                "pexpire a 0",
                "pexpire a -9223372036854775808",
                "expireat a 1",
                "expireat a -9223372036854775",
                "pexpireat a 1 NX",
                "pexpireat a -5",
                "pexpireat a 1 LT",
                "pexpireat a 1 GT",
                "pexpireat a 1 XX")) {
            agree("set a 1\n" + past + "\nget a\nexists a\nttl a\ndbsize");
        }
    }

    @Test
    void tellsWhenKeysExpire() throws IOException {
        agree("""
                ttl a
                pttl a
                expiretime a
                pexpiretime a
                set a 1
                ttl a
                pttl a
                expiretime a
                pexpiretime a
                expire a 100
                ttl a
                pttl a
                expiretime a
                pexpiretime a
                set b 1 PX 99999
                ttl b
                pttl b
                persist a
                persist a
                persist z
                ttl a
                """);
    }

    @Test
    void renames() throws IOException {
        agree("""
                rename a a
                rename a b
                renamenx a a
                renamenx a b
                set a 1
                rename a a
                renamenx a a
                rename a b
                get a
                get b
                set a 2 PXAT 99999999999999
                renamenx a b
                renamenx a c
                pexpiretime c
                rename c b
                get b
                pexpiretime b
                set a 3
                rename a b
                pexpiretime b
                dbsize
                """);
    }

    @Test
    void copies() throws IOException {
        agree("""
                copy a b
                copy a a
                copy a b DB
                copy a b zz
                copy a b REPLACE DB
                copy a b DB abc
                copy a b DB 16
                copy a b DB -1
                copy a b DB 99999999999
                copy a b DB 99999999999999999999
                copy a b DB 99 zz
                copy a b zz DB 99
                copy a a DB 0
                copy a a DB 1
                set a 1 PXAT 99999999999999
                copy a a
                copy a a db 0 replace
                copy a b
                copy a b
                pexpiretime b
                set a 2
                copy a b
                copy a b REPLACE
                copy a b REPLACE replace
                get b
                ttl b
                copy a a DB 1
                copy a a DB 1
                copy a a DB 1 REPLACE
                copy a c DB 1 DB 2
                select 1
                get a
                get c
                copy a a DB 0
                select 2
                get c
                """);
    }

    @Test
    void moves() throws IOException {
        agree("""
                move a 0
                move a 1
                move a abc
                move a 16
                move a -1
                move a 2147483648
                move a -2147483649
                move a 99999999999999999999
                set a 1 PXAT 99999999999999
                move a 0
                move a 1
                exists a
                set a 2
                move a 1
                get a
                select 1
                get a
                pexpiretime a
                move a 15
                move a 15
                dbsize
                """);
    }

    @Test
    void scansAndLists() throws IOException {
        agree("""
                scan 0
                keys *
                randomkey
                scan abc
                scan 1a
                scan 0x1
                scan 18446744073709551616
                scan 99999999999999999999999999
                scan 18446744073709551615
                scan 01
                scan 0 count
                scan 0 match
                scan 0 type
                scan 0 zz 1
                scan 0 zz
                scan 0 count abc
                scan 0 count 0
                scan 0 count -5
                scan 0 count 99999999999999999999
                scan abc count 0
                scan 0 count 0 zz
                scan 0 count 10 count abc match
                set abc 1
                set abd 2
                set x\\ny 3
                set '' 4
                set gone 5
                pexpireat gone 1
                scan 0 count 1000
                SCAN 0 COUNT 1000 MATCH *
                scan 0 match a* count 1000
                scan 0 match a*c count 1000
                scan 0 match '' count 1000
                scan 0 match a* match *d count 1000
                scan 0 count 1000 type string
                scan 0 count 1000 type STRING
                scan 0 count 1000 type list
                scan 0 count 1000 type nonsense
                scan 0 count 1000 type string match ab?
                keys *
                keys ab?
                keys a[a-b]*
                keys ''
                keys z
                keys ?**
                randomkey
                dbsize
                """);
    }

    @Test
    void looksBehindKeys() throws IOException {
        agree("""
                object encoding a
                object refcount a
                object idletime a
                object freq a
                object nonsense a
                object nonsense
                set a 12345678
                object encoding a
                set b abc
                OBJECT Encoding b
                object refcount b
                object idletime b
                object freq b
                set c aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
                object encoding c
                set c aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
                object encoding c
                set d 9223372036854775807
                object encoding d
                set d 9223372036854775808
                object encoding d
                incr z
                object encoding z
                """);
    }

    @Test
    void dumpsAndRestores() throws IOException {
        List<byte[][]> script = script("""
                dump z
                set a abc
                set b 1
                set c -30000
                set d 2000000000
                dump a
                dump b
                dump c
                dump d
                """);
        byte[] payload = SmallPayloads.seal((byte) 0, (byte) 3, (byte) 'x', (byte) 'y', (byte) 'z');
        for (String options : List.of(
                "restore a 0 P",
                "restore a 0 P ABSTTL",
                "restore a abc P",
                "restore a 0 P zz",
                "restore n 0 P zz",
                "restore n abc P",
                "restore n -1 P",
                "restore n 0 P IDLETIME",
                "restore n 0 P IDLETIME abc",
                "restore n 0 P IDLETIME -1",
                "restore n 0 P FREQ",
                "restore n 0 P FREQ 256",
                "restore n 0 P FREQ -1",
                "restore n 0 P FREQ abc",
                "restore n 0 P FREQ 1 IDLETIME 1",
                "restore n 0 P IDLETIME 1 FREQ 1",
                "restore n 0 P IDLETIME -1 FREQ 1",
                "restore n 0 P FREQ FREQ",
                "exists n",
                "restore n 0 P",
                "restore n 0 P",
                "restore n 1000000 P REPLACE",
                "ttl n",
                "restore n 99999999999999 P replace absttl",
                "pexpiretime n",
                "restore n 0 P REPLACE IDLETIME 5 IDLETIME 6 REPLACE",
                "restore n 0 P REPLACE FREQ 5 FREQ 255",
                "ttl n",
                "get n",
                "restore n 1 P ABSTTL",
                "restore n 1 P ABSTTL REPLACE",
                "exists n",
                "restore n 1 P ABSTTL",
                "restore n 1 P ABSTTL REPLACE",
                "exists n")) {
            script.add(withPayload(options, payload));
        }
        script.addAll(List.of(
                withPayload("restore m 0 P", Arrays.copyOf(payload, payload.length - 1)),
                withPayload("restore m 0 P", new byte[0]),
                withPayload("restore m 0 P", SmallPayloads.seal((byte) 0x7f, (byte) 1)),
                withPayload("restore m 0 P REPLACE", SmallPayloads.seal((byte) 0, (byte) 63, (byte) 'x')),
                withPayload("restore a 0 P REPLACE", SmallPayloads.seal((byte) 0x7f, (byte) 1)),
                Requests.line("get a")));
        both.run(script);
    }

    @Test
    void selectsSwapsAndFlushes() throws IOException {
        agree("""
                select abc
                select 16
                select -1
                select 2147483648
                select 99999999999999999999
                select 1.5
                select 15
                set a 15
                select 0
                exists a
                swapdb a b
                swapdb 0 b
                swapdb 99 b
                swapdb 0 16
                swapdb 16 0
                swapdb -1 0
                swapdb 0 -1
                swapdb 99999999999 0
                swapdb 0 99999999999
                swapdb 3 3
                swapdb 0 15
                get a
                swapdb 0 15
                flushdb zz
                flushdb async sync
                flushall zz
                flushall sync sync
                set b 0
                flushdb
                dbsize
                select 15
                get a
                flushdb ASYNC
                get a
                set a 1
                flushdb sync
                set a 1
                flushall Async
                set a 1
                select 1
                flushall SYNC
                select 15
                dbsize
                flushall
                """);
    }

    private static void agree(String lines) throws IOException {
        int before = both.compared();
        List<byte[][]> script = script(lines);
        both.run(script);
        assertThat(both.compared() - before).isEqualTo(2 * script.size()).isPositive();
    }

    /** A request a line; {@code ''} is the empty word. */
    private static List<byte[][]> script(String lines) {
        List<byte[][]> script = new ArrayList<>();
        lines.lines().forEach(line -> {
            byte[][] request = Requests.line(line);
            for (int i = 0; i < request.length; i++) {
                request[i] = text(request[i]).equals("''") ? new byte[0] : request[i];
            }
            script.add(request);
        });
        return script;
    }

    /** The words of a line, of which {@code P} stands for the payload. */
    private static byte[][] withPayload(String line, byte[] payload) {
        byte[][] request = Requests.line(line);
        for (int i = 0; i < request.length; i++) {
            request[i] = text(request[i]).equals("P") ? payload : request[i];
        }
        return request;
    }

    private static String text(byte[] word) {
        return new String(word, StandardCharsets.ISO_8859_1);
    }
}
