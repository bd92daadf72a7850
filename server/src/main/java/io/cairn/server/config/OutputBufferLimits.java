package io.cairn.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** How much output may wait for a client before it is disconnected, for each class of clients. */
public record OutputBufferLimits(Limit normal, Limit replica, Limit pubsub) {
    /** Disconnect above {@code hardBytes} at once, above {@code softBytes} after {@code softSeconds} on end; 0 is no limit. */
    public record Limit(long hardBytes, long softBytes, int softSeconds) {
        private String text() {
            return hardBytes + " " + softBytes + " " + softSeconds;
        }

        private String textForFile() {
            return NumberTexts.formatMemory(hardBytes) + " " + NumberTexts.formatMemory(softBytes) + " " + softSeconds;
        }
    }

    /** Groups of class, hard limit, soft limit, seconds. Classes that are not named keep their limits. */
    static final class Type extends SettingType<OutputBufferLimits> {
        private static final int GROUP = 4;

        @Override
        boolean takesSeveral() {
            return true;
        }

        @Override
        OutputBufferLimits parse(List<String> arguments, OutputBufferLimits current) throws RefusedValue {
            if (arguments.size() % GROUP != 0) {
                throw new RefusedValue("Wrong number of arguments in buffer limit configuration.");
            }
            OutputBufferLimits limits = current;
            for (int i = 0; i < arguments.size(); i += GROUP) {
                limits = limits.with(arguments.subList(i, i + GROUP));
            }
            return limits;
        }

        @Override
        String format(OutputBufferLimits value) {
            return "normal " + value.normal.text() + " slave " + value.replica.text() + " pubsub "
                    + value.pubsub.text();
        }

        @Override
        List<Line> lines(OutputBufferLimits value, OutputBufferLimits fallback) {
            List<Line> lines = new ArrayList<>();
            lines.add(line("normal", value.normal, fallback.normal));
            lines.add(line("replica", value.replica, fallback.replica));
            lines.add(line("pubsub", value.pubsub, fallback.pubsub));
            return lines;
        }

        private static Line line(String name, Limit limit, Limit fallback) {
            return new Line(name + " " + limit.textForFile(), !limit.equals(fallback));
        }
    }

    private OutputBufferLimits with(List<String> group) throws RefusedValue {
        return switch (group.get(0).toLowerCase(Locale.ROOT)) {
            case "normal" -> new OutputBufferLimits(limit(group), replica, pubsub);
            case "slave", "replica" -> new OutputBufferLimits(normal, limit(group), pubsub);
            case "pubsub" -> new OutputBufferLimits(normal, replica, limit(group));
            default -> throw new RefusedValue("Invalid client class specified in buffer limit configuration.");
        };
    }

    private static Limit limit(List<String> group) throws RefusedValue {
        long hardBytes = NumberTexts.memory(group.get(1)).orElse(-1);
        long softBytes = NumberTexts.memory(group.get(2)).orElse(-1);
        OptionalLong seconds = NumberTexts.lenient(group.get(3));
        boolean fine = hardBytes >= 0
                && softBytes >= 0
                && seconds.isPresent()
                && seconds.getAsLong() >= 0
                && seconds.getAsLong() <= Integer.MAX_VALUE;
        if (!fine) {
            throw new RefusedValue("Error in hard, soft or soft_seconds setting in buffer limit configuration.");
        }
        return new Limit(hardBytes, softBytes, (int) seconds.getAsLong());
    }
}
