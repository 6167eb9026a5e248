package org.jetstreamlan.cli;

import com.google.gson.GsonBuilder;
import java.util.List;
import java.util.concurrent.Callable;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.ScriptMemory;
import org.jetstreamlan.abi.ScriptOperation;
import org.jetstreamlan.abi.daemon.Answer;
import org.jetstreamlan.abi.daemon.ClanSubmission;
import org.jetstreamlan.abi.daemon.ClientMemory;
import org.jetstreamlan.abi.daemon.FileMessage;
import org.jetstreamlan.abi.daemon.Greeting;
import org.jetstreamlan.abi.daemon.StatusMemory;
import org.jetstreamlan.abi.daemon.Submission;
import org.jetstreamlan.abi.daemon.Welcome;
import org.jetstreamlan.cli.vipl.ViplHeader;
import org.jetstreamlan.regs.CHeaderPrinter;
import org.jetstreamlan.regs.MarkdownPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `jetstream registers`.
@Command(
        name = "registers",
        description =
                "Print the adapter's registers, for programs in other languages and for readers.",
        mixinStandardHelpOptions = true)
final class RegistersCommand implements Callable<Integer> {
    /// What they are printed as.
    enum Format {
        c,
        json,
        markdown,
        /// The header of the VI Provider Library.
        vipl
    }

    @Spec private CommandSpec spec;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "markdown",
            description =
                    "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); vipl is vipl.h, the header of the VI Provider Library.")
    private Format format;

    @Override
    public Integer call() {
        var text =
                switch (format) {
                    case c ->
                            CHeaderPrinter.print(
                                    "JETSTREAM",
                                    List.of(Registers.BLOCK),
                                    List.of(
                                            ScriptMemory.LAYOUT,
                                            ScriptOperation.LAYOUT,
                                            Greeting.LAYOUT,
                                            FileMessage.LAYOUT,
                                            Welcome.LAYOUT,
                                            ClientMemory.LAYOUT,
                                            Submission.LAYOUT,
                                            ClanSubmission.LAYOUT,
                                            Answer.LAYOUT,
                                            StatusMemory.LAYOUT,
                                            StatusMemory.POOL,
                                            StatusMemory.CLIENT));
                    case json ->
                            new GsonBuilder().setPrettyPrinting().create().toJson(Registers.BLOCK)
                                    + "\n";
                    case markdown -> MarkdownPrinter.print(Registers.BLOCK);
                    case vipl -> ViplHeader.text();
                };
        var print = spec.commandLine().getOut();
        print.print(text);
        print.flush();
        return 0;
    }
}
