package io.cairn.engine.value;

/**
 * Up to which size values keep their compact form. The names and defaults are those of Redis' settings.
 *
 * @param listMaxListpackSize a list's: positive, entries; -1 to -5, 4 KiB to 64 KiB
 * @param listCompressDepth how many chunks at either end of a long list stay uncompressed; 0: all
 * @param hashMaxListpackEntries fields of a hash
 * @param hashMaxListpackValue bytes of a hash's field or value
 * @param setMaxIntsetEntries members of a set of numbers
 * @param setMaxListpackEntries members of a set
 * @param setMaxListpackValue bytes of a set's member
 * @param zsetMaxListpackEntries members of a sorted set
 * @param zsetMaxListpackValue bytes of a sorted set's member
 * @param hllSparseMaxBytes bytes of a HyperLogLog in its sparse form
 * @param streamNodeMaxBytes bytes of one chunk of a stream; 0: no limit
 * @param streamNodeMaxEntries entries of one chunk of a stream; 0: no limit
 */
public record EncodingLimits(
        int listMaxListpackSize,
        int listCompressDepth,
        long hashMaxListpackEntries,
        long hashMaxListpackValue,
        long setMaxIntsetEntries,
        long setMaxListpackEntries,
        long setMaxListpackValue,
        long zsetMaxListpackEntries,
        long zsetMaxListpackValue,
        long hllSparseMaxBytes,
        long streamNodeMaxBytes,
        long streamNodeMaxEntries) {
    /** Redis' defaults. */
    public static final EncodingLimits DEFAULT =
            new EncodingLimits(-2, 0, 512, 64, 512, 128, 64, 128, 64, 3000, 4096, 100);
}
