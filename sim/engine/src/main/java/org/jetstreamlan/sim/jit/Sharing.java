package org.jetstreamlan.sim.jit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.WordGraph;
import org.jetstreamlan.hdl.pass.WordOp;

/// Chunks that do the same with words in other places become one method, which is told the places: instances of one module share code.
///
/// - Purpose: less code to write, to compile and to keep in the caches of the processor; a method that many instances run is fast sooner.
/// - Precondition: all that chunks read and write has its final slot.
/// - Two chunks are alike if their nodes are the same one by one, in operator, immediate, widths and constants, and read the same earlier nodes or, from
///   outside, slots that are equal wherever the other's are. The slots of alike chunks lie at *distances* from those of the first. Slots whose distances
///   agree in all chunks move together: a method has one parameter for them, the lowest. Slots that are the same in all chunks remain constants.
/// - Sound: with the parameters of the first chunk the method is the first chunk's, and what another's parameters change are just its slots.
/// - Cost: two passes over the nodes; at run time an addition to an address, which the processor does on the way.
final class Sharing {
    /// How a chunk is run.
    ///
    /// @param method number of the chunk that the method was written for
    /// @param arguments the slots that it is given
    record Call(int method, int[] arguments) {}

    /// Where a slot of the chunk that a method was written for lies: `offset` behind the slot that parameter number `parameter` tells.
    record Place(int parameter, int offset) {}

    /// More parameters than these are not worth it.
    private static final int MOST = 6;

    /// Smaller chunks are left alone.
    private static final int FEW = 8;

    /// What alike chunks have in common.
    private record Shape(long[] words) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Shape shape && Arrays.equals(words, shape.words);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(words);
        }
    }

    /// A chunk among those alike.
    ///
    /// @param slots those it reads and writes, in the order in which they first occur
    private record Member(int chunk, int[] slots) {}

    private static final Map<Integer, Place> CONSTANTS = Map.of();

    private final Map<Integer, Call> calls = new HashMap<>();
    private final Map<Integer, Map<Integer, Place>> places = new HashMap<>();

    private Sharing() {}

    /// Each chunk is its own method.
    static Sharing none() {
        return new Sharing();
    }

    Sharing(Netlist netlist, Layout layout, List<Chunk> chunks) {
        Map<Long, Integer> similar = new HashMap<>();
        long[] kinds = new long[chunks.size()];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = kind(netlist.graph(), chunks.get(i));
            similar.merge(kinds[i], 1, Integer::sum);
        }
        Map<Shape, List<Member>> alike = new LinkedHashMap<>();
        int[] positions = new int[netlist.graph().size()];
        for (int i = 0; i < kinds.length; i++) {
            if (chunks.get(i).nodes().length >= FEW && similar.getOrDefault(kinds[i], 0) > 1) {
                int[] nodes = chunks.get(i).nodes();
                Reading reading = new Reading(netlist, layout, nodes, positions);
                alike.computeIfAbsent(new Shape(reading.shape()), shape -> new ArrayList<>())
                        .add(new Member(i, reading.slots()));
            }
        }
        for (List<Member> members : alike.values()) {
            if (members.size() > 1) {
                share(members);
            }
        }
    }

    /// Differs for most chunks that are not alike.
    private static long kind(WordGraph graph, Chunk chunk) {
        long kind = chunk.nodes().length;
        for (int id : chunk.nodes()) {
            kind = (kind ^ graph.k(id) + graph.op(id).ordinal()) * 0x9E37_79B9_7F4A_7C15L;
            kind ^= kind >>> 29;
        }
        return kind;
    }

    private void share(List<Member> members) {
        int[] first = members.getFirst().slots();
        // By the distances of a slot: the slots of the first chunk that have these.
        Map<List<Integer>, List<Integer>> together = new LinkedHashMap<>();
        for (int at = 0; at < first.length; at++) {
            List<Integer> distances = new ArrayList<>();
            boolean moves = false;
            for (Member member : members) {
                distances.add(member.slots()[at] - first[at]);
                moves |= member.slots()[at] != first[at];
            }
            if (moves) {
                together.computeIfAbsent(distances, key -> new ArrayList<>()).add(first[at]);
            }
        }
        if (together.size() > MOST) {
            return;
        }
        Map<Integer, Place> ofMethod = new HashMap<>();
        List<int[]> arguments = new ArrayList<>();
        members.forEach(member -> arguments.add(new int[together.size()]));
        int parameter = 0;
        for (Map.Entry<List<Integer>, List<Integer>> group : together.entrySet()) {
            int lowest = Integer.MAX_VALUE;
            for (int slot : group.getValue()) {
                lowest = Math.min(lowest, slot);
            }
            for (int slot : group.getValue()) {
                ofMethod.put(slot, new Place(parameter, slot - lowest));
            }
            for (int i = 0; i < members.size(); i++) {
                arguments.get(i)[parameter] = lowest + group.getKey().get(i);
            }
            parameter++;
        }
        int method = members.getFirst().chunk();
        places.put(method, ofMethod);
        for (int i = 0; i < members.size(); i++) {
            calls.put(members.get(i).chunk(), new Call(method, arguments.get(i)));
        }
    }

    /// How a chunk is run.
    Call call(int chunk) {
        Call call = calls.get(chunk);
        return call == null ? new Call(chunk, new int[0]) : call;
    }

    /// Slots that a method is told; all others are constants.
    Map<Integer, Place> places(int method) {
        return places.getOrDefault(method, CONSTANTS);
    }

    /// A chunk, node by node, apart from where its slots are.
    private static final class Reading {
        private static final int CONSTANT = -1;
        private static final int OUTSIDE = -2;

        private final Netlist netlist;
        private final Layout layout;
        private long[] shape = new long[256];
        private int size;
        private final Map<Integer, Integer> known = new LinkedHashMap<>();

        /// @param positions by node, whatever they are for nodes of other chunks
        Reading(Netlist netlist, Layout layout, int[] nodes, int[] positions) {
            this.netlist = netlist;
            this.layout = layout;
            WordGraph graph = netlist.graph();
            for (int i = 0; i < nodes.length; i++) {
                positions[nodes[i]] = i;
                node(graph, nodes[i]);
                for (int j = graph.op(nodes[i]).arity() - 1; j >= 0; j--) {
                    int operand = graph.operand(nodes[i], j);
                    int at = positions[operand];
                    if (at < i && nodes[at] == operand) {
                        add(at);
                    } else if (graph.isConst(operand)) {
                        add(CONSTANT);
                        add(graph.k(operand));
                    } else {
                        add(OUTSIDE);
                        add(graph.width(operand));
                        slot(layout.slot(operand));
                    }
                }
            }
        }

        private void node(WordGraph graph, int id) {
            add((long) graph.op(id).ordinal() << 8 | graph.width(id));
            add(graph.k(id));
            int slot = layout.slot(id);
            if (slot >= 0) {
                slot(slot);
            } else {
                add(OUTSIDE);
            }
            if (graph.op(id) == WordOp.READ) {
                Netlist.Cells cells = netlist.memories().get(graph.b(id));
                add(cells.memory().depth());
                add(cells.words());
                slot(layout.memoryBase(graph.b(id)) + graph.c(id));
            }
        }

        private void slot(int slot) {
            Integer number = known.putIfAbsent(slot, known.size());
            add(number == null ? known.size() - 1 : number);
        }

        private void add(long word) {
            if (size == shape.length) {
                shape = Arrays.copyOf(shape, 2 * size);
            }
            shape[size++] = word;
        }

        long[] shape() {
            return Arrays.copyOf(shape, size);
        }

        int[] slots() {
            int[] slots = new int[known.size()];
            int count = 0;
            for (int slot : known.keySet()) {
                slots[count++] = slot;
            }
            return slots;
        }
    }
}
