package org.jetstreamlan.cli.figure;

/// What synchronous frames waited for the token, and how long the token took round: the numbers of one run.
public final class AccessDelay {
    /// Waits are counted in hundredths of 2 TTRT.
    static final int BINS = 100;

    private final int ttrt;
    private final long[] counts = new long[BINS + 1];
    private long frames;
    private long longest;
    private long lastToken = -1;
    private long rotations;
    private long rotated;

    AccessDelay(int ttrt) {
        this.ttrt = ttrt;
    }

    /// The run of a line that [#csv()] made.
    static AccessDelay of(String csv) {
        var values = csv.split(",", -1);
        var delay = new AccessDelay(Integer.parseInt(values[0]));
        delay.rotations = Long.parseLong(values[1]);
        delay.rotated = Long.parseLong(values[2]);
        delay.longest = Long.parseLong(values[3]);
        for (int i = 0; i <= BINS; i++) {
            delay.counts[i] = Long.parseLong(values[i + 4]);
            delay.frames += delay.counts[i];
        }
        return delay;
    }

    /// TTRT, rotations, words that they took, longest wait, frames in each hundredth.
    String csv() {
        var line = new StringBuilder();
        line.append(ttrt).append(',').append(rotations).append(',').append(rotated);
        line.append(',').append(longest);
        for (long count : counts) {
            line.append(',').append(count);
        }
        return line.toString();
    }

    /// @param words from the head of the queue to START
    void waited(long words) {
        frames++;
        longest = Math.max(longest, words);
        counts[(int) Math.min(BINS, words * BINS / (2L * ttrt))]++;
    }

    /// The token is at the monitor.
    void token(long time) {
        if (lastToken >= 0) {
            rotations++;
            rotated += time - lastToken;
        }
        lastToken = time;
    }

    public long frames() {
        return frames;
    }

    public long rotations() {
        return rotations;
    }

    /// Longest wait / 2 TTRT.
    public double longest() {
        return longest / (2.0 * ttrt);
    }

    /// Mean rotation / TTRT.
    public double meanRotation() {
        return (double) rotated / rotations / ttrt;
    }

    /// Share of the frames that waited for `bin` hundredths of 2 TTRT or more.
    double atLeast(int bin) {
        long sum = 0;
        for (int i = bin; i <= BINS; i++) {
            sum += counts[i];
        }
        return (double) sum / frames;
    }
}
