package org.jetstreamlan.hdl;

import java.util.List;
import org.jetstreamlan.hdl.ir.Place;

/// Where user code made something: the frames above the library, innermost first. Cheap to capture (some microseconds); names and
/// lines are resolved later, by [LocalNames].
final class Site {
    private static final StackWalker WALKER =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final String CORE = "org.jetstreamlan.hdl.";
    private static final int DEPTH = 4;

    final List<StackWalker.StackFrame> frames;

    private Site(List<StackWalker.StackFrame> frames) {
        this.frames = frames;
    }

    static Site capture() {
        return new Site(
                WALKER.walk(
                        stack ->
                                stack.dropWhile(frame -> isCore(frame.getClassName()))
                                        .limit(DEPTH)
                                        .takeWhile(frame -> !isCore(frame.getClassName()))
                                        .toList()));
    }

    /// The library's own package, not the blocks in its subpackages and not tests beside it.
    private static boolean isCore(String className) {
        return className.startsWith(CORE)
                && Character.isUpperCase(className.charAt(CORE.length()))
                && !className.contains("Test");
    }

    Place place() {
        if (frames.isEmpty()) {
            return Place.UNKNOWN;
        }
        StackWalker.StackFrame frame = frames.getFirst();
        String file = frame.getFileName();
        return file == null ? Place.UNKNOWN : new Place(file, Math.max(0, frame.getLineNumber()));
    }
}
