package io.cairn.engine.structure;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * LZ4 blocks, for memory only: none is read from a file or a peer.
 *
 * <p>The library's pure Java instance, which checks every access: it loads no native code and no {@code Unsafe}. Cost for
 * 4 KiB: some 10 µs and 16 KiB of garbage to compress, some 3 µs and none to decompress. Any thread may use it.
 */
final class Lz4 {
    private static final LZ4Compressor COMPRESSOR = LZ4Factory.safeInstance().fastCompressor();
    private static final LZ4SafeDecompressor DECOMPRESSOR =
            LZ4Factory.safeInstance().safeDecompressor();

    private Lz4() {}

    /** The most that so many bytes become when they are compressed. */
    static int maxCompressedLength(int length) {
        return COMPRESSOR.maxCompressedLength(length);
    }

    /** Compresses the first {@code length} bytes; returns how many they become. */
    static int compress(byte[] source, int length, byte[] target) {
        return COMPRESSOR.compress(source, 0, length, target, 0, target.length);
    }

    /** Decompresses all of {@code source} into the first {@code length} bytes of {@code target}, neither more nor less. */
    static void decompress(byte[] source, byte[] target, int length) {
        int decompressed = DECOMPRESSOR.decompress(source, 0, source.length, target, 0, length);
        if (decompressed != length) {
            throw new IllegalStateException(
                    "a compressed leaf is not as long as it was: expected=" + length + " actual=" + decompressed);
        }
    }
}
