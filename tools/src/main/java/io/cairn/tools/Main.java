package io.cairn.tools;

import io.cairn.tools.bench.BenchCommand;
import io.cairn.tools.bench.CommitCommand;
import io.cairn.tools.bench.GrowthCommand;
import io.cairn.tools.bench.KillCommand;
import io.cairn.tools.bench.LoadCommand;
import io.cairn.tools.bench.MemoryCommand;
import io.cairn.tools.bench.SaveCommand;
import io.cairn.tools.sabotage.SabotageCommand;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Every tool as a subcommand. */
@Command(
        name = "cairn",
        description = "Tools around the Cairn server.",
        synopsisSubcommandLabel = "TOOL",
        subcommands = {
            HelpCommand.class,
            BenchCommand.class,
            CommitCommand.class,
            GrowthCommand.class,
            MemoryCommand.class,
            SaveCommand.class,
            LoadCommand.class,
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
        System.exit(main.execute(arguments));
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
