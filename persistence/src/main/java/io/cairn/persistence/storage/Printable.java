package io.cairn.persistence.storage;

/** Makes a line for people of text that may hold anything: names and bytes from files that are not to be trusted. */
public final class Printable {
    /** A message is read by people; what is longer holds somebody's data, not somebody's words. */
    private static final int MOST_CHARACTERS = 2000;

    private Printable() {}

    /** The text with everything that is not to be seen as {@code \xNN}, so that it stays one line, cut when very long. */
    public static String line(String text) {
        int shown = Math.min(text.length(), MOST_CHARACTERS);
        StringBuilder line = null;
        for (int i = 0; i < shown; i++) {
            char c = text.charAt(i);
            if (!isVisible(c)) {
                if (line == null) {
                    line = new StringBuilder(shown + 16).append(text, 0, i);
                }
                line.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
            } else if (line != null) {
                line.append(c);
            }
        }
        String whole = line == null ? text.substring(0, shown) : line.toString();
        return shown < text.length() ? whole + "…" : whole;
    }

    private static boolean isVisible(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> true;
        };
    }
}
