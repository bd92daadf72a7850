package io.cairn.server.observe;

import java.util.Locale;

/** Lines of INFO's reply: sections of fields. */
final class InfoText {
    private static final String[] UNITS = {"B", "K", "M", "G", "T", "P"};

    private final StringBuilder text = new StringBuilder();

    InfoText section(String title) {
        if (text.length() > 0) {
            text.append("\r\n");
        }
        text.append("# ").append(title).append("\r\n");
        return this;
    }

    InfoText field(String name, Object value) {
        text.append(name).append(':').append(value).append("\r\n");
        return this;
    }

    /** Fields that stand for something that does not exist here. */
    InfoText zeros(String... names) {
        for (String name : names) {
            field(name, 0);
        }
        return this;
    }

    /** A number of bytes, and the same for people. */
    InfoText bytes(String name, long value) {
        return field(name, value).field(name + "_human", human(value));
    }

    InfoText decimal(String name, double value, int digits) {
        return field(name, String.format(Locale.ROOT, "%." + digits + "f", value));
    }

    /** {@code 1.50M}, as Redis prints sizes. */
    static String human(long bytes) {
        int unit = 0;
        double scaled = bytes;
        while (scaled >= 1024 && unit < UNITS.length - 1) {
            scaled /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + "B" : String.format(Locale.ROOT, "%.2f%s", scaled, UNITS[unit]);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
