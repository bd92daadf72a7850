package io.cairn.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Save when {@code changes} keys or more have changed and {@code seconds} have passed since the last save. */
public record SavePoint(long seconds, int changes) {
    /** Pairs of numbers. In a file the points of several lines add up, and an empty one begins anew. */
    static final class Type extends SettingType<List<SavePoint>> {
        @Override
        boolean takesSeveral() {
            return true;
        }

        @Override
        List<SavePoint> parse(List<String> arguments, List<SavePoint> current) throws RefusedValue {
            if (meansNone(arguments)) {
                return List.of();
            }
            if (arguments.size() % 2 != 0) {
                throw refusal();
            }
            List<SavePoint> points = new ArrayList<>();
            for (int i = 0; i < arguments.size(); i += 2) {
                long seconds = number(arguments.get(i), 1, Long.MAX_VALUE);
                long changes = number(arguments.get(i + 1), 0, Integer.MAX_VALUE);
                points.add(new SavePoint(seconds, (int) changes));
            }
            return List.copyOf(points);
        }

        @Override
        List<SavePoint> parseAgain(List<String> arguments, List<SavePoint> current) throws RefusedValue {
            if (arguments.size() == 1 && meansNone(arguments)) {
                return List.of();
            }
            List<SavePoint> points = new ArrayList<>(current);
            points.addAll(parse(arguments, current));
            return List.copyOf(points);
        }

        private static boolean meansNone(List<String> arguments) {
            return arguments.isEmpty() || arguments.equals(List.of(""));
        }

        private static long number(String text, long lower, long upper) throws RefusedValue {
            OptionalLong number = NumberTexts.lenient(text);
            if (number.isEmpty() || number.getAsLong() < lower || number.getAsLong() > upper) {
                throw refusal();
            }
            return number.getAsLong();
        }

        private static RefusedValue refusal() {
            return new RefusedValue("Invalid save parameters");
        }

        @Override
        String format(List<SavePoint> value) {
            List<String> texts = new ArrayList<>();
            value.forEach(point -> texts.add(point.text()));
            return String.join(" ", texts);
        }

        /** One line for each point, always: without any line the default ones would hold. */
        @Override
        List<Line> lines(List<SavePoint> value, List<SavePoint> fallback) {
            if (value.isEmpty()) {
                return List.of(new Line("\"\"", true));
            }
            List<Line> lines = new ArrayList<>();
            value.forEach(point -> lines.add(new Line(point.text(), true)));
            return lines;
        }
    }

    private String text() {
        return seconds + " " + changes;
    }
}
