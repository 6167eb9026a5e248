package org.jetstreamlan.hdl.verilog;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Puts items in an order in which every name is declared before it is used: state first, then the pieces in the order of the
/// source, each after the wires of nodes that it needs. What a piece uses of a later one is declared ahead.
final class Assembly {
    private final List<Item> definitions;
    private final Map<String, Integer> definitionOf = new HashMap<>();
    private final boolean[] placed;
    private final List<Item> state = new ArrayList<>();
    private final List<List<Item>> pieces = new ArrayList<>();

    /// Definitions of wires, each after those that it uses.
    Assembly(List<Item> definitions) {
        this.definitions = definitions;
        placed = new boolean[definitions.size()];
        for (int i = 0; i < definitions.size(); i++) {
            definitionOf.put(nameOf(definitions.get(i)).orElse(""), i);
        }
    }

    /// Adds an item to the declarations on top.
    void declare(Item item) {
        state.add(item);
    }

    /// Adds the items of one chunk.
    void add(List<Item> piece) {
        if (!piece.isEmpty()) {
            pieces.add(piece);
        }
    }

    /// All items in order, with empty lines between what is not on one line.
    List<Item> items() {
        var body = new ArrayList<Item>();
        for (List<Item> piece : pieces) {
            var usage = new Usage();
            for (Item item : piece) {
                usage.add(item);
            }
            var needed = new ArrayList<Item>();
            for (int definition : neededBy(usage)) {
                needed.add(definitions.get(definition));
                placed[definition] = true;
            }
            boolean isClocked = piece.getFirst() instanceof Item.Always a && !a.events().isEmpty();
            body.addAll(isClocked ? beforeClocked(body) : body.size(), needed);
            body.addAll(piece);
        }
        var ahead = new LinkedHashMap<String, Item>();
        List<Item> ordered = withoutForwardUses(body, ahead);
        var all = new ArrayList<Item>(state);
        all.addAll(ahead.values());
        if (!all.isEmpty() && !ordered.isEmpty()) {
            all.add(new Item.Gap());
        }
        all.addAll(ordered);
        return withGaps(all);
    }

    /// Where what a clocked block needs is put: before the clocked blocks right above it, so that these stay together.
    private static int beforeClocked(List<Item> body) {
        int at = body.size();
        while (at > 0 && body.get(at - 1) instanceof Item.Always a && !a.events().isEmpty()) {
            at--;
        }
        return at;
    }

    /// The definitions, not placed yet, that a piece needs, operands before users.
    private Set<Integer> neededBy(Usage usage) {
        var needed = new TreeSet<Integer>();
        var open = new ArrayDeque<String>(usage.read());
        while (!open.isEmpty()) {
            Integer index = definitionOf.get(open.pop());
            if (index != null && !placed[index] && needed.add(index)) {
                var inner = new Usage();
                inner.add(definitions.get(index));
                open.addAll(inner.read());
            }
        }
        return needed;
    }

    /// Moves the declaration of what is used before its own line into `ahead`.
    private static List<Item> withoutForwardUses(List<Item> body, Map<String, Item> ahead) {
        Set<String> early = usedBeforeDeclared(body);
        var result = new ArrayList<Item>();
        for (Item item : body) {
            Optional<String> name = nameOf(item).filter(early::contains);
            if (name.isEmpty()) {
                result.add(item);
            } else if (item instanceof Item.Wire w && w.value().isPresent()) {
                ahead.put(w.name(), declaration(w));
                result.add(
                        new Item.Assign(new Expression.Name(w.name()), w.value().get(), w.place()));
            } else {
                ahead.put(name.get(), item instanceof Item.Wire w ? declaration(w) : item);
            }
        }
        return result;
    }

    /// Of a wire that is declared ahead: in one bundle with those that the same line of the source declared.
    private static Item declaration(Item.Wire wire) {
        return new Item.Wire(wire.name(), wire.width(), Optional.empty(), wire.place());
    }

    private static Set<String> usedBeforeDeclared(List<Item> body) {
        var later = new HashSet<String>();
        var early = new HashSet<String>();
        for (Item item : body.reversed()) {
            var usage = new Usage();
            usage.add(item);
            // Met from the end: what is declared further down is in `later` already.
            for (String name : usage.read()) {
                if (later.contains(name)) {
                    early.add(name);
                }
            }
            for (String name : usage.driven()) {
                if (later.contains(name)) {
                    early.add(name);
                }
            }
            nameOf(item).ifPresent(later::add);
        }
        return early;
    }

    private static Optional<String> nameOf(Item item) {
        return switch (item) {
            case Item.Constant c -> Optional.of(c.name());
            case Item.Wire w -> Optional.of(w.name());
            case Item.SplitWire w -> Optional.of(w.name());
            case Item.Reg r -> Optional.of(r.name());
            case Item.Array a -> Optional.of(a.name());
            case Item.EnumType _,
                    Item.Variable _,
                    Item.Bus _,
                    Item.LoopVariable _,
                    Item.Assign _,
                    Item.Always _,
                    Item.Initial _,
                    Item.Instance _,
                    Item.Observations _,
                    Item.Gap _ ->
                    Optional.empty();
        };
    }

    private static List<Item> withGaps(List<Item> items) {
        var result = new ArrayList<Item>();
        boolean afterBlock = false;
        boolean afterRegister = false;
        boolean afterDeclaration = false;
        for (Item item : items) {
            boolean block =
                    (item instanceof Item.Always always && !isOneStatement(always))
                            || item instanceof Item.Instance
                            || item instanceof Item.Observations;
            boolean joined = block && afterDeclaration;
            boolean register = item instanceof Item.Always always && isOneRegister(always);
            boolean gapDue = (afterBlock || (block && !joined)) && !(register && afterRegister);
            if (gapDue && !result.isEmpty() && !(result.getLast() instanceof Item.Gap)) {
                result.add(new Item.Gap());
            }
            if (!(item instanceof Item.Gap
                    && (result.isEmpty() || result.getLast() instanceof Item.Gap))) {
                result.add(item);
            }
            afterBlock = block;
            afterRegister = register;
            // The registers of an `always @*`, the outputs of an instance stand right above it.
            afterDeclaration =
                    (item instanceof Item.Reg r && r.powerUp().isEmpty())
                            || item instanceof Item.SplitWire
                            || (item instanceof Item.Wire w && w.value().isEmpty());
        }
        return result;
    }

    /// Whether a block is on one line like an `assign`, or little more: one assignment, perhaps with a condition.
    private static boolean isOneStatement(Item.Always always) {
        return always.body().size() == 1
                && switch (always.body().getFirst()) {
                    case Procedure.Assign _ -> true;
                    case Procedure.If i ->
                            i.otherwise().isEmpty()
                                    && i.then().size() == 1
                                    && i.then().getFirst() instanceof Procedure.Assign;
                    case Procedure.Case _, Procedure.For _ -> false;
                };
    }

    /// Whether a clocked block is of a register alone: its reset, and a few conditions with an assignment each. Such blocks stand together.
    private static boolean isOneRegister(Item.Always always) {
        if (always.events().isEmpty()) {
            return false;
        }
        List<Procedure> body = always.body();
        for (int lines = 0; lines < 3 && body.size() == 1; lines++) {
            switch (body.getFirst()) {
                case Procedure.Assign _ -> {
                    return true;
                }
                case Procedure.If i -> {
                    if (i.then().size() != 1
                            || !(i.then().getFirst() instanceof Procedure.Assign)) {
                        return false;
                    }
                    body = i.otherwise();
                }
                case Procedure.Case _, Procedure.For _ -> {
                    return false;
                }
            }
        }
        return body.isEmpty();
    }
}
