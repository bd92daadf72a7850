package io.cairn.tools.bench;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The value of an option that is a number of bytes: {@code 500k}, {@code 200m}, {@code 1g}. */
public final class BytesOption implements ITypeConverter<Long> {
    private static final String UNITS = "kmg";

    @Override
    public Long convert(String value) {
        int unit = value.isEmpty()
                ? -1
                : UNITS.indexOf(value.toLowerCase(Locale.ROOT).charAt(value.length() - 1));
        String digits = unit < 0 ? value : value.substring(0, value.length() - 1);
        try {
            long bytes = Math.multiplyExact(Long.parseLong(digits), 1L << 10 * (unit + 1));
            if (bytes >= 1) {
                return bytes;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // Said below.
        }
        throw new TypeConversionException("'" + value + "' is not a number of bytes, such as 500k, 200m or 1g");
    }
}
