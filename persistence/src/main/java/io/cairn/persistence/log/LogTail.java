package io.cairn.persistence.log;

/**
 * Where the next batch of a file goes, and what it is chained to.
 *
 * <p>It lies before the marks that close the file, if there are any: they come off when the log goes on. A mark left
 * standing would make the file look whole after a power failure that took all batches behind it.
 *
 * @param salt the file's salt
 * @param chain crc of its last batch with commands, or of its header
 * @param offset where that one ends
 */
public record LogTail(long salt, int chain, long offset) {}
