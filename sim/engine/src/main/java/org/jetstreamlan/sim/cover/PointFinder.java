package org.jetstreamlan.sim.cover;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Enumeration;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Observation;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;

/// Walks a module's statements and finds what is to be counted, and the condition of each.
///
/// The ways through a `when` or `select` that stands inside another hold only where that one's does. They are counted at the clock of the
/// first register that is assigned on them, else at the module's own.
final class PointFinder {
    /// The domain of what has no clock: counted at every edge of any.
    static final int NO_DOMAIN = -1;

    /// @param condition a condition of [NodeBuilder]
    /// @param domain of the module, or [#NO_DOMAIN]
    record Found(Point point, int condition, int domain) {}

    private final ModuleDef module;
    private final NodeBuilder nodes;
    private final List<Found> found = new ArrayList<>();
    private final Set<CoveredModule.Line> lines = new LinkedHashSet<>();

    /// By domain the index of its [Point.Clocked].
    private final Map<Integer, Integer> clocked = new LinkedHashMap<>();

    private final StateMachines machines;
    private int branches;

    PointFinder(ModuleDef module, NodeBuilder nodes) {
        this.module = module;
        this.nodes = nodes;
        machines = new StateMachines(module, nodes);
        walk(module.body(), Course.START);
        for (Memory memory : module.memories()) {
            for (Memory.WritePort port : memory.writes()) {
                access(memory, port.enable(), port.domain(), port.place());
            }
            for (Memory.ReadPort port : memory.reads()) {
                access(memory, port.enable(), port.domain(), port.place());
            }
        }
        for (Observation observation : module.observations()) {
            if (observation instanceof Observation.Property property
                    && property.kind() == Observation.Kind.COVER) {
                int holds =
                        nodes.and(
                                nodes.condition(property.enable()),
                                nodes.condition(property.condition()));
                Point event = new Point.Event(property.name(), property.place());
                line(property.place(), add(event, holds, property.domain()));
            }
        }
        found.addAll(machines.find());
    }

    List<Found> found() {
        return found;
    }

    List<CoveredModule.Line> lines() {
        return List.copyOf(lines);
    }

    private int add(Point point, int condition, int domain) {
        found.add(new Found(point, condition, domain));
        return found.size() - 1;
    }

    private void line(Place place, int point) {
        if (place.line() > 0) {
            lines.add(new CoveredModule.Line(place, point));
        }
    }

    private void access(Memory memory, int enable, int domain, Place place) {
        Point access = new Point.Access(memory.name(), place);
        line(place, add(access, nodes.condition(enable), domain));
    }

    // ---- statements

    private void walk(List<Statement> statements, Course course) {
        for (Statement statement : statements) {
            int point = course.point() == Course.NONE ? clocked(domain(statement)) : course.point();
            line(statement.place(), point);
            switch (statement) {
                case Statement.Assign assign -> machines.add(assign, course);
                case Statement.When when -> walk(when, course);
                case Statement.Select select -> walk(select, course);
            }
        }
    }

    private void walk(Statement.When when, Course course) {
        int condition = nodes.condition(when.condition());
        int branch = branches++;
        Course then = way(when, course, branch, 0, "true", condition, when.then());
        walk(when.then(), machines.learn(when.condition(), then));
        int not = nodes.not(condition);
        walk(when.otherwise(), way(when, course, branch, 1, "false", not, when.otherwise()));
    }

    private void walk(Statement.Select select, Course course) {
        Optional<StateMachines.Machine> machine = machines.of(select.subject());
        int branch = branches++;
        boolean disjoint = select.isDisjoint();
        int earlier = NodeBuilder.FALSE;
        List<Statement.Pattern> named = new ArrayList<>();
        for (int i = 0; i < select.cases().size(); i++) {
            Statement.Case one = select.cases().get(i);
            boolean isRest = select.complete() && i == select.cases().size() - 1;
            int match = isRest ? nodes.not(earlier) : matches(select.subject(), one);
            int taken = disjoint || isRest ? match : nodes.and(match, nodes.not(earlier));
            earlier = nodes.or(earlier, match);
            named.addAll(one.patterns());
            Course into = way(select, course, branch, i, label(select, one), taken, one.body());
            walk(
                    one.body(),
                    machine.isEmpty()
                            ? into
                            : into.knowing(
                                    machine.get().register(),
                                    machine.get().matching(one.patterns())));
        }
        if (!select.complete()) {
            boolean covered = select.coversAll(nodes.get(select.subject()).width());
            int rest = covered ? NodeBuilder.FALSE : nodes.not(earlier);
            int number = select.cases().size();
            Course into =
                    way(select, course, branch, number, "otherwise", rest, select.otherwise());
            walk(
                    select.otherwise(),
                    machine.isEmpty()
                            ? into
                            : into.knowing(
                                    machine.get().register(), machine.get().matchingNone(named)));
        }
    }

    /// Adds the point of a way, unless nobody knows where it stands.
    private Course way(
            Statement statement,
            Course course,
            int branch,
            int number,
            String label,
            int condition,
            List<Statement> body) {
        int holds = nodes.and(course.condition(), condition);
        int point = course.point();
        if (statement.place().line() > 0) {
            Point way = new Point.Way(branch, label, statement.place());
            int own = domain(body);
            point = add(way, holds, own == NO_DOMAIN ? domain(statement) : own);
        }
        return course.into(statement, number, holds, point);
    }

    private int matches(int subject, Statement.Case one) {
        int match = NodeBuilder.FALSE;
        for (Statement.Pattern pattern : one.patterns()) {
            match = nodes.or(match, nodes.matches(subject, pattern.value(), pattern.care()));
        }
        return match;
    }

    /// The values of a case as they are written: constants of an enum, numbers, bits with `?`.
    private String label(Statement.Select select, Statement.Case one) {
        int width = nodes.get(select.subject()).width();
        List<String> texts = new ArrayList<>();
        for (Statement.Pattern pattern : one.patterns()) {
            if (!pattern.label().isEmpty()) {
                texts.add(shortName(select.subject(), pattern.label()));
            } else if (pattern.care().bitCount() == width) {
                texts.add(pattern.value().toString());
            } else {
                texts.add(bits(pattern, width));
            }
        }
        return String.join(", ", texts);
    }

    /// Without the name of the enum, if the subject is a net.
    private String shortName(int subject, String label) {
        if (nodes.get(subject) instanceof Node.Read(var net, _)) {
            Enumeration values = module.annotations().enumerations().get(net);
            if (values != null && label.startsWith(values.name() + "_")) {
                return label.substring(values.name().length() + 1);
            }
        }
        return label;
    }

    private static String bits(Statement.Pattern pattern, int width) {
        StringBuilder bits = new StringBuilder("\"");
        for (int i = width - 1; i >= 0; i--) {
            char value = pattern.value().testBit(i) ? '1' : '0';
            bits.append(pattern.care().testBit(i) ? value : '?');
        }
        return bits.append('"').toString();
    }

    // ---- clocks

    private int clocked(int domain) {
        Integer known = clocked.get(domain);
        if (known == null) {
            known = add(new Point.Clocked(Place.UNKNOWN), NodeBuilder.TRUE, domain);
            clocked.put(domain, known);
        }
        return known;
    }

    /// The domain of the first register that is assigned, else the module's own.
    private int domain(Statement statement) {
        int domain = domain(List.of(statement));
        return domain == NO_DOMAIN && !module.domains().isEmpty() ? 0 : domain;
    }

    /// The domain of the first register that is assigned, or [#NO_DOMAIN].
    private int domain(List<Statement> statements) {
        for (Statement statement : statements) {
            int domain =
                    switch (statement) {
                        case Statement.Assign assign ->
                                module.nets().get(assign.net()) instanceof Net.Register register
                                        ? register.domain()
                                        : NO_DOMAIN;
                        case Statement.When when -> first(domain(when.then()), when.otherwise());
                        case Statement.Select select -> domain(select);
                    };
            if (domain != NO_DOMAIN) {
                return domain;
            }
        }
        return NO_DOMAIN;
    }

    private int domain(Statement.Select select) {
        int domain = NO_DOMAIN;
        for (Statement.Case one : select.cases()) {
            domain = first(domain, one.body());
        }
        return first(domain, select.otherwise());
    }

    private int first(int domain, List<Statement> statements) {
        return domain != NO_DOMAIN ? domain : domain(statements);
    }
}
