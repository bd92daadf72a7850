package io.cairn.tools.bench.workload;

import java.util.List;
import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Brings the mode before the options, wherever it stands: it looks like an option, but it is the command that the options belong to.
 */
final class ModeFirst implements IParameterPreprocessor {
    @Override
    @SuppressWarnings("JdkObsolete") // The interface is picocli's.
    public boolean preprocess(
            Stack<String> arguments, CommandSpec bench, @Nullable ArgSpec option, Map<String, Object> info) {
        // The next argument is the last one here.
        List<String> modes = arguments.stream()
                .filter(bench.subcommands()::containsKey)
                .distinct()
                .toList();
        if (modes.size() > 1) {
            throw new ParameterException(
                    bench.commandLine(), modes.get(1) + " and " + modes.get(0) + " are measured one at a time");
        }
        arguments.removeAll(modes);
        arguments.addAll(modes);
        return false;
    }
}
