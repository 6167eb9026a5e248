package org.jetstreamlan.hdl.ir;

import java.math.BigInteger;
import java.util.List;

/// What drives nets. A body is a list of statements; a later assignment of the same bits overrides an earlier one.
/// A value read is always the net's final value of the instant (a wire, output) or the value before the clock edge
/// (a register), never an intermediate one.
public sealed interface Statement {
    /// The user's line.
    Place place();

    /// Drives bits `lo + width - 1` down to `lo` of `net` with node `value`; `width` is the value's width.
    record Assign(int net, int lo, int width, int value, Place place) implements Statement {}

    /// Runs `then` if the 1-bit node `condition` is 1, else `otherwise`.
    record When(int condition, List<Statement> then, List<Statement> otherwise, Place place)
            implements Statement {}

    /// Runs the body of the first case that matches the subject's value, else `otherwise`. `complete` says that the cases cover all
    /// values the subject can have: `otherwise` is never reached, and what no case matches takes the last one.
    record Select(
            int subject, List<Case> cases, List<Statement> otherwise, boolean complete, Place place)
            implements Statement {
        /// Whether every value of `width` bits matches a case; patterns that overlap may cover more than this tells.
        public boolean coversAll(int width) {
            if (!isDisjoint()) {
                return false;
            }
            BigInteger covered = BigInteger.ZERO;
            for (Pattern pattern : patterns()) {
                covered = covered.add(BigInteger.TWO.pow(width - pattern.care.bitCount()));
            }
            return covered.equals(BigInteger.TWO.pow(width));
        }

        /// Whether no value matches two cases, so that their order does not matter.
        public boolean isDisjoint() {
            List<Pattern> all = patterns();
            if (all.stream().allMatch(p -> p.care.equals(all.getFirst().care))) {
                return all.stream().map(Pattern::value).distinct().count() == all.size();
            }
            for (int i = 0; i < all.size(); i++) {
                for (int j = 0; j < i; j++) {
                    if (all.get(i).overlaps(all.get(j))) {
                        return false;
                    }
                }
            }
            return true;
        }

        private List<Pattern> patterns() {
            return cases.stream().flatMap(one -> one.patterns.stream()).toList();
        }
    }

    /// One alternative of a [Select]: taken if any of its patterns matches.
    record Case(List<Pattern> patterns, List<Statement> body) {}

    /// The values that have the bits of `value` where `care` has a 1; elsewhere `value` is 0.
    ///
    /// @param label the enum constant that the pattern stands for, or empty
    record Pattern(BigInteger value, BigInteger care, String label) {
        /// The one value of a subject of `width` bits.
        public static Pattern of(BigInteger value, int width) {
            BigInteger all = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
            return new Pattern(value, all, "");
        }

        /// Whether a value of the subject matches.
        public boolean matches(BigInteger subject) {
            return subject.and(care).equals(value);
        }

        /// Whether some value matches both.
        public boolean overlaps(Pattern other) {
            BigInteger both = care.and(other.care);
            return value.and(both).equals(other.value.and(both));
        }

        /// Whether every value that matches `other` matches this one too.
        public boolean covers(Pattern other) {
            return care.andNot(other.care).signum() == 0 && matches(other.value);
        }
    }
}
