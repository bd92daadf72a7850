package io.cairn.tools.sabotage;

import io.cairn.tools.sabotage.SourceCopy.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Puts each deliberate fault into a copy of the sources and runs the test that must fail then.
 *
 * <p>Tests are run without a fault first: one that fails anyway would catch everything.
 */
@Command(
        name = "sabotage",
        description =
                "Breaks a copy of the sources on purpose, once for each fault of testdata/sabotage/faults.txt; its"
                        + " test must fail. Half an hour.",
        mixinStandardHelpOptions = true)
public final class SabotageCommand implements Callable<Integer> {
    @Option(names = "--only", defaultValue = "", description = "faults with this in their title")
    private String only = "";

    @Option(names = "--fits", description = "only see whether each fault still fits the sources; a second")
    private boolean fitsOnly;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String launcher = System.getProperty("cairn.launcher");
        if (launcher == null) {
            throw new IOException("this tool works on the sources: start it with ./cairn in a checkout");
        }
        Path home = Path.of(launcher).resolveSibling("").toAbsolutePath().normalize();
        List<Fault> faults = Fault.read(home.resolve("testdata/sabotage/faults.txt")).stream()
                .filter(fault -> fault.title().contains(only))
                .toList();
        int unfit = countUnfit(faults, home);
        if (fitsOnly || unfit > 0 || faults.isEmpty()) {
            System.out.println(faults.size() - unfit + " of " + faults.size() + " faults fit the sources");
            return unfit == 0 && !faults.isEmpty() ? 0 : 1;
        }
        SourceCopy copy = SourceCopy.of(home, home.resolve("target/sabotage"));
        if (!passWithoutFault(faults, copy)) {
            return 1;
        }
        int caught = 0;
        for (Fault fault : faults) {
            long start = System.nanoTime();
            Outcome outcome = copy.runWith(fault);
            caught += outcome == Outcome.FAILED ? 1 : 0;
            String what = outcome == Outcome.FAILED ? "caught" : "NOT CAUGHT";
            System.out.printf(
                    Locale.ROOT, "%-10s  %s  (%s, %d s)%n", what, fault.title(), fault.testName(), seconds(start));
            if (outcome == Outcome.NONE) {
                System.out.println("The test did not run to its end:\n" + copy.lastWords());
            }
        }
        System.out.println(caught + " of " + faults.size() + " faults caught");
        return caught == faults.size() ? 0 : 1;
    }

    private static int countUnfit(List<Fault> faults, Path home) {
        int unfit = 0;
        for (Fault fault : faults) {
            try {
                fault.applyTo(home);
            } catch (IOException e) {
                System.out.println(e.getMessage());
                unfit++;
            }
        }
        return unfit;
    }

    private static boolean passWithoutFault(List<Fault> faults, SourceCopy copy)
            throws IOException, InterruptedException {
        Set<List<String>> seen = new LinkedHashSet<>();
        List<String> failed = new ArrayList<>();
        for (Fault fault : faults) {
            if (seen.add(fault.test()) && copy.run(fault) != Outcome.PASSED) {
                failed.add(fault.testName());
                System.out.println("Without any fault " + fault.testName() + " does not pass:\n" + copy.lastWords());
            }
        }
        System.out.println(seen.size() - failed.size() + " of " + seen.size() + " tests pass without a fault");
        return failed.isEmpty();
    }

    private static long seconds(long startNanos) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
    }
}
