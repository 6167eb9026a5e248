package org.jetstreamlan.cli.mutant;

import java.util.List;

/// How many mutants of a sample were killed. Equivalent ones are no part of the share.
public record Score(int killed, int survivors, int equivalent) {
    /// Of a normal distribution, for 95 %.
    private static final double Z = 1.96;

    public static Score of(List<MutantTrial.Result> results) {
        int killed = 0;
        int equivalent = 0;
        for (var result : results) {
            killed += result.difference().isPresent() ? 1 : 0;
            equivalent += result.equivalent() ? 1 : 0;
        }
        return new Score(killed, results.size() - killed - equivalent, equivalent);
    }

    public double share() {
        return (double) killed / (killed + survivors);
    }

    /// Half of Wilson's interval around its middle, and that.
    private double[] interval() {
        double n = killed + survivors;
        double p = share();
        double scale = 1 / (1 + Z * Z / n);
        double middle = scale * (p + Z * Z / (2 * n));
        double half = scale * Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        return new double[] {middle - half, middle + half};
    }

    /// Of all mutants, at least and at most so many are killed, with 95 % confidence (Wilson).
    @Override
    public String toString() {
        return "killed %d of %d (%.1f %%; 95 %% confidence: %.1f..%.1f %%), %d more are proven equivalent"
                .formatted(
                        killed,
                        killed + survivors,
                        100 * share(),
                        100 * interval()[0],
                        100 * interval()[1],
                        equivalent);
    }
}
