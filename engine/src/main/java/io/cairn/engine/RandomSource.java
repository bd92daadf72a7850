package io.cairn.engine;

/** Where all randomness comes from: hash keys, RANDOMKEY, eviction samples. A test gives a seeded one. */
@FunctionalInterface
public interface RandomSource {
    /** Returns 64 random bits. */
    long nextLong();
}
