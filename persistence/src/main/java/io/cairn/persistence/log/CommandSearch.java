package io.cairn.persistence.log;

import java.io.IOException;

/**
 * Looks for the next command behind damage in what Redis wrote: a guess, since nothing there proves itself.
 *
 * <p>A candidate reads as a command that is known, with as many arguments as it takes, and has another one, a comment or the
 * end of the file behind it. Where commands of half a transaction follow, it goes on behind them. Threads: one.
 */
final class CommandSearch {
    private final FileWindow window;
    private final SurveyVisitor visitor;
    private final boolean inOurFile;

    CommandSearch(FileWindow window, SurveyVisitor visitor, boolean inOurFile) {
        this.window = window;
        this.visitor = visitor;
        this.inOurFile = inOurFile;
    }

    /** Offset of the next command that may be taken after the scan that has found damage, or the file's length. */
    long next(PlainScanner stopped) throws IOException {
        boolean open = stopped.isInTransaction();
        long at = candidate(Math.max(stopped.goodEnd(), stopped.commandEnd()) + 1);
        while (at < window.fileLength()) {
            long start = startOfWhole(at, open);
            if (start >= 0) {
                return start;
            }
            open = true;
            at = candidate(-start - 1);
        }
        return at;
    }

    /**
     * Where to go on if commands begin at {@code at}: behind the rest of half a transaction if there is one, else at once.
     * If they end in damage or the file before the open transaction does: −1 − where.
     */
    private long startOfWhole(long at, boolean open) throws IOException {
        PlainScanner scanner = new PlainScanner(window, at, inOurFile);
        while (scanner.next()) {
            if (scanner.isExec()) {
                return scanner.at();
            }
            if (scanner.isMulti()) {
                return open ? scanner.commandStart() : at;
            }
        }
        return open ? -1 - Math.max(scanner.at(), at + 1) : at;
    }

    private long candidate(long from) throws IOException {
        long at = from;
        while (at < window.fileLength()) {
            at = nextStar(at);
            if (at < window.fileLength() && isCommand(at)) {
                return at;
            }
            at++;
        }
        return window.fileLength();
    }

    private long nextStar(long from) throws IOException {
        long at = from;
        while (true) {
            window.load(at, 1);
            int available = window.loaded(at);
            byte[] bytes = window.bytes();
            int index = window.index(at);
            for (int i = 0; i < available; i++) {
                if (bytes[index + i] == '*') {
                    return at + i;
                }
            }
            if (available == 0) {
                return window.fileLength();
            }
            at += available;
        }
    }

    private boolean isCommand(long at) throws IOException {
        PlainScanner scanner = new PlainScanner(window, at, inOurFile);
        long arguments = scanner.argumentCount();
        if (arguments < 1 || !visitor.isCommand(LogSurvey.nameAt(window, at), arguments)) {
            return false;
        }
        if (!scanner.next()) {
            return false;
        }
        long behind = scanner.at();
        if (window.load(behind, 1) == 0) {
            return true;
        }
        byte first = window.bytes()[window.index(behind)];
        return first == '*' || first == '#';
    }
}
