package org.jetstreamlan.sim;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where in the test bench a thread is: its innermost frames that belong neither to the JDK nor to this library. Costs some microseconds, so that it
/// is for reports only.
final class BenchPlace {
    private static final @Nullable CodeSource LIBRARY =
            BenchPlace.class.getProtectionDomain().getCodeSource();

    private BenchPlace() {}

    /// `Name.java:12` of the innermost frame, or an empty text.
    static String of(@Nullable Thread thread) {
        List<StackTraceElement> frames = frames(thread);
        return frames.isEmpty() ? "" : text(frames.getFirst());
    }

    /// All frames of the test bench, innermost first.
    static List<StackTraceElement> frames(@Nullable Thread thread) {
        List<StackTraceElement> frames = new ArrayList<>();
        if (thread != null) {
            for (StackTraceElement frame : thread.getStackTrace()) {
                if (isBench(frame)) {
                    frames.add(frame);
                }
            }
        }
        return frames;
    }

    static String text(StackTraceElement frame) {
        return frame.getFileName() + ":" + frame.getLineNumber();
    }

    private static boolean isBench(StackTraceElement frame) {
        if (frame.getModuleName() != null && frame.getModuleName().startsWith("java.")) {
            return false;
        }
        try {
            Class<?> type =
                    Class.forName(frame.getClassName(), false, BenchPlace.class.getClassLoader());
            return !Objects.equals(type.getProtectionDomain().getCodeSource(), LIBRARY);
        } catch (ClassNotFoundException | LinkageError e) {
            // Of another loader: not the library's.
            return true;
        }
    }
}
