package io.cairn.tools.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Values that an option names. */
final class Choice {
    private Choice() {}

    /** The values with these labels, in their own order; all of them if there are no labels. */
    static <T> List<T> among(T[] values, Function<T, String> label, String option, List<String> labels)
            throws IOException {
        List<String> known = Arrays.stream(values).map(label).toList();
        for (String each : labels) {
            if (!known.contains(each)) {
                throw new IOException(option + ": '" + each + "' is none of " + String.join(", ", known));
            }
        }
        return Arrays.stream(values)
                .filter(value -> labels.isEmpty() || labels.contains(label.apply(value)))
                .toList();
    }
}
