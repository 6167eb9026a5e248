package org.jetstreamlan.sim;

import java.util.List;
import java.util.function.Supplier;

/// The text of a [SimulationFailure]: a headline, a line for each process, the seed.
final class Report {
    private static final int STACK_LINES = 12;

    private final Kernel kernel;
    private final StringBuilder text;

    private Report(Kernel kernel, String headline) {
        this.kernel = kernel;
        text = new StringBuilder(headline);
    }

    /// `headline`, then what each of `processes` waits for.
    static String of(Kernel kernel, String headline, List<BenchProcess> processes) {
        Report report = new Report(kernel, headline);
        for (BenchProcess process : processes) {
            report.line(process);
        }
        return report.end();
    }

    /// `headline`, then the stack of a process that runs.
    static String ofStack(Kernel kernel, String headline, BenchProcess process) {
        Report report = new Report(kernel, headline);
        List<StackTraceElement> frames = BenchPlace.frames(process.thread);
        for (StackTraceElement frame : frames.subList(0, Math.min(frames.size(), STACK_LINES))) {
            report.text
                    .append("\n  at ")
                    .append(frame.getMethodName())
                    .append(" (")
                    .append(BenchPlace.text(frame))
                    .append(')');
        }
        return report.end();
    }

    private void line(BenchProcess process) {
        text.append("\n  ").append(process);
        Trigger trigger = process.waitsFor;
        if (trigger == null) {
            text.append(process.thread == null ? " has not begun" : " runs");
        } else {
            text.append(process.woken ? " has waited for " : " waits for ")
                    .append(said(() -> trigger.text(kernel)))
                    .append(" since ")
                    .append(Time.text(process.since));
        }
        String place = BenchPlace.of(process.thread);
        if (!place.isEmpty()) {
            text.append(", at ").append(place);
        }
        for (Arm arm : process.arms()) {
            if (trigger != null && arm instanceof Arm.Value value) {
                String state = said(value.watch()::state);
                if (!state.isEmpty()) {
                    text.append("; ").append(state);
                }
            }
        }
    }

    /// What somebody says of itself, such as a trigger in the user's words; a report survives whoever cannot.
    static String said(Supplier<String> words) {
        try {
            return words.get();
        } catch (RuntimeException | Error e) {
            return "(" + e.getClass().getName() + " instead of words)";
        }
    }

    private String end() {
        if (!kernel.footer().isEmpty()) {
            text.append('\n').append(kernel.footer());
        }
        return text.toString();
    }
}
