package io.cairn.server.config;

import io.cairn.engine.structure.Glob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The files that a shell's pattern such as {@code /etc/cairn/*.conf} means, sorted by name; names with a dot in front only when asked for. */
final class FilePattern {
    private FilePattern() {}

    static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }

    /** The matching paths, relative ones meant from {@code directory}. Directories that cannot be read match nothing. */
    static List<Path> find(String pattern, Path directory) throws IOException {
        List<Path> found = List.of(pattern.startsWith("/") ? directory.getRoot() : directory);
        for (String part : pattern.split("/", -1)) {
            if (!part.isEmpty()) {
                found = step(found, part);
            }
        }
        return found;
    }

    private static List<Path> step(List<Path> directories, String part) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path directory : directories) {
            if (isPattern(part)) {
                found.addAll(matching(directory, part));
            } else if (Files.exists(directory.resolve(ByteStrings.toPath(part)))) {
                found.add(directory.resolve(ByteStrings.toPath(part)));
            }
        }
        return found;
    }

    private static List<Path> matching(Path directory, String part) throws IOException {
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(directory) || !Files.isReadable(directory)) {
            return found;
        }
        byte[] pattern = part.replace("[!", "[^").getBytes(StandardCharsets.ISO_8859_1);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (matches(pattern, ByteStrings.ofPath(entry.getFileName()))) {
                    found.add(entry);
                }
            }
        }
        found.sort(Comparator.comparing(ByteStrings::ofPath));
        return found;
    }

    private static boolean matches(byte[] pattern, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        boolean hidden = bytes[0] == '.' && pattern[0] != '.';
        return !hidden && Glob.matches(pattern, 0, pattern.length, bytes, 0, bytes.length, false);
    }
}
