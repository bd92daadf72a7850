package io.cairn.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.Packed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: writers that take their arrays from one pool do not write into one another's replies.
 *
 * <p>Method: two writers write replies of all kinds and lengths in turn, grow, are sent from and give their arrays back, so
 * that each goes on in an array that the other had. Invariants, after each step: the bytes of both are those put together one
 * by one, and no array is both writers'. What happened is counted.
 */
class SharedReplyBuffersPropertyTest {
    private static final int STEPS = 200;

    private static long grown;
    private static long handedOver;

    @AfterContainer
    static void everythingHappened() {
        System.out.printf("shared reply buffers: %d grown, %d handed over%n", grown, handedOver);
        assertThat(grown).isGreaterThan(1000);
        assertThat(handedOver).isGreaterThan(500);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void repliesAreOnesOwn(@ForAll Random random) {
        BufferPool pool = new BufferPool();
        List<Client> clients = List.of(new Client(pool, random, 'a'), new Client(pool, random, 'b'));
        for (int step = 0; step < STEPS; step++) {
            int turn = random.nextInt(2);
            clients.get(turn).step();
            clients.get(turn).countHandedOver(clients.get(1 - turn));
            clients.forEach(Client::check);
            byte[] one = clients.get(0).writer.buffer();
            assertThat(one.length > 0 && one == clients.get(1).writer.buffer()).isFalse();
        }
    }

    /** A writer, and what it should have written. */
    private static final class Client {
        private final BufferPool pool;
        private final Random random;
        private final byte letter;
        private final ReplyWriter writer;
        private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
        private final Set<byte[]> had = Collections.newSetFromMap(new IdentityHashMap<>());

        Client(BufferPool pool, Random random, char letter) {
            this.pool = pool;
            this.random = random;
            this.letter = (byte) letter;
            writer = new ReplyWriter((small, used, length) -> {
                grown++;
                return pool.enlarge(small, used, length);
            });
        }

        void step() {
            switch (random.nextInt(10)) {
                case 0 -> giveBack();
                case 1 -> send();
                case 2 -> writeBehind();
                case 3 -> writeEntries();
                case 4 -> writeInParts();
                case 5 -> writeShort();
                case 6 -> borrow();
                default -> {
                    byte[] text = text();
                    writer.bulk(text, 0, text.length);
                    expectBulk(text);
                }
            }
            had.add(writer.buffer());
        }

        private void giveBack() {
            pool.give(writer.exchange(BufferPool.EMPTY));
            expected.reset();
        }

        private void borrow() {
            if (writer.buffer().length == 0) {
                writer.exchange(pool.takeIfAtHand(random.nextInt(100_000)));
            }
        }

        private void send() {
            int sent = random.nextInt(writer.length() + 1);
            byte[] rest = Arrays.copyOfRange(expected.toByteArray(), sent, expected.size());
            writer.discard(sent);
            expected.reset();
            expected.writeBytes(rest);
        }

        /** Elements whose number is known behind them. */
        private void writeBehind() {
            int from = writer.length();
            int count = random.nextInt(5);
            expect("*" + count + "\r\n");
            for (int i = 0; i < count; i++) {
                byte[] text = text();
                writer.bulk(text);
                expectBulk(text);
            }
            writer.arrayAt(from, count);
        }

        private void writeEntries() {
            Packed pack = Packed.workspace(0);
            Listpack.clear(pack);
            int count = random.nextInt(200);
            for (int i = 0; i < count; i++) {
                byte[] text = random.nextInt(100) == 0 ? text() : filled(random.nextInt(80));
                Listpack.append(pack, text, 0, text.length);
                expectBulk(text);
            }
            writer.entries(pack.bytes(), Listpack.first(0), count);
        }

        private void writeInParts() {
            List<byte[]> parts = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                parts.add(text());
            }
            int length = parts.stream().mapToInt(part -> part.length).sum();
            writer.bulkStart(length);
            expect("$" + length + "\r\n");
            for (byte[] part : parts) {
                writer.bulkPart(part, 0, part.length);
                expected.writeBytes(part);
            }
            writer.bulkEnd();
            expect("\r\n");
        }

        private void writeShort() {
            for (int i = random.nextInt(3000); i > 0; i--) {
                writer.integer(i);
                writer.bulkLong(i);
                writer.simple("QUEUED");
                expect(":" + i + "\r\n");
                expectBulk(Integer.toString(i).getBytes(StandardCharsets.US_ASCII));
                expect("+QUEUED\r\n");
            }
        }

        /** Mostly short; some are longer than the smallest arrays, few than the next ones. */
        private byte[] text() {
            return filled(random.nextInt(1 << 3 + random.nextInt(15)));
        }

        private byte[] filled(int length) {
            byte[] text = new byte[length];
            Arrays.fill(text, letter);
            return text;
        }

        private void expectBulk(byte[] text) {
            expect("$" + text.length + "\r\n");
            expected.writeBytes(text);
            expect("\r\n");
        }

        private void expect(String text) {
            expected.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }

        void check() {
            assertThat(Arrays.equals(writer.buffer(), 0, writer.length(), expected.toByteArray(), 0, expected.size()))
                    .isTrue();
        }

        void countHandedOver(Client other) {
            handedOver += writer.buffer().length > 0 && other.had.remove(writer.buffer()) ? 1 : 0;
        }
    }
}
