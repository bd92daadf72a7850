package io.cairn.server.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of a line of redis.conf: separated by spaces, bare, in double quotes with escapes ({@code \n \r \t \b \a \xHH}, any other
 * character for itself), or in single quotes where only {@code \'} is one. What follows a closing quote must be a space.
 *
 * <p>{@link #quote} and {@link #split} are inverse: any bytes come back.
 */
final class Quoting {
    /** Redis' text for a line that cannot be split. */
    static final String UNBALANCED = "Unbalanced quotes in configuration line";

    private final String line;
    private int position;

    private Quoting(String line) {
        this.line = line;
    }

    /** The words of a line, or null when a quote is not closed. */
    static @Nullable List<String> split(String line) {
        Quoting scanner = new Quoting(line);
        List<String> words = new ArrayList<>();
        while (scanner.skipSpaces()) {
            String word = scanner.word();
            if (word == null) {
                return null;
            }
            words.add(word);
        }
        return words;
    }

    static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private boolean skipSpaces() {
        while (position < line.length() && isSpace(line.charAt(position))) {
            position++;
        }
        return position < line.length();
    }

    private @Nullable String word() {
        StringBuilder word = new StringBuilder();
        while (position < line.length()) {
            char c = line.charAt(position);
            if (c == '"' || c == '\'') {
                position++;
                boolean closed = c == '"' ? doubleQuoted(word) : singleQuoted(word);
                return closed && (position == line.length() || isSpace(line.charAt(position))) ? word.toString() : null;
            }
            if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
                break;
            }
            word.append(c);
            position++;
        }
        return word.toString();
    }

    private boolean singleQuoted(StringBuilder word) {
        while (position < line.length()) {
            char c = line.charAt(position++);
            if (c == '\'') {
                return true;
            }
            if (c == '\\' && position < line.length() && line.charAt(position) == '\'') {
                position++;
                word.append('\'');
            } else {
                word.append(c);
            }
        }
        return false;
    }

    private boolean doubleQuoted(StringBuilder word) {
        while (position < line.length()) {
            char c = line.charAt(position++);
            if (c == '"') {
                return true;
            }
            if (c == '\\' && position < line.length()) {
                escaped(word);
            } else {
                word.append(c);
            }
        }
        return false;
    }

    private void escaped(StringBuilder word) {
        char c = line.charAt(position++);
        if (c == 'x' && position + 1 < line.length()) {
            int high = hexDigit(line.charAt(position));
            int low = hexDigit(line.charAt(position + 1));
            if (high >= 0 && low >= 0) {
                word.append((char) (high * 16 + low));
                position += 2;
                return;
            }
        }
        word.append(unescaped(c));
    }

    private static int hexDigit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> c;
        };
    }

    /** The word as it is if it reads back so, and in quotes otherwise. */
    static String quoteWhereNeeded(String word) {
        boolean plain =
                word.chars().allMatch(c -> c > ' ' && c <= '~') && List.of(word).equals(split(word));
        return plain ? word : quote(word);
    }

    /** The text in double quotes, with everything that is not printable ASCII escaped. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\', '"' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\b' -> quoted.append("\\b");
                case 7 -> quoted.append("\\a");
                default -> {
                    if (c >= ' ' && c <= '~') {
                        quoted.append(c);
                    } else {
                        quoted.append("\\x")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
