package io.cairn.server.config;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** A whole number between two limits, in one of four notations. */
final class NumberType<N extends Number> extends SettingType<N> {
    /** How the number is written. A percentage is kept as a negative number. */
    enum Notation {
        DECIMAL("argument couldn't be parsed into an integer"),
        MEMORY("argument must be a memory value"),
        MEMORY_OR_PERCENT("argument must be a memory or percent value"),
        OCTAL("argument couldn't be parsed as an octal number");

        private final String refusal;

        Notation(String refusal) {
            this.refusal = refusal;
        }
    }

    private final Notation notation;
    private final long lower;
    private final long upper;
    private final LongFunction<N> box;

    NumberType(Notation notation, long lower, long upper, LongFunction<N> box) {
        this.notation = notation;
        this.lower = lower;
        this.upper = upper;
        this.box = box;
    }

    @Override
    N parse(List<String> arguments, N current) throws RefusedValue {
        String text = arguments.get(0);
        OptionalLong percent = notation == Notation.MEMORY_OR_PERCENT ? percent(text) : OptionalLong.empty();
        if (percent.isPresent()) {
            if (percent.getAsLong() > 100) {
                throw new RefusedValue("percentage argument must be less or equal to 100");
            }
            return box.apply(-percent.getAsLong());
        }
        long value = number(text).orElseThrow(() -> new RefusedValue(notation.refusal));
        if (value < lower || value > upper) {
            throw new RefusedValue("argument must be between " + limit(lower) + " and " + limit(upper) + " inclusive");
        }
        return box.apply(value);
    }

    private OptionalLong number(String text) {
        return switch (notation) {
            case DECIMAL -> NumberTexts.strict(text);
            case MEMORY, MEMORY_OR_PERCENT -> NumberTexts.memory(text);
            case OCTAL -> NumberTexts.octal(text);
        };
    }

    private static OptionalLong percent(String text) {
        boolean percent = text.length() > 1 && text.endsWith("%") && !text.startsWith("-");
        return percent ? NumberTexts.strict(text.substring(0, text.length() - 1)) : OptionalLong.empty();
    }

    private String limit(long value) {
        return notation == Notation.OCTAL ? Long.toOctalString(value) : Long.toString(value);
    }

    @Override
    String format(N value) {
        long number = value.longValue();
        return switch (notation) {
            case DECIMAL, MEMORY -> Long.toString(number);
            case MEMORY_OR_PERCENT -> number < 0 ? -number + "%" : Long.toString(number);
            case OCTAL -> Long.toOctalString(number);
        };
    }

    @Override
    String formatForFile(N value) {
        boolean size = notation != Notation.DECIMAL && notation != Notation.OCTAL && value.longValue() >= 0;
        return size ? NumberTexts.formatMemory(value.longValue()) : format(value);
    }
}
