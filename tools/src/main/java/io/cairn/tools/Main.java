package io.cairn.tools;

import io.cairn.tools.bench.CommitCommand;
import io.cairn.tools.bench.KillCommand;
import io.cairn.tools.bench.workload.BenchCommand;
import io.cairn.tools.sabotage.SabotageCommand;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Every tool as a subcommand. */
@Command(
        name = "cairn",
        description = "Tools around the Cairn server.",
        synopsisSubcommandLabel = "TOOL",
        subcommands = {
            HelpCommand.class,
            BenchCommand.class,
            CommitCommand.class,
            KillCommand.class,
            SabotageCommand.class
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Runs the tool that the arguments name, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        CommandLine main = new CommandLine(new Main());
        main.setCaseInsensitiveEnumValuesAllowed(true);
        main.setExecutionExceptionHandler(Main::explain);
        main.setParameterExceptionHandler(inASentence(main.getParameterExceptionHandler()));
        System.exit(main.execute(arguments));
    }

    /** What a tool does not take is told in a sentence, which the list of all its options would push out of sight. */
    private static IParameterExceptionHandler inASentence(IParameterExceptionHandler withUsage) {
        return (failure, arguments) -> {
            CommandLine tool = failure.getCommandLine();
            if (tool.getParent() == null) {
                return withUsage.handleParseException(failure, arguments);
            }
            String name = tool.getCommandSpec().qualifiedName();
            String sentence = failure instanceof UnmatchedArgumentException unmatched
                    ? name + " does not take " + String.join(" ", unmatched.getUnmatched())
                    : "cairn: " + failure.getMessage();
            tool.getErr().println(sentence + "; ./" + name + " --help says what it takes");
            return tool.getCommandSpec().exitCodeOnInvalidInput();
        };
    }

    /** What is missing or has died is told in a sentence; a defect of a tool, with the place where it is. */
    private static int explain(Exception failure, CommandLine tool, ParseResult arguments) throws Exception {
        if (failure instanceof IOException) {
            tool.getErr().println("cairn: " + failure.getMessage());
            return tool.getCommandSpec().exitCodeOnExecutionException();
        }
        throw failure;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which tool?");
    }
}
