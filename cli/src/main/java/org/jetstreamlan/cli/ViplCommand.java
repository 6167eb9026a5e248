package org.jetstreamlan.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jetstreamlan.cli.vipl.ViplBuild;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `jetstream vipl`.
@Command(
        name = "vipl",
        description =
                "Make vipl.h and libvipl.so, the VI Provider Library for programs in C, which reaches the stations of a jetstreamd.",
        footer = {
            "",
            "A program is compiled with -I FOLDER -L FOLDER -lvipl -Wl,-rpath,FOLDER. As it runs, VipOpenNic takes a",
            "socket's path, or a name that ends in a station's number; the environment says more:",
            "  JETSTREAM_SOCKETS  folder of the sockets (default: where jetstreamd puts them)",
            "  JETSTREAM_STATION  the station, whatever the program calls its device",
            "  VIPL_EXPLAIN       if set, why a function refused, on the error stream",
            "  JAVA_HOME, VIPL_CLASS_PATH  other ones than those that the library was made with"
        },
        mixinStandardHelpOptions = true)
final class ViplCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "build/vipl",
            description = "For vipl.h, vipl.c, libvipl.so (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--cc",
            paramLabel = "COMPILER",
            defaultValue = "cc",
            description = "Of C (default: ${DEFAULT-VALUE}).")
    private String compiler;

    @Override
    public Integer call() throws IOException {
        var made = ViplBuild.make(out.toAbsolutePath(), compiler);
        var print = spec.commandLine().getOut();
        print.println(Tree.shown(made.header()));
        print.println(Tree.shown(made.library()));
        print.flush();
        return 0;
    }
}
