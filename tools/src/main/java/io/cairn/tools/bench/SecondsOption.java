package io.cairn.tools.bench;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The value of an option that is a time, which can be none. */
public final class SecondsOption implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
        try {
            int seconds = Integer.parseInt(value);
            if (seconds >= 0) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new TypeConversionException("'" + value + "' is not a whole number of seconds");
    }
}
