package io.cairn.persistence.log;

/**
 * What a {@link LogSurvey} says about a file as a whole.
 *
 * @param file its name
 * @param writer whose file it is
 * @param salt its salt, 0 if it is not known or there is none
 * @param follows salt of the file before it, 0 if it is not known or there is none
 * @param closed whether it ends as it should: with a closing mark, or, if Redis wrote it, with a whole command
 * @param start where it begins: behind a snapshot, if the file has one in front, else 0
 * @param end offset behind the last thing that is no padding
 * @param length its length
 * @param sectionAt where what Redis has appended to a file of Cairn begins, or −1
 */
public record SurveyEnd(
        String file,
        Writer writer,
        long salt,
        long follows,
        boolean closed,
        long start,
        long end,
        long length,
        long sectionAt) {
    /** Whose files there are. */
    public enum Writer {
        /** Batches with checksums. */
        CAIRN,
        /** Commands only. */
        REDIS
    }
}
