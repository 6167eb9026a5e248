package org.jetstreamlan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jetstreamlan.driver.client.Sockets;
import org.jetstreamlan.driver.shared.OpenFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `jetstream carry`.
@Command(
        name = "carry",
        description = {
            "Carry a file over the ring from a station of a running daemon to another.",
            "Scripts in the daemon read, send, receive and write it; this process passes the open files, and sees not a byte."
        },
        mixinStandardHelpOptions = true)
final class CarryCommand implements Callable<Integer> {
    /// As many as AAL5 allows, a multiple of 8.
    private static final int PIECE_MAXIMUM = 65_512;

    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "What is carried.")
    private Path file;

    @Parameters(index = "1", paramLabel = "COPY", description = "Where it goes; made anew.")
    private Path copy;

    @Option(
            names = "--sockets",
            paramLabel = "FOLDER",
            description =
                    "Where the daemon's sockets are (default: jetstream in XDG_RUNTIME_DIR, or below /tmp).")
    private Path sockets = Sockets.folder();

    @Option(
            names = "--from",
            paramLabel = "STATION",
            defaultValue = "0",
            description = "Number of a socket (default: ${DEFAULT-VALUE}).")
    private int from;

    @Option(
            names = "--to",
            paramLabel = "STATION",
            defaultValue = "1",
            description = "Number of a socket (default: ${DEFAULT-VALUE}).")
    private int to;

    @Option(
            names = "--piece",
            paramLabel = "BYTES",
            defaultValue = "16384",
            description = "Of each frame, 1 to 65512 (default: ${DEFAULT-VALUE}).")
    private int piece;

    @Override
    public Integer call() throws IOException {
        refuseUnless(Files.isRegularFile(file), "FILE: %s is no file".formatted(file));
        refuseUnless(
                !Files.exists(copy) || !Files.isSameFile(file, copy),
                "COPY: %s is FILE itself; give another".formatted(copy));
        refuseUnless(
                piece >= 1 && piece <= PIECE_MAXIMUM,
                "--piece: %d is not in 1..%d".formatted(piece, PIECE_MAXIMUM));
        long bytes = Files.size(file);
        long begin = System.nanoTime();
        try (var source = OpenFile.open(file, OpenFile.Mode.READ);
                var target = OpenFile.open(copy, OpenFile.Mode.CREATE);
                var sender = FileCarrier.connect(Sockets.of(sockets, from));
                var receiver = FileCarrier.connect(Sockets.of(sockets, to));
                var carrier = new FileCarrier(sender, receiver, piece)) {
            carrier.carry(sender.passFile(source), receiver.passFile(target), bytes);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        boolean same = Files.mismatch(file, copy) == -1;
        spec.commandLine()
                .getOut()
                .printf(
                        "%,d bytes in %.2f s, %.1f MB/s, from station %d to station %d; %s%n",
                        bytes,
                        seconds,
                        bytes / seconds / 1e6,
                        from,
                        to,
                        same ? "the copy is the same" : "the copy differs");
        return same ? 0 : 1;
    }

    private void refuseUnless(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
