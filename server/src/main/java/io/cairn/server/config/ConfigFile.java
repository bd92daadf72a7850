package io.cairn.server.config;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The configuration file on disk: whoever reads it finds the old text or the new one, whole, also after a power failure. */
final class ConfigFile {
    private static final Set<PosixFilePermission> MODE_OF_NEW = PosixFilePermissions.fromString("rw-r--r--");

    private final Path path;

    ConfigFile(Path path) throws IOException {
        this.path = Files.exists(path) ? path.toRealPath() : path;
    }

    /** The text; empty when the file is not there any more. */
    String read() throws IOException {
        return Files.exists(path) ? new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1) : "";
    }

    /** Writes a new file beside the old one, forces it and puts it in the old one's place, with the old one's mode. */
    void replace(String text) throws IOException {
        Set<PosixFilePermission> mode = Files.exists(path) ? Files.getPosixFilePermissions(path) : MODE_OF_NEW;
        Path temporary = Files.createTempFile(path.getParent(), path.getFileName() + ".", ".tmp");
        try {
            try (FileOutputStream output = new FileOutputStream(temporary.toFile())) {
                output.write(text.getBytes(StandardCharsets.ISO_8859_1));
                output.getFD().sync();
            }
            Files.setPosixFilePermissions(temporary, mode);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
