package org.jetstreamlan.driver.client;

import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jetstreamlan.abi.daemon.Answer;
import org.jetstreamlan.abi.daemon.ServiceReason;
import org.jetstreamlan.driver.Outcome;

/// What became of the runs of a client's scripts, in memory of its own: answers are taken in their order, whoever waits for which.
final class ScriptRuns {
    private final boolean[] underWay;
    private final ServiceReason[] reasons;
    private final String[] words;
    private final Outcome[] outcomes;
    private final long[] values;
    private final long[] limits;

    ScriptRuns(int scripts) {
        underWay = new boolean[scripts];
        reasons = new ServiceReason[scripts];
        words = new String[scripts];
        outcomes = new Outcome[scripts];
        values = new long[scripts];
        limits = new long[scripts];
        Arrays.fill(reasons, ServiceReason.DONE);
        Arrays.fill(words, "");
        Arrays.fill(outcomes, Outcome.OK);
    }

    /// @throws IllegalStateException if it has not ended
    void begin(int script) {
        if (underWay[script]) {
            throw new IllegalStateException(
                    "script %d: its last run has not been awaited".formatted(script));
        }
        underWay[script] = true;
    }

    boolean isUnderWay(int script) {
        return underWay[script];
    }

    /// @param why words of a run that was refused
    void end(int script, MemorySegment answer, String why) {
        underWay[script] = false;
        words[script] = why;
        reasons[script] = ServiceReason.of(answer.get(WORD, Answer.REASON_AT));
        outcomes[script] = Outcome.of(answer.get(WORD, Answer.OUTCOME_AT));
        values[script] = wide(answer, Answer.VALUE_AT);
        limits[script] = wide(answer, Answer.LIMIT_AT);
    }

    private static long wide(MemorySegment answer, long at) {
        return Integer.toUnsignedLong(answer.get(WORD, at)) | (long) answer.get(WORD, at + 4) << 32;
    }

    /// Nobody will answer any more.
    void abandon(int script) {
        underWay[script] = false;
        reasons[script] = ServiceReason.DONE;
        outcomes[script] = Outcome.DAEMON_GONE;
        values[script] = 0;
        limits[script] = 0;
    }

    ServiceReason reason(int script) {
        return reasons[script];
    }

    String words(int script) {
        return words[script];
    }

    Outcome outcome(int script) {
        return outcomes[script];
    }

    long value(int script) {
        return values[script];
    }

    long limit(int script) {
        return limits[script];
    }
}
