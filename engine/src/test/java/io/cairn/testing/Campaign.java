package io.cairn.testing;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One campaign of docs/reliability.md: cases by number, what they did, and how to repeat the one that failed.
 *
 * <p>A case's number is its seed. Cases run on two threads, so they share nothing but the figures. How many there are is a
 * parameter, {@code -Dcampaign.<letter>.<name>=…}, with which the profile {@code soak} is made as long as one likes;
 * {@code -Dcampaign.seed=…} runs one case alone, and {@code -Dcampaign.first=…} begins with it, so that a long run need not repeat
 * what others have done.
 *
 * <p>Threads: any.
 */
public final class Campaign {
    private static final String SEED = "campaign.seed";
    private static final String FIRST = "campaign.first";
    private static final int THREADS = 2;

    /** One case. */
    @FunctionalInterface
    public interface Case {
        void run(long seed) throws Exception;
    }

    private final String letter;
    private final Class<?> test;
    private final Map<String, LongAdder> figures = new ConcurrentSkipListMap<>();

    /** Parameters that were given: what a number means may depend on them. */
    private final Set<String> given = new ConcurrentSkipListSet<>();

    /** Which test this is, as Maven is told. */
    private final String replay;

    /** The campaign {@code letter} of the programme, as far as {@code test} carries it out. */
    public Campaign(String letter, Class<?> test) {
        this.letter = letter;
        this.test = test;
        this.replay = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(frame -> frame.getDeclaringClass() == test)
                        .map(frame -> replayOf(frame.getMethodName()))
                        .reduce("", (inner, outer) -> outer.isEmpty() ? inner : outer));
    }

    /** How to run one test method; nothing if it is none. */
    private String replayOf(String methodName) {
        for (Method method : test.getDeclaredMethods()) {
            if (method.getName().equals(methodName) && method.isAnnotationPresent(Test.class)) {
                Tag tag = method.getAnnotation(Tag.class);
                return (tag == null ? "" : "-P" + tag.value() + " ") + "-Dtest=" + test.getSimpleName() + "#"
                        + methodName;
            }
        }
        return "";
    }

    /** How many of something, by the name of its parameter; {@code otherwise} where it is not given. */
    public long count(String name, long otherwise) {
        String property = "campaign." + letter.toLowerCase(Locale.ROOT) + "." + name;
        Long value = Long.getLong(property);
        if (value == null) {
            return otherwise;
        }
        given.add("-D" + property + "=" + value);
        return value;
    }

    /** Whether one case is to be repeated alone: then there is too little of everything for what counts must reach. */
    public boolean isReplay() {
        return Long.getLong(SEED) != null;
    }

    /** Adds to a figure. */
    public void add(String figure, long amount) {
        figures.computeIfAbsent(figure, name -> new LongAdder()).add(amount);
    }

    /** What was added to a figure so far. */
    public long figure(String name) {
        LongAdder adder = figures.get(name);
        return adder == null ? 0 : adder.sum();
    }

    /** Runs the cases 0 … {@code cases} − 1, which are all there are. */
    public void forAll(long cases, Case each) {
        AtomicLong begun = new AtomicLong();
        run(0, () -> begun.getAndIncrement() < cases, each);
    }

    /** Runs {@code cases} of the cases that there are without end. */
    public void forEach(long cases, Case each) {
        AtomicLong begun = new AtomicLong();
        run(() -> begun.getAndIncrement() < cases, each);
    }

    /** Runs cases as long as {@code unfinished} says so. */
    public void run(BooleanSupplier unfinished, Case each) {
        run(Long.getLong(FIRST, 0), unfinished, each);
    }

    private void run(long first, BooleanSupplier unfinished, Case each) {
        Long replayed = Long.getLong(SEED);
        if (replayed != null) {
            runOne(replayed, each);
            return;
        }
        AtomicLong next = new AtomicLong(first);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> {
                try {
                    while (failure.get() == null && unfinished.getAsBoolean()) {
                        runOne(next.getAndIncrement(), each);
                    }
                } catch (AssertionError e) {
                    failure.compareAndSet(null, e);
                }
            });
            // A case that hangs must not outlive a test that gave it up.
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        threads.forEach(Campaign::join);
        if (failure.get() != null) {
            throw new AssertionError(failure.get().getMessage(), failure.get());
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void runOne(long seed, Case each) {
        try {
            each.run(seed);
        } catch (Exception | Error e) {
            throw new AssertionError(
                    "campaign " + letter + ", seed " + seed + " (to repeat it: ./cairn test " + replay
                            + " -Dsurefire.failIfNoSpecifiedTests=false "
                            + String.join(" ", given) + (given.isEmpty() ? "" : " ") + "-D" + SEED + "=" + seed + "): "
                            + e,
                    e);
        }
    }

    /** Prints the figures, and leaves them in {@code target/campaigns} for the launcher. */
    public void report() throws IOException {
        String line = "Campaign " + letter + ": "
                + figures.entrySet().stream()
                        .map(figure -> figure.getValue() + " " + figure.getKey())
                        .collect(Collectors.joining(", "));
        System.out.println(line);
        Path directory = Files.createDirectories(Path.of("target", "campaigns"));
        Files.writeString(directory.resolve(letter + "-" + test.getSimpleName() + ".txt"), line + "\n");
    }
}
