package io.cairn.persistence.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.cairn.persistence.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a log into a list. */
final class Collector implements LogConsumer {
    /** What was handed on: bytes as characters, and what was said about them. */
    record Piece(String commands, int database, long ms) {}

    final List<Piece> pieces = new ArrayList<>();

    static Collector read(Storage storage, String name) throws IOException {
        Collector collector = new Collector();
        collector.end = LogReader.read(storage, name, collector);
        return collector;
    }

    private LogEnd end = new LogEnd(LogEnd.Kind.CORRUPT, "", 0, 0, "not read", -1, 0, 0, 0, null, List.of());

    LogEnd end() {
        return end;
    }

    /** All commands in one string. */
    String text() {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.commands()));
        return text.toString();
    }

    @Override
    public void batch(byte[] bytes, int offset, int length, long fileOffset, int database, long ms) {
        pieces.add(new Piece(new String(bytes, offset, length, ISO_8859_1), database, ms));
    }
}
