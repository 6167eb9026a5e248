package org.jetstreamlan.hdl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.check.Spot;
import org.jetstreamlan.hdl.ir.Place;
import org.jspecify.annotations.Nullable;

/// What an exception that ends a run says to the user: the call of theirs that it came from, never a frame of the library.
final class Thrown {
    /// So many modules made at one place while the stack overflows are no accident.
    private static final int ENDLESS = 100;

    private static final String CORE = Thrown.class.getPackageName();

    private Thrown() {}

    /// @param building the module whose `build()` threw; null in a constructor
    static HdlError error(RuntimeException thrown, @Nullable Module building) {
        StackTraceElement[] user = userFrames(thrown);
        String module =
                building != null
                        ? Reports.path(building)
                        : user.length == 0 ? "the design" : simpleName(user[0].getClassName());
        String text = thrown.getMessage() == null ? "" : thrown.getMessage();
        String verb = verb(thrown);
        if (!verb.isEmpty() && thrown instanceof NullPointerException) {
            return new HdlError.BadArgument(
                    module + ": " + verb,
                    "was given null",
                    "give it a value: a field that is used here is set where it is declared, or in the constructor",
                    spots(user));
        }
        boolean misplaced = thrown instanceof IllegalStateException;
        if (!verb.isEmpty() && (misplaced || thrown instanceof IllegalArgumentException)) {
            int advice = text.indexOf("; ");
            String rule =
                    misplaced
                            ? "call " + verb + " in build()"
                            : "give " + verb + " a value within these limits";
            return new HdlError.BadArgument(
                    module + ":",
                    advice < 0 ? text : text.substring(0, advice),
                    advice < 0 ? rule : text.substring(advice + 2),
                    spots(user));
        }
        String message = text.isEmpty() ? "" : ": " + text.replace(CORE + ".", "");
        return new HdlError.Ended(module, thrown.getClass().getSimpleName() + message, spots(user));
    }

    /// @param modules all that were made, the last one in vain
    static HdlError endless(StackOverflowError thrown, List<Module> modules, Sources sources) {
        StackTraceElement[] user = userFrames(thrown);
        if (!modules.isEmpty()) {
            Module last = modules.getLast();
            long alike = modules.stream().filter(m -> m.site.equals(last.site)).count();
            if (alike >= ENDLESS) {
                Place place = sources.placeOf(last.site);
                return new HdlError.BadArgument(
                        last.getClass().getSimpleName(),
                        "contains itself without end",
                        "make the inner one only while a parameter, smaller from level to level, is not 0",
                        List.of(
                                new Spot(
                                        place.equals(Place.UNKNOWN) ? mostFrequent(user) : place,
                                        "another is made here")));
            }
        }
        return new HdlError.Ended("the design", "a stack overflow", spots(user));
    }

    /// The line that stands most often in a stack: where the recursion goes on, wherever it was cut off.
    private static Place mostFrequent(StackTraceElement[] user) {
        Map<Place, Integer> counts = new LinkedHashMap<>();
        for (StackTraceElement frame : user) {
            if (frame.getFileName() != null) {
                counts.merge(
                        new Place(frame.getFileName(), frame.getLineNumber()), 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(Place.UNKNOWN);
    }

    static StackTraceElement[] userFrames(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(frame -> !isLibrary(frame) && !isJava(frame))
                .toArray(StackTraceElement[]::new);
    }

    /// The library's method that user code called, as it is written there; empty if it was not the library that threw, or not while user code ran.
    private static String verb(Throwable thrown) {
        StackTraceElement called = null;
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (isLibrary(frame)) {
                called = frame;
            } else if (!isJava(frame)) {
                break;
            }
        }
        if (called == null || called.getClassName().equals(Design.class.getName())) {
            return "";
        }
        return called.getMethodName().equals("<init>")
                ? "new " + simpleName(called.getClassName()) + "(...)"
                : called.getMethodName() + "(...)";
    }

    private static List<Spot> spots(StackTraceElement[] user) {
        for (StackTraceElement frame : user) {
            if (frame.getFileName() != null && frame.getLineNumber() > 0) {
                return List.of(new Spot(new Place(frame.getFileName(), frame.getLineNumber()), ""));
            }
        }
        return List.of();
    }

    private static String simpleName(String className) {
        return className.substring(
                Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
    }

    private static boolean isJava(StackTraceElement frame) {
        return frame.getClassName().startsWith("java.") || frame.getClassName().startsWith("jdk.");
    }

    private static boolean isLibrary(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith(CORE + ".lib.")
                || name.substring(0, name.lastIndexOf('.') + 1).equals(CORE + ".");
    }
}
