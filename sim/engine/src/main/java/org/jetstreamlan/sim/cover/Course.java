package org.jetstreamlan.sim.cover;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jetstreamlan.hdl.ir.Statement;

/// The way to a statement through the conditions around it.
///
/// @param condition holds if the statement is run
/// @param point index of the innermost point on the way, or [#NONE]
/// @param known by register the values that it can have here
/// @param steps the conditions, outermost first
record Course(int condition, int point, Map<Integer, Set<BigInteger>> known, List<Step> steps) {
    static final int NONE = -1;

    /// Where all statements begin.
    static final Course START = new Course(NodeBuilder.TRUE, NONE, Map.of(), List.of());

    /// A `when` or `select`, and the number of the way through it.
    record Step(Statement statement, int way) {}

    /// One step on.
    Course into(Statement statement, int way, int inner, int innerPoint) {
        List<Step> further = new ArrayList<>(steps);
        further.add(new Step(statement, way));
        return new Course(inner, innerPoint, known, further);
    }

    /// The same way, with what a register can be here.
    Course knowing(int register, Set<BigInteger> values) {
        Map<Integer, Set<BigInteger>> more = new HashMap<>(known);
        more.merge(register, values, Course::both);
        return new Course(condition, point, more, steps);
    }

    private static Set<BigInteger> both(Set<BigInteger> a, Set<BigInteger> b) {
        Set<BigInteger> both = new TreeSet<>(a);
        both.retainAll(b);
        return both;
    }

    /// Whether at most one of two ways is taken, since they part at a condition.
    boolean excludes(Course other) {
        for (int i = 0; i < Math.min(steps.size(), other.steps.size()); i++) {
            Step mine = steps.get(i);
            Step its = other.steps.get(i);
            if (mine.statement != its.statement) {
                return false;
            }
            if (mine.way != its.way) {
                return true;
            }
        }
        return false;
    }
}
