package io.cairn.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The working directory, always an absolute path without links.
 *
 * <p>A relative one is meant from the directory so far, and must be there: Redis changes into it on the spot. A JVM cannot change its
 * directory, so everything that takes a relative path of the settings goes through {@link ServerConfig#path}.
 */
final class DirectoryType extends SettingType<String> {
    @Override
    String parse(List<String> arguments, String current) throws RefusedValue {
        try {
            if (arguments.get(0).isEmpty()) {
                throw new NoSuchFileException("");
            }
            Path directory = ByteStrings.toPath(current)
                    .resolve(ByteStrings.toPath(arguments.get(0)))
                    .toRealPath();
            if (!Files.isDirectory(directory)) {
                throw new RefusedValue("Not a directory");
            }
            if (!Files.isExecutable(directory)) {
                throw new RefusedValue("Permission denied");
            }
            return ByteStrings.ofPath(directory);
        } catch (InvalidPathException e) {
            throw new RefusedValue("No such file or directory");
        } catch (IOException e) {
            throw new RefusedValue(SystemErrors.textOf(e));
        }
    }

    @Override
    String format(String value) {
        return value;
    }

    @Override
    List<Line> lines(String value, String fallback) {
        return List.of(new Line(Quoting.quote(value), true));
    }
}
