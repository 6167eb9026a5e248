package org.jetstreamlan.cli;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jetstreamlan.sim.SimulationFailure;
import picocli.CommandLine.Model.CommandSpec;

/// What went wrong, in one line for users.
public final class Failures {
    private static final Pattern OPTION = Pattern.compile("--([a-z]+)");

    private Failures() {}

    /// What ended `command`.
    static String line(Throwable failure, CommandSpec command) {
        Throwable cause = failure;
        while (isWrapper(cause) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof FileSystemException trouble) {
            return "cannot write %s: %s%s"
                    .formatted(
                            trouble.getFile(),
                            reason(trouble),
                            command.findOption("--out") == null ? "" : "; give another --out");
        }
        String message = failure.getMessage();
        if (message == null || failure instanceof Error) {
            return failure.toString();
        }
        return failure instanceof SimulationFailure
                ? message.lines().findFirst().orElse("")
                : message;
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof UncheckedIOException || failure instanceof SimulationFailure;
    }

    /// Why a file cannot be used; what [FileSystemException#getMessage()] does not say in words.
    public static String reason(FileSystemException trouble) {
        return switch (trouble) {
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "exists and is no folder";
            case NoSuchFileException _ -> "no such folder";
            default ->
                    Optional.ofNullable(trouble.getReason())
                            .map(reason -> reason.toLowerCase(Locale.ROOT))
                            .orElse("the file system refuses");
        };
    }

    /// A message with options named as the variables of the Makefile.
    static String inMakeWords(String message) {
        return OPTION.matcher(message).replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
    }
}
