package org.jetstreamlan.sim.cover;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.ForwardingSimulator;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.fuzz.ReferenceEngine;

/// Counts ways without changing the circuit: before each edge it walks the statements of each instance, as the reference simulator has their conditions.
/// For circuits of one clock that [Placed] has made.
final class WaysByWalking implements Engine {
    /// By instance and place how often each way was taken.
    final Map<String, List<Long>> ways = new TreeMap<>();

    static String key(String path, Place place) {
        return path + " " + place;
    }

    @Override
    public String name() {
        return "walking";
    }

    @Override
    public Model compile(Circuit circuit) {
        Model inner = new ReferenceEngine().compile(circuit);
        return new Model() {
            @Override
            public Circuit circuit() {
                return circuit;
            }

            @Override
            public Simulator instantiate() {
                return new Walking(inner.instantiate());
            }

            @Override
            public void close() {
                inner.close();
            }
        };
    }

    private final class Walking extends ForwardingSimulator {
        Walking(Simulator inner) {
            super(inner);
        }

        @Override
        public void step() {
            ModuleDef top = model().circuit().top();
            boolean counts = !isReset(top.domains().getFirst());
            walk("", top, counts);
            super.step();
        }

        private boolean isReset(ModuleDef.Domain domain) {
            return domain.spec().reset() != ClockSpec.Reset.NONE
                    && (peek(probe(domain.reset())) != 0) == domain.spec().resetActiveHigh();
        }

        private void walk(String path, ModuleDef module, boolean counts) {
            walk(path, module.body(), counts);
            for (ModuleDef.Instance child : module.instances()) {
                String below = path.isEmpty() ? child.name() : path + "." + child.name();
                walk(below, child.module(), counts);
            }
        }

        private void walk(String path, List<Statement> statements, boolean counts) {
            for (Statement statement : statements) {
                switch (statement) {
                    case Statement.Assign _ -> {}
                    case Statement.When when -> {
                        boolean holds = value(path, when.condition()).signum() != 0;
                        walk(path, when.then(), way(path, when, 0, counts && holds));
                        walk(path, when.otherwise(), way(path, when, 1, counts && !holds));
                    }
                    case Statement.Select select -> {
                        int taken = taken(select, value(path, select.subject()));
                        for (int i = 0; i < select.cases().size(); i++) {
                            boolean isTaken = way(path, select, i, counts && taken == i);
                            walk(path, select.cases().get(i).body(), isTaken);
                        }
                        if (!select.complete()) {
                            int rest = select.cases().size();
                            boolean isTaken = way(path, select, rest, counts && taken == rest);
                            walk(path, select.otherwise(), isTaken);
                        }
                    }
                }
            }
        }

        private static int taken(Statement.Select select, BigInteger subject) {
            for (int i = 0; i < select.cases().size(); i++) {
                if (select.cases().get(i).patterns().stream().anyMatch(p -> p.matches(subject))) {
                    return i;
                }
            }
            return select.complete() ? select.cases().size() - 1 : select.cases().size();
        }

        private BigInteger value(String path, int node) {
            String prefix = path.isEmpty() ? "" : path + ".";
            return peekWide(probe(prefix + Placed.nameOf(node)));
        }

        private boolean way(String path, Statement statement, int number, boolean isTaken) {
            List<Long> counts =
                    ways.computeIfAbsent(key(path, statement.place()), _ -> new ArrayList<>());
            while (counts.size() <= number) {
                counts.add(0L);
            }
            counts.set(number, counts.get(number) + (isTaken ? 1 : 0));
            return isTaken;
        }
    }
}
