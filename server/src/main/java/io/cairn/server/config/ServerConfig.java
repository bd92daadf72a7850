package io.cairn.server.config;

import io.cairn.engine.structure.Glob;
import io.cairn.server.config.Setting.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The values of all settings, and the commands on them: CONFIG GET, SET and REWRITE.
 *
 * <p>Layout: one slot for each setting, at the setting's index. Reading is one array access, from any thread, without a lock; a CONFIG SET
 * of several settings may be seen half. Changes and rewriting take turns under one lock, which is held while {@link ChangeListener}s run:
 * who holds the engine's lock may take this one, not the other way round.
 *
 * <p>All texts are byte strings: each char is one byte.
 */
public final class ServerConfig {
    private static final String UNKNOWN = "ERR Unknown option or number of arguments for CONFIG SET - '";

    /** What the process gives: set for tests, otherwise what it is. */
    record Surroundings(String version, Path workingDirectory, InputStream standardInput) {}

    /** Somebody who brings some settings into effect. */
    private record Watch(ChangeListener listener, Set<Setting<?>> settings) {}

    /** One pair of a CONFIG SET: the name under which it was found, which may be the older one, and the text of the value. */
    private record Change(String name, Setting<?> setting, String argument) {}

    /** A CONFIG SET that fails; the message is the whole error line. */
    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure(String line) {
            super(line, null, false, false);
        }

        static Failure at(String name, String reason) {
            return new Failure("ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + reason);
        }
    }

    private final AtomicReferenceArray<Object> values;
    private final List<Directive> directives;
    private final @Nullable Path file;
    private final String version;
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private final Object changing = new Object();

    private ServerConfig(ConfigReader reader, @Nullable Path file, String version) {
        this.values = new AtomicReferenceArray<>(reader.values());
        this.directives = List.copyOf(reader.directives());
        this.file = file;
        this.version = version;
    }

    /**
     * Reads the configuration that a command line asks for, and makes the data directory if it is Cairn's own default.
     *
     * @throws ConfigException when the server is not to start: a mistake, or a question such as {@code --version} has been answered
     */
    public static ServerConfig load(String[] arguments, String version) throws ConfigException {
        return load(arguments, new Surroundings(version, Path.of("").toAbsolutePath(), System.in));
    }

    static ServerConfig load(String[] arguments, Surroundings surroundings) throws ConfigException {
        CommandLine commandLine = CommandLine.parse(arguments, surroundings.version);
        String name = commandLine.file();
        Path file = name == null
                ? null
                : surroundings.workingDirectory.resolve(pathOf(name)).normalize();
        StringBuilder text = new StringBuilder();
        if (file != null) {
            text.append(ConfigReader.contentOf(ByteStrings.ofPath(file), file));
        }
        if (commandLine.standardInput()) {
            text.append(contentOf(surroundings.standardInput));
        }
        text.append('\n').append(commandLine.options());
        boolean withFile = file != null || commandLine.standardInput();
        ConfigReader reader = new ConfigReader(surroundings.version, withFile, surroundings.workingDirectory);
        reader.read(text.toString());
        return new ServerConfig(reader, file, surroundings.version);
    }

    private static Path pathOf(String name) throws ConfigException {
        try {
            return ByteStrings.toPath(name);
        } catch (InvalidPathException e) {
            throw ConfigException.refusal(
                    "Fatal error, can't open config file '" + name + "': " + e.getReason() + "\n");
        }
    }

    private static String contentOf(InputStream input) throws ConfigException {
        try {
            return new String(input.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw ConfigException.refusal(
                    "Fatal error, can't read the configuration from standard input: " + e.getMessage() + "\n");
        }
    }

    /** The value of a setting. */
    public <T> T get(Setting<T> setting) {
        return valueOf(setting, values.getAcquire(setting.index()));
    }

    /** A value that was taken from the slot of {@code setting}, and so is of its type. */
    @SuppressWarnings({"unchecked", "unused"})
    static <T> T valueOf(Setting<T> setting, Object value) {
        return (T) value;
    }

    /** The path that a setting names; a relative one is meant from {@code dir}. */
    public Path path(Setting<String> setting) {
        return ByteStrings.toPath(get(Settings.DIR)).resolve(ByteStrings.toPath(get(setting)));
    }

    /** The configuration file that CONFIG REWRITE writes; null when there is none. */
    public @Nullable Path file() {
        return file;
    }

    /** The lines {@code user}, {@code rename-command} or {@code loadmodule} of the configuration, in order. */
    public List<Directive> directives(String name) {
        return directives.stream()
                .filter(directive -> directive.name().equals(name))
                .toList();
    }

    /** The error for a directive that turned out to be wrong when it was carried out. */
    public ConfigException refusal(Directive directive, String reason) {
        return ConfigException.atLine(version, directive.lineNumber(), directive.line(), reason);
    }

    /** What the configuration sets in vain: for each name one sentence for the log. */
    public Map<String, String> ineffective() {
        Map<String, String> sentences = new TreeMap<>();
        for (Setting<?> setting : Settings.catalog().settings()) {
            if (setting.effect() == Effect.ACCEPTED && !get(setting).equals(setting.fallback())) {
                sentences.put(setting.name(), sentence(setting.name(), setting.summary()));
            }
        }
        for (Directive directive : directives) {
            if (directive.name().equals("loadmodule") || directive.name().contains(".")) {
                sentences.put(directive.name(), sentence(directive.name(), "There are no modules."));
            }
        }
        return sentences;
    }

    private static String sentence(String name, String reason) {
        return "The setting " + name + " has no effect. " + reason;
    }

    /** Has {@code listener} called when CONFIG SET changes one of these settings. Listeners are called in the order of the command. */
    public void onChange(ChangeListener listener, Setting<?>... settings) {
        watches.add(new Watch(listener, Set.of(settings)));
    }

    /**
     * CONFIG GET: the settings that any of the patterns matches, each once. A pattern without wildcard is a name, and comes back as it was
     * written.
     */
    public Map<String, String> configGet(List<String> patterns) {
        Map<String, String> found = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        for (String pattern : patterns) {
            if (FilePattern.isPattern(pattern)) {
                collectMatching(pattern.getBytes(StandardCharsets.ISO_8859_1), found, seen);
                continue;
            }
            Setting<?> setting = Settings.find(pattern);
            if (setting != null && seen.add(pattern.toLowerCase(Locale.ROOT))) {
                found.put(pattern, text(setting));
            }
        }
        return found;
    }

    private void collectMatching(byte[] pattern, Map<String, String> found, Set<String> seen) {
        for (Setting<?> setting : Settings.catalog().settings()) {
            if (setting.has(Rule.HIDDEN)) {
                continue;
            }
            for (String name : setting.names()) {
                byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
                if (Glob.matches(pattern, 0, pattern.length, bytes, 0, bytes.length, true) && seen.add(name)) {
                    found.put(name, text(setting));
                }
            }
        }
    }

    private <T> String text(Setting<T> setting) {
        return setting.type().format(get(setting));
    }

    /**
     * CONFIG SET: all of the pairs or none.
     *
     * @param namesAndValues names and values in turn
     * @param localClient whether the client is on this machine
     * @param loading whether the data set is being loaded
     * @return null, or the error line without its leading dash
     */
    public @Nullable String configSet(List<String> namesAndValues, boolean localClient, boolean loading) {
        if (namesAndValues.size() % 2 != 0) {
            return "ERR syntax error";
        }
        synchronized (changing) {
            try {
                List<Change> changes = resolve(namesAndValues, localClient, loading);
                apply(changes, parse(changes));
                return null;
            } catch (Failure e) {
                return e.getMessage();
            }
        }
    }

    private List<Change> resolve(List<String> namesAndValues, boolean localClient, boolean loading) throws Failure {
        List<Change> changes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            String given = namesAndValues.get(i);
            String name = given.toLowerCase(Locale.ROOT);
            Setting<?> setting = Settings.find(name);
            if (setting == null) {
                throw new Failure(UNKNOWN + given + "'");
            }
            if (setting.has(Rule.IMMUTABLE)) {
                throw Failure.at(given, "can't set immutable config");
            }
            if (setting.has(Rule.PROTECTED)
                    && !get(Settings.ENABLE_PROTECTED_CONFIGS).allows(localClient)) {
                throw Failure.at(given, "can't set protected config");
            }
            if (setting.has(Rule.FIXED_WHILE_LOADING) && loading) {
                throw new Failure("LOADING Redis is loading the dataset in memory");
            }
            if (!seen.add(name)) {
                throw Failure.at(given, "duplicate parameter");
            }
            changes.add(new Change(name, setting, namesAndValues.get(i + 1)));
        }
        return changes;
    }

    /** The new values by setting. A later pair sees what an earlier one sets, as when the same setting comes under both its names. */
    private Map<Setting<?>, Object> parse(List<Change> changes) throws Failure {
        Map<Setting<?>, Object> parsed = new LinkedHashMap<>();
        for (Change change : changes) {
            try {
                parsed.put(change.setting, parse(change.setting, change.argument, parsed));
            } catch (RefusedValue e) {
                throw Failure.at(change.name, e.reason());
            }
        }
        return parsed;
    }

    private <T> T parse(Setting<T> setting, String argument, Map<Setting<?>, Object> parsed) throws RefusedValue {
        Object earlier = parsed.get(setting);
        return setting.parseArgument(argument, earlier == null ? get(setting) : valueOf(setting, earlier));
    }

    private void apply(List<Change> changes, Map<Setting<?>, Object> parsed) throws Failure {
        Map<Setting<?>, Object> before = new LinkedHashMap<>();
        parsed.forEach((setting, value) -> {
            Object old = values.get(setting.index());
            if (!old.equals(value)) {
                before.put(setting, old);
                values.setRelease(setting.index(), value);
            }
        });
        Set<Watch> called = new HashSet<>();
        for (Change change : changes) {
            for (Watch watch : watches) {
                boolean due = before.containsKey(change.setting)
                        && watch.settings.contains(change.setting)
                        && called.add(watch);
                String problem = due ? watch.listener.apply(this) : null;
                if (problem != null) {
                    before.forEach((setting, old) -> values.setRelease(setting.index(), old));
                    called.forEach(undone -> undone.listener.apply(this));
                    throw Failure.at(change.setting.name(), problem);
                }
            }
        }
    }

    /**
     * CONFIG REWRITE: writes the values into the configuration file.
     *
     * @param users the ACL users, each without the first word of its line in the file; none when they are kept elsewhere
     * @return null, or the error line without its leading dash
     */
    public @Nullable String rewrite(List<String> users) {
        if (file == null) {
            return "ERR The server is running without a config file";
        }
        synchronized (changing) {
            try {
                ConfigFile target = new ConfigFile(file);
                ConfigRewriter rewriter = new ConfigRewriter(target.read());
                for (Setting<?> setting : Settings.catalog().settings()) {
                    put(rewriter, setting);
                }
                rewriter.putUsers(users);
                target.replace(rewriter.text());
                return null;
            } catch (IOException e) {
                return "ERR Rewriting config file: " + SystemErrors.textOf(e);
            }
        }
    }

    private <T> void put(ConfigRewriter rewriter, Setting<T> setting) {
        rewriter.put(setting, get(setting));
    }
}
