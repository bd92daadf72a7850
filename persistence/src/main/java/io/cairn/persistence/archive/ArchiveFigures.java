package io.cairn.persistence.archive;

/**
 * What INFO says of the archive.
 *
 * @param on whether files go there
 * @param files how many it has
 * @param bytes how long they are together, as they are stored
 * @param waiting how many files of the log wait to be archived
 * @param oldestMs the first moment that can be restored from it, in milliseconds since 1970; 0 if there is none
 * @param error why the last attempt has failed; empty if it has not
 */
public record ArchiveFigures(boolean on, int files, long bytes, int waiting, long oldestMs, String error) {}
