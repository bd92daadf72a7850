package io.cairn.persistence;

import io.cairn.engine.RandomSource;
import java.security.SecureRandom;

/** The machine's randomness, which nobody outside can guess: it keeps hash floods and colliding salts away. */
public final class SystemRandom implements RandomSource {
    private final SecureRandom random = new SecureRandom();

    @Override
    public long nextLong() {
        return random.nextLong();
    }
}
