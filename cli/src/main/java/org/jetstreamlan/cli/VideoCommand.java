package org.jetstreamlan.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jetstreamlan.cli.video.Video;
import org.jetstreamlan.cli.video.VideoOptions;
import org.jetstreamlan.cli.video.VideoPicture;
import org.jetstreamlan.cli.video.VideoResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `jetstream video`.
@Command(
        name = "video",
        description = {
            "Send a test film over a pool to a viewer that is too slow for it, over a link that spoils some of it, and leave a picture.",
            "The viewer reads the head of each tile alone; the rest goes to its place on the screen."
        },
        mixinStandardHelpOptions = true)
final class VideoCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--pictures",
            paramLabel = "N",
            defaultValue = "40",
            description = "How many are sent, in 25 tiles each (default: ${DEFAULT-VALUE}).")
    private int pictures;

    @Option(
            names = "--shown",
            paramLabel = "N",
            defaultValue = "20",
            description =
                    "Tiles that the viewer shows in the time of a picture, 1 to 25; the oldest of more are dropped (default: ${DEFAULT-VALUE}).")
    private int shown;

    @Option(
            names = "--damaged",
            paramLabel = "N",
            defaultValue = "12",
            description =
                    "One in so many tiles is spoiled on its way, at random; 0: none (default: ${DEFAULT-VALUE}).")
    private int damaged;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1994",
            description = "Of what is spoiled (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "build/video",
            description = "For video.png (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Override
    public Integer call() throws IOException {
        refuseUnless(pictures >= 1, "--pictures: %d is less than 1", pictures);
        refuseUnless(damaged >= 0, "--damaged: %d is less than 0", damaged);
        int tiles = VideoOptions.of(1, 1, 0, 0).tiles();
        refuseUnless(shown >= 1 && shown <= tiles, "--shown: %d is not in 1..25", shown);
        var result = Video.run(VideoOptions.of(pictures, shown, damaged, seed));
        Files.createDirectories(out);
        var file = out.resolve("video.png");
        VideoPicture.write(result, file);
        tell(result, file);
        return 0;
    }

    private void tell(VideoResult result, Path file) {
        PrintWriter print = spec.commandLine().getOut();
        print.printf(
                "%,8d tiles sent, %,d of them spoiled on their way%n", result.sent(), result.hit());
        print.printf("%,8d shown, %,d of them with a bad CRC%n", result.shown(), result.shownBad());
        print.printf(
                "%,8d dropped, the oldest first: nothing of them was read%n", result.dropped());
        print.printf("%,8d wait, %,d are lost%n", result.waiting(), result.lost());
        print.println(
                "picture: %s; left: sent last, right: shown, red: bad CRC, blue: of an earlier picture"
                        .formatted(file));
        print.flush();
    }

    private void refuseUnless(boolean holds, String message, long value) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message.formatted(value));
        }
    }
}
