package io.cairn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.resp.Args;
import io.cairn.testing.EngineCommands;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Goal: a command is found by its name in any case, and by nothing else. Method: names with letters of the other case, with bytes
 * changed, cut off and added, in buffers that end with the name and in longer ones. Model: names in a map, compared as text.
 */
class CommandTableTest {
    private static final CommandTable TABLE = CommandTable.of(EngineCommands.all());
    private static final Map<String, RegisteredCommand> MODEL = new TreeMap<>();

    static {
        TABLE.all().forEach(command -> MODEL.put(command.spec().name().toLowerCase(Locale.ROOT), command));
    }

    @Example
    void findsEveryCommand() {
        MODEL.forEach((name, command) -> {
            assertThat(find(name)).isSameAs(command);
            assertThat(find(name.toUpperCase(Locale.ROOT))).isSameAs(command);
        });
        assertThat(find("")).isNull();
    }

    @Property(tries = 2000)
    void findsWhatTheModelFinds(@ForAll long seed) {
        Random random = new Random(seed);
        String[] names = MODEL.keySet().toArray(new String[0]);
        StringBuilder name = new StringBuilder(names[random.nextInt(names.length)]);
        for (int change = random.nextInt(4); change > 0 && name.length() > 0; change--) {
            int at = random.nextInt(name.length());
            switch (random.nextInt(5)) {
                case 0 -> name.setCharAt(at, Character.toUpperCase(name.charAt(at)));
                // The bits in which letters of both cases, and what stands beside letters, differ.
                case 1 -> name.setCharAt(at, (char) (name.charAt(at) ^ 0x20));
                case 2 -> name.setCharAt(at, (char) random.nextInt(256));
                case 3 -> name.setLength(at);
                default -> name.append(random.nextBoolean() ? '\0' : 's');
            }
        }
        assertThat(find(name.toString())).as(name.toString()).isSameAs(MODEL.get(lowerCase(name)));
    }

    /** Letters of ASCII only: that is what a name is made of. */
    private static String lowerCase(CharSequence text) {
        StringBuilder lower = new StringBuilder();
        text.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c | 0x20 : c)));
        return lower.toString();
    }

    /** What both a buffer that ends with the name, and a longer one, are answered with. */
    private static @Nullable RegisteredCommand find(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        RegisteredCommand alone = TABLE.find(Args.of(bytes), 0);
        assertThat(TABLE.find(Args.of(bytes, new byte[] {'a', '\r', '\n', -1, 0x20, 'x', 0, 1}), 0))
                .isSameAs(alone);
        return alone;
    }
}
