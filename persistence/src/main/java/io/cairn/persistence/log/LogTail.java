package io.cairn.persistence.log;

/**
 * What the next batch of a file is chained to.
 *
 * @param salt the file's salt
 * @param chain crc of its last batch, or of its header
 */
public record LogTail(long salt, int chain) {}
