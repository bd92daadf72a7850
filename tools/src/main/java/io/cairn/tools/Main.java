package io.cairn.tools;

import io.cairn.tools.bench.CpuCommand;
import io.cairn.tools.bench.KillCommand;
import io.cairn.tools.bench.MemoryCommand;
import io.cairn.tools.bench.SaveCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Every tool as a subcommand. */
@Command(
        name = "cairn",
        description = "Tools around the Cairn server.",
        synopsisSubcommandLabel = "TOOL",
        subcommands = {HelpCommand.class, CpuCommand.class, MemoryCommand.class, SaveCommand.class, KillCommand.class})
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Runs the tool that the arguments name, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which tool?");
    }
}
