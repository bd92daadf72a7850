package io.cairn.persistence.manifest;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Words as Redis splits and quotes them. Characters stand for bytes.
 *
 * <p>Within double quotes a backslash makes {@code n r t b a} control characters, {@code xHH} any byte, and leaves others as
 * they are; within single quotes it only protects a single quote. A closing quote must end the word.
 */
final class Words {
    private final String text;
    private int at;

    private Words(String text) {
        this.text = text;
    }

    /** The words of {@code text}, or null if its quotes do not match. */
    static @Nullable List<String> split(String text) {
        return new Words(text).split();
    }

    private @Nullable List<String> split() {
        List<String> words = new ArrayList<>();
        while (true) {
            while (at < text.length() && isBlank(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                return words;
            }
            StringBuilder word = new StringBuilder();
            if (!word(word)) {
                return null;
            }
            words.add(word.toString());
        }
    }

    private boolean word(StringBuilder word) {
        while (at < text.length() && !isBlank(text.charAt(at))) {
            char c = text.charAt(at++);
            if (c == '"' || c == '\'') {
                return quoted(word, c);
            }
            word.append(c);
        }
        return true;
    }

    /** Reads to the closing quote; false if it is missing or does not end the word. */
    private boolean quoted(StringBuilder word, char quote) {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == quote) {
                return at == text.length() || isBlank(text.charAt(at));
            }
            if (c == '\\' && at < text.length() && (quote == '"' || text.charAt(at) == '\'')) {
                word.append(quote == '"' ? escaped() : text.charAt(at++));
            } else {
                word.append(c);
            }
        }
        return false;
    }

    private char escaped() {
        char c = text.charAt(at++);
        if (c == 'x' && at + 1 < text.length()) {
            int high = Character.digit(text.charAt(at), 16);
            int low = Character.digit(text.charAt(at + 1), 16);
            if (high >= 0 && low >= 0) {
                at += 2;
                return (char) (high << 4 | low);
            }
        }
        int index = "nrtba".indexOf(c);
        return index < 0 ? c : "\n\r\t\b\u0007".charAt(index);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /** The bytes as one word, in quotes if they need them. */
    static String quoteIfNeeded(byte[] bytes) {
        boolean needed = bytes.length == 0;
        StringBuilder quoted = new StringBuilder("\"");
        StringBuilder plain = new StringBuilder();
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            boolean printable = c > ' ' && c < 0x7f;
            needed |= !printable || c == '"' || c == '\'' || c == '\\';
            plain.append(c);
            appendQuoted(quoted, c);
        }
        return needed ? quoted.append('"').toString() : plain.toString();
    }

    private static void appendQuoted(StringBuilder quoted, char c) {
        int index = "\n\r\t\b\u0007".indexOf(c);
        if (index >= 0) {
            quoted.append('\\').append("nrtba".charAt(index));
        } else if (c == '"' || c == '\\') {
            quoted.append('\\').append(c);
        } else if (c >= ' ' && c < 0x7f) {
            quoted.append(c);
        } else {
            quoted.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
        }
    }
}
