package io.cairn.persistence.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BufferedOutputTest {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final SimulatedStorage storage = new SimulatedStorage();

    @Test
    void writesWhatItIsGivenInOrderWhateverTheLengths() throws IOException {
        Random random = new Random(11);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        int[] lengths = {1, BUFFER_BYTES - 1, BUFFER_BYTES, BUFFER_BYTES + 1, 0, 3 * BUFFER_BYTES};
        for (int round = 0; round < 20; round++) {
            try (BufferedOutput out =
                    round == 0 ? BufferedOutput.create(storage, "file") : BufferedOutput.behind(storage, "file")) {
                for (int i = 0; i < 10; i++) {
                    byte[] bytes =
                            new byte[random.nextBoolean() ? lengths[i % lengths.length] : random.nextInt(40_000)];
                    random.nextBytes(bytes);
                    int from = bytes.length / 3;
                    out.write(bytes, from, bytes.length - from);
                    expected.write(bytes, from, bytes.length - from);
                    assertThat(out.position()).isEqualTo(expected.size());
                }
                out.force();
            }
            SimulatedStorage crashed = storage.copy();
            boolean ignored = crashed.powerFailure(choices -> 0);
            assertThat(storage.contents("file")).isEqualTo(expected.toByteArray());
            if (round > 0) {
                assertThat(crashed.contents("file")).isEqualTo(expected.toByteArray());
            }
            storage.syncDirectory("");
        }
    }

    @Test
    void beginsNoFileThatIsThere() throws IOException {
        BufferedOutput.create(storage, "file").close();
        assertThatThrownBy(() -> BufferedOutput.create(storage, "file")).isInstanceOf(IOException.class);
        assertThat(storage.openFiles()).isZero();
    }
}
