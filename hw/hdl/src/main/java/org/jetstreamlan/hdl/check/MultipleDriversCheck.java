package org.jetstreamlan.hdl.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Statement;

/// Finds bits that are assigned a second time at the same or an outer level (semantics 8): there the later assignment would hide
/// the earlier one always, so that one of them is a mistake.
///
/// For each block the bits assigned so far in it or below it are kept; an assignment may touch none of those of its own block. What an
/// enclosing block has assigned before may be overridden. Cost: assignments times depth.
final class MultipleDriversCheck {
    private final ModuleDef module;
    private final Paths paths;
    private final List<HdlError> errors = new ArrayList<>();

    private record Assigned(BitSet bits, List<Statement.Assign> assigns) {}

    /// A branch, and what was assigned in it or below it so far, by net.
    private static final class Block {
        final List<Block> outwards = new ArrayList<>();
        final Map<Integer, Assigned> assigned = new HashMap<>();

        Block() {
            outwards.add(this);
        }

        Block inside() {
            var inner = new Block();
            inner.outwards.addAll(outwards);
            return inner;
        }
    }

    private record Frame(Iterator<Statement> rest, Block block) {}

    private MultipleDriversCheck(ModuleDef module, Paths paths) {
        this.module = module;
        this.paths = paths;
    }

    static List<HdlError> of(ModuleDef module, Paths paths) {
        var check = new MultipleDriversCheck(module, paths);
        check.walk();
        return check.errors;
    }

    private void walk() {
        Deque<Frame> frames = new ArrayDeque<>();
        frames.push(new Frame(module.body().iterator(), new Block()));
        while (!frames.isEmpty()) {
            Frame frame = frames.element();
            if (!frame.rest.hasNext()) {
                frames.pop();
                continue;
            }
            switch (frame.rest.next()) {
                case Statement.Assign a -> assign(a, frame.block);
                case Statement.When w -> {
                    frames.push(new Frame(w.otherwise().iterator(), otherwise(w, frame.block)));
                    frames.push(new Frame(w.then().iterator(), frame.block.inside()));
                }
                case Statement.Select s -> {
                    frames.push(new Frame(s.otherwise().iterator(), frame.block.inside()));
                    for (Statement.Case c : s.cases().reversed()) {
                        frames.push(new Frame(c.body().iterator(), frame.block.inside()));
                    }
                }
            }
        }
    }

    /// The block of an `otherwise`. One that holds an `else when` alone needs none of its own, and a long chain does not
    /// get deep.
    private static Block otherwise(Statement.When when, Block block) {
        boolean chained =
                when.otherwise().size() == 1
                        && when.otherwise().getFirst() instanceof Statement.When;
        return chained ? block : block.inside();
    }

    private void assign(Statement.Assign assign, Block block) {
        Assigned here = block.assigned.get(assign.net());
        if (here != null) {
            int hit = here.bits.nextSetBit(assign.lo());
            if (hit >= 0 && hit < assign.lo() + assign.width()) {
                report(assign, here);
            }
        }
        for (Block at : block.outwards) {
            Assigned record =
                    at.assigned.computeIfAbsent(
                            assign.net(), _ -> new Assigned(new BitSet(), new ArrayList<>()));
            record.bits.set(assign.lo(), assign.lo() + assign.width());
            record.assigns.add(assign);
        }
    }

    private void report(Statement.Assign second, Assigned before) {
        for (Statement.Assign first : before.assigns) {
            int lo = Math.max(first.lo(), second.lo());
            int end = Math.min(first.lo() + first.width(), second.lo() + second.width());
            if (lo < end) {
                errors.add(
                        new HdlError.MultipleDrivers(
                                paths.of(module, second.net()),
                                new BitRange(end - 1, lo),
                                first.place(),
                                second.place()));
                return;
            }
        }
    }
}
