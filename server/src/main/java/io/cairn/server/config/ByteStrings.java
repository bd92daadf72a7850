package io.cairn.server.config;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Conversions between byte strings (one char, one byte) and what Java makes of the names the operating system hands it. */
final class ByteStrings {
    /** How this JVM decodes file names and arguments; encoding with it gives back the bytes that the operating system meant. */
    private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private ByteStrings() {}

    static String ofArgument(String argument) {
        return new String(argument.getBytes(NAMES), StandardCharsets.ISO_8859_1);
    }

    static String ofPath(Path path) {
        return ofArgument(path.toString());
    }

    static Path toPath(String text) throws InvalidPathException {
        return Path.of(new String(text.getBytes(StandardCharsets.ISO_8859_1), NAMES));
    }
}
