package io.cairn.engine.command.geo;

import io.cairn.engine.command.CommandError;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.DoubleParser;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** How requests spell places and lengths. */
final class GeoArguments {
    /** What is wrong with a unit that is none. */
    static final String UNSUPPORTED_UNIT = "ERR unsupported unit provided. please use M, KM, FT, MI";

    /** No unit. */
    static final double NO_UNIT = -1;

    private GeoArguments() {}

    /** The number that an argument is; NaN if it is none. */
    static double number(Args args, int index) {
        return DoubleParser.parse(args.bytes(), args.offset(index), args.length(index));
    }

    /** What is wrong with a place that two arguments are; null if nothing. */
    static @Nullable String placeError(double longitude, double latitude) {
        if (Double.isNaN(longitude) || Double.isNaN(latitude)) {
            return CommandError.NOT_A_FLOAT;
        }
        return GeoHash.isPlace(longitude, latitude)
                ? null
                : "ERR invalid longitude,latitude pair " + decimal(longitude) + "," + decimal(latitude);
    }

    /** As C's {@code %f} writes it. */
    private static String decimal(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        String text = new BigDecimal(value).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
        boolean lostSign = Double.doubleToRawLongBits(value) < 0 && text.charAt(0) != '-';
        return lostSign ? "-" + text : text;
    }

    /** The metres of the unit that an argument names; {@link #NO_UNIT} if it names none. */
    static double unit(Args args, int index) {
        if (args.isWord(index, "M")) {
            return 1;
        }
        if (args.isWord(index, "KM")) {
            return 1000;
        }
        if (args.isWord(index, "FT")) {
            return 0.3048;
        }
        return args.isWord(index, "MI") ? 1609.34 : NO_UNIT;
    }
}
