package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Place;
import org.jspecify.annotations.Nullable;

/// The terms that a module uses as IR nodes: each has a number, above those of its operands.
final class TermNodes {
    private final Module module;
    private final Map<NetDeclaration, Integer> netIds;
    private final Map<Mem<?>, Integer> memoryIds;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Term> terms = new ArrayList<>();
    private final Map<Term, Integer> ids = new IdentityHashMap<>();

    /// Signals of other modules, by the operator that reads them.
    private final Map<Term, Site> foreignUses = new IdentityHashMap<>();

    /// The statement or memory port being converted.
    private Site statement;

    /// The maps give the numbers of the module's nets and memories, and may be filled later.
    TermNodes(Module module, Map<NetDeclaration, Integer> netIds, Map<Mem<?>, Integer> memoryIds) {
        this.module = module;
        this.netIds = netIds;
        this.memoryIds = memoryIds;
        this.statement = module.site;
    }

    /// What comes next is of the statement at `site`.
    void at(Site site) {
        statement = site;
    }

    List<Node> all() {
        return List.copyOf(nodes);
    }

    /// The user's line of each node.
    List<Place> places(Sources sources) {
        List<Place> places = new ArrayList<>(terms.size());
        for (Term term : terms) {
            places.add(sources.placeOf(term.site));
        }
        return List.copyOf(places);
    }

    /// A variable's name goes to the last term that its call made: the terms inside one call of the library share a site.
    List<Optional<String>> names(ModuleNames names, Sources sources) {
        BitSet inner = new BitSet();
        for (Term term : terms) {
            for (Term operand : term.operands) {
                if (sameCall(operand.site, term.site)) {
                    inner.set(id(operand));
                }
            }
        }
        List<Optional<String>> result = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            boolean nameless =
                    term.operation instanceof Term.Operation.Net
                            || term.operation instanceof Term.Operation.Literal
                            || (inner.get(i) && term.name == null);
            String wanted = nameless ? null : wantedName(term, sources);
            result.add(wanted == null ? Optional.empty() : Optional.of(names.take(term, wanted)));
        }
        return result;
    }

    private @Nullable String wantedName(Term term, Sources sources) {
        if (term.name != null) {
            return term.name;
        }
        String name = sources.nameAt(term.site).orElse(null);
        return name == null || term.suffix.isEmpty() ? name : name + "_" + term.suffix;
    }

    private static boolean sameCall(Site a, Site b) {
        if (a.frames.isEmpty() || b.frames.isEmpty()) {
            return false;
        }
        if (a == b) {
            return true;
        }
        StackWalker.StackFrame x = a.frames.getFirst();
        StackWalker.StackFrame y = b.frames.getFirst();
        return x.getByteCodeIndex() == y.getByteCodeIndex()
                && x.getDeclaringClass() == y.getDeclaringClass()
                && x.getMethodName().equals(y.getMethodName());
    }

    /// The node of `root`, its operands first; a stack instead of recursion.
    int of(Term root) {
        Deque<Term> pending = new ArrayDeque<>();
        pending.push(root);
        while (!pending.isEmpty()) {
            Term term = pending.peek();
            if (ids.containsKey(term)) {
                pending.pop();
                continue;
            }
            boolean ready = true;
            for (int i = term.operands.size() - 1; i >= 0; i--) {
                Term operand = term.operands.get(i);
                if (!ids.containsKey(operand)) {
                    pending.push(operand);
                    ready = false;
                    if (isForeign(operand)) {
                        foreignUses.putIfAbsent(operand, term.site);
                    }
                }
            }
            if (ready) {
                pending.pop();
                Node node = convert(term);
                ids.put(term, nodes.size());
                nodes.add(node);
                terms.add(term);
            }
        }
        return id(root);
    }

    private boolean isForeign(Term term) {
        return term.operation instanceof Term.Operation.Net net
                && !netIds.containsKey(net.declaration());
    }

    private int id(Term term) {
        return ids.getOrDefault(term, -1);
    }

    private List<Integer> ids(List<Term> operands) {
        List<Integer> all = new ArrayList<>(operands.size());
        for (Term term : operands) {
            all.add(id(term));
        }
        return List.copyOf(all);
    }

    private Node convert(Term term) {
        List<Term> in = term.operands;
        int width = term.width;
        return switch (term.operation) {
            case Term.Operation.Literal literal ->
                    new Node.Literal(literal.value(), width, literal.label());
            case Term.Operation.Net net -> read(net.declaration(), term);
            case Term.Operation.Not not -> new Node.Not(id(in.get(0)), width);
            case Term.Operation.Reduce reduce -> new Node.Reduce(reduce.op(), id(in.get(0)));
            case Term.Operation.Binary binary ->
                    new Node.Binary(binary.op(), id(in.get(0)), id(in.get(1)), width);
            case Term.Operation.Mux mux ->
                    new Node.Mux(id(in.get(0)), id(in.get(1)), id(in.get(2)), width);
            case Term.Operation.Concat concat -> new Node.Concat(ids(in), width);
            case Term.Operation.Slice slice -> new Node.Slice(id(in.get(0)), slice.lo(), width);
            case Term.Operation.Extend extend ->
                    new Node.Extend(id(in.get(0)), extend.signed(), width);
            case Term.Operation.MemoryRead read ->
                    new Node.MemoryRead(
                            memoryIds.getOrDefault(read.memory(), 0), id(in.get(0)), width);
        };
    }

    private Node read(NetDeclaration net, Term term) {
        Integer id = netIds.get(net);
        if (id == null) {
            Reports.foreignRead(net, module, foreignUses.getOrDefault(term, statement));
            return new Node.Literal(BigInteger.ZERO, term.width, "");
        }
        return new Node.Read(id, term.width);
    }
}
