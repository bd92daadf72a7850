package io.cairn.server.config;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads configuration texts into values, line by line; a line wins over an earlier one for the same setting.
 *
 * <p>With a configuration file Redis' defaults hold for what it leaves out. Without one Cairn has its own: loopback only, data in
 * {@code ./data}, append-only log on. Used once, by one thread.
 */
final class ConfigReader {
    /** Files may include files, but not themselves over and over. */
    private static final int INCLUDE_DEPTH_MAX = 16;

    private static final String OWN_DIRECTORY = "data";
    private static final List<String> OWN_BIND = List.of("127.0.0.1", "-::1");

    /** Settings that Redis had once: a line with one value is passed over. */
    private static final List<String> FORGOTTEN =
            List.of("list-max-ziplist-entries", "list-max-ziplist-value", "lua-replicate-commands");

    private final String version;
    private final boolean withFile;
    private final Object[] values;
    private final BitSet given = new BitSet();
    private final List<Directive> directives = new ArrayList<>();

    ConfigReader(String version, boolean withFile, Path workingDirectory) {
        this.version = version;
        this.withFile = withFile;
        this.values =
                Settings.catalog().settings().stream().map(Setting::fallback).toArray();
        set(Settings.DIR, ByteStrings.ofPath(workingDirectory));
        if (!withFile) {
            set(Settings.BIND, OWN_BIND);
            set(Settings.APPENDONLY, true);
        }
    }

    Object[] values() {
        return values;
    }

    List<Directive> directives() {
        return directives;
    }

    /** Reads the whole configuration. */
    void read(String text) throws ConfigException {
        readLines(text, 0);
        if (!withFile && !given.get(Settings.DIR.index())) {
            useOwnDirectory();
        }
        checkWhole();
    }

    /** The bytes of a configuration file. */
    static String contentOf(String file, Path path) throws ConfigException {
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw cannotOpen(file, SystemErrors.textOf(e));
        }
    }

    private static ConfigException cannotOpen(String file, String reason) {
        return ConfigException.refusal("Fatal error, can't open config file '" + file + "': " + reason + "\n");
    }

    private void readLines(String text, int depth) throws ConfigException {
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = trim(lines[i]);
            if (!line.isEmpty() && !line.startsWith("#")) {
                readLine(line, i + 1, depth);
            }
        }
    }

    /** Without the spaces, tabs and line ends around it; other white space is left for the splitting. */
    static String trim(String line) {
        int start = 0;
        int end = line.length();
        while (start < end && isTrimmed(line.charAt(start))) {
            start++;
        }
        while (end > start && isTrimmed(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(start, end);
    }

    private static boolean isTrimmed(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private void readLine(String line, int lineNumber, int depth) throws ConfigException {
        List<String> words = Quoting.split(line);
        if (words == null) {
            throw ConfigException.atLine(version, lineNumber, line, Quoting.UNBALANCED);
        }
        if (words.isEmpty()) {
            return;
        }
        String name = words.get(0).toLowerCase(Locale.ROOT);
        List<String> arguments = List.copyOf(words.subList(1, words.size()));
        try {
            Setting<?> setting = Settings.find(name);
            if (setting != null) {
                readSetting(setting, arguments);
            } else {
                readDirective(new Directive(name, arguments, lineNumber, line), depth);
            }
        } catch (RefusedValue e) {
            throw ConfigException.atLine(version, lineNumber, line, e.reason());
        }
    }

    private <T> void readSetting(Setting<T> setting, List<String> arguments) throws RefusedValue {
        boolean again = given.get(setting.index());
        set(setting, setting.parseLine(arguments, ServerConfig.valueOf(setting, values[setting.index()]), again));
        given.set(setting.index());
    }

    private <T> void set(Setting<T> setting, T value) {
        values[setting.index()] = value;
    }

    private void readDirective(Directive directive, int depth) throws ConfigException, RefusedValue {
        int count = directive.arguments().size();
        switch (directive.name()) {
            case "include" -> {
                expect(count == 1);
                include(directive.arguments().get(0), depth + 1);
            }
            case "rename-command" -> {
                expect(count == 2);
                directives.add(directive);
            }
            case "user", "loadmodule" -> {
                expect(count >= 1);
                directives.add(directive);
            }
            case "sentinel" -> {
                if (count > 0) {
                    throw new RefusedValue("sentinel directive while not in sentinel mode");
                }
            }
            default -> readUnknown(directive, count);
        }
    }

    private void readUnknown(Directive directive, int count) throws RefusedValue {
        if (FORGOTTEN.contains(directive.name()) && count == 1) {
            return;
        }
        boolean ofModule = directive.name().contains(".");
        if (ofModule && count == 0) {
            throw new RefusedValue("Module config specified without value");
        }
        expect(ofModule);
        directives.add(directive);
    }

    private static void expect(boolean fine) throws RefusedValue {
        if (!fine) {
            throw new RefusedValue("Bad directive or wrong number of arguments");
        }
    }

    private void include(String pattern, int depth) throws ConfigException, RefusedValue {
        if (depth > INCLUDE_DEPTH_MAX) {
            throw new RefusedValue("Files include one another more than " + INCLUDE_DEPTH_MAX + " levels deep");
        }
        StringBuilder text = new StringBuilder();
        try {
            Path directory = directory();
            if (FilePattern.isPattern(pattern)) {
                for (Path path : FilePattern.find(pattern, directory)) {
                    text.append(contentOf(ByteStrings.ofPath(path), path));
                }
            } else if (pattern.isEmpty()) {
                throw new NoSuchFileException(pattern);
            } else {
                text.append(contentOf(pattern, directory.resolve(ByteStrings.toPath(pattern))));
            }
        } catch (InvalidPathException e) {
            throw cannotOpen(pattern, "No such file or directory");
        } catch (IOException e) {
            throw cannotOpen(pattern, SystemErrors.textOf(e));
        }
        readLines(text.toString(), depth);
    }

    private Path directory() {
        return ByteStrings.toPath(get(Settings.DIR));
    }

    private <T> T get(Setting<T> setting) {
        return ServerConfig.valueOf(setting, values[setting.index()]);
    }

    private void useOwnDirectory() throws ConfigException {
        Path directory = directory().resolve(OWN_DIRECTORY);
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            set(Settings.DIR, ByteStrings.ofPath(directory.toRealPath()));
        } catch (IOException e) {
            throw ConfigException.ofWhole(
                    version, "Can't create the directory " + directory + ": " + SystemErrors.textOf(e));
        }
    }

    private void checkWhole() throws ConfigException {
        String problem = logFileProblem();
        if (problem != null) {
            throw ConfigException.ofWhole(version, "Can't open the log file: " + problem);
        }
        if (get(Settings.CLUSTER_ENABLED) && !get(Settings.REPLICAOF).isEmpty()) {
            throw ConfigException.ofWhole(version, "replicaof directive not allowed in cluster mode");
        }
        if (get(Settings.ARCHIVE_DIRECTORY).equals(get(Settings.APPENDDIRNAME))) {
            throw ConfigException.ofWhole(
                    version, "archive-directory and appenddirname are the same: name another archive-directory");
        }
    }

    /** Opens the log's file for a moment, while there is somebody to tell that it cannot be opened. */
    private @Nullable String logFileProblem() {
        String name = get(Settings.LOGFILE);
        if (name.isEmpty()) {
            return null;
        }
        Path path = directory().resolve(ByteStrings.toPath(name));
        try (FileOutputStream log = new FileOutputStream(path.toFile(), true)) {
            log.flush();
            return null;
        } catch (IOException e) {
            return Files.isDirectory(path) ? "Is a directory" : reasonOf(e, path);
        }
    }

    private static String reasonOf(IOException error, Path path) {
        boolean missing = path.getParent() != null && !Files.exists(path.getParent());
        return missing ? "No such file or directory" : SystemErrors.textOf(error);
    }
}
