package org.jetstreamlan.sim.jit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.WordGraph;
import org.jetstreamlan.hdl.pass.WordOp;
import org.jspecify.annotations.Nullable;

/// Which nodes are computed in which phase of [Kernel], cut into chunks, with everything that
/// outlives its chunk placed in the arena.
///
/// Phases exist so that the usual loop `peek outputs, poke inputs, step` evaluates each node once a
/// cycle: outputs fed by state alone settle after the edge without waiting for pokes, and what only
/// feeds state waits for the next edge. Nodes are in dependency order already, neighbours in it
/// were made for the same sink: no sorting is left to do.
final class Schedule {
    /// Nothing to settle: a word of state.
    static final int NONE = 0;

    /// Bits of what must be settled before a value may be read.
    static final int STATE = 1;

    static final int OUTPUTS = 2;
    static final int NEXT = 4;
    static final int OBSERVED = 8;

    /// Outputs of black boxes, in designs that have any.
    static final int BOXES = 16;

    /// All that the clock edge needs.
    static final int MAIN = STATE | OUTPUTS | NEXT;

    static final int ALL = MAIN | OBSERVED | BOXES;

    /// Fewer nodes than these get no branch of their own.
    private static final int SMALL = 32;

    /// Fewer nodes of one activity than these are not kept apart.
    private static final int FEW = 16;

    /// How often [#joinSmallClasses] may change what it looks at.
    private static final int ROUNDS = 20;

    /// The bits of a sorting key that tell the node.
    private static final long ID = 0x3FF_FFFF;

    /// Most levels; one that is alternately busy and idle in so many places is taken as busy.
    private static final int LEVELS = 0xFFF;

    private final Netlist netlist;
    private final WordGraph graph;
    private final Layout layout;

    /// Per node: needed at all, needed by an output, fed by an input.
    private final boolean[] live;

    private final boolean[] shown;
    private final boolean[] fed;

    /// Per input word: whether it feeds an output.
    private final boolean[] shownInputs;

    /// Nodes that must be in the arena when their phase is over.
    private final List<Integer> kept = new ArrayList<>();

    private final Guards guards;
    private final byte[] phases;

    /// Per node: whether it, or something it reads, is skipped at times.
    private final boolean[] skippable;

    private final List<Chunk> chunks = new ArrayList<>();
    private final int outputs;
    private final int next;
    private final Gates gates;
    private final Sharing sharing;

    /// Null where everything always runs.
    private final @Nullable Activity activity;

    /// Per node: its class of activity.
    private final byte[] classes;

    /// Per node: its cone, if code is shared and there are any.
    private final int[] cones;

    Schedule(
            Netlist netlist,
            Layout layout,
            Set<Optimisation> optimisations,
            @Nullable Activity activity) {
        this.netlist = netlist;
        this.layout = layout;
        this.activity = activity;
        graph = netlist.graph();
        int size = graph.size();
        live = new boolean[size];
        shown = new boolean[size];
        fed = new boolean[size];
        shownInputs = new boolean[netlist.state().firstRegisterWord()];
        markSinks();
        if (!optimisations.contains(Optimisation.DEAD)) {
            DeadCode.unread(graph).forEach(this::keep);
        }
        DeadCode.markOperands(graph, live);
        DeadCode.markOperands(graph, shown);
        markFed(size);
        int[] moves = new int[2 * netlist.state().count()];
        int moveCount = placeNext(moves);
        guards =
                optimisations.contains(Optimisation.BRANCHES)
                        ? new Guards(netlist, live)
                        : Guards.none(graph);
        phases = new byte[size];
        skippable = new boolean[size];
        classes = new byte[size];
        boolean shared = activity == null && optimisations.contains(Optimisation.SHARING);
        cones = shared ? Cones.of(netlist, live) : new int[0];
        long[] order = order();
        chunks.addAll(cut(order, STATE));
        outputs = chunks.size();
        chunks.addAll(cut(order, OUTPUTS));
        next = chunks.size();
        chunks.addAll(cut(order, NEXT));
        chunks.addAll(Chunk.cutMoves(moves, moveCount, mostNodes(Activity.BUSY)));
        if (activity != null) {
            chunks.replaceAll(
                    chunk ->
                            chunk.nodes().length > 0
                                    ? chunk.withActivity(activity.ofAll(chunk.nodes()))
                                    : chunk);
        }
        gates = activity != null ? new Gates(netlist, layout, chunks) : Gates.none();
        layout.placeMemories();
        sharing = shared ? new Sharing(netlist, layout, chunks) : Sharing.none();
    }

    private void markSinks() {
        for (int[] output : netlist.outputs()) {
            for (int id : output) {
                shown[id] = true;
                keep(id);
            }
        }
        for (int word = 0; word < netlist.state().count(); word++) {
            if (netlist.next(word) >= 0) {
                live[netlist.next(word)] = true;
            }
        }
        for (Netlist.Watch watch : netlist.watches()) {
            keep(watch.trigger());
            watch.values().forEach(words -> Arrays.stream(words).forEach(this::keep));
        }
        for (Netlist.Box box : netlist.boxes()) {
            box.inputs().forEach(words -> Arrays.stream(words).forEach(this::keep));
        }
        for (Netlist.Cells memory : netlist.memories()) {
            for (Netlist.Write write : memory.writes()) {
                keep(write.enable());
                keep(write.address());
                for (int id : write.data()) {
                    keep(id);
                }
                for (int id : write.mask()) {
                    keep(id);
                }
            }
            for (Netlist.Read read : memory.reads()) {
                keep(read.enable());
                keep(read.address());
            }
        }
    }

    /// Marks a node that must be in the arena; [#placeNext] may still give it a better place there.
    private void keep(int id) {
        live[id] = true;
        kept.add(id);
    }

    private void markFed(int size) {
        for (int id = 0; id < size; id++) {
            if (graph.op(id) == WordOp.STATE) {
                fed[id] = graph.a(id) < shownInputs.length;
                if (fed[id]) {
                    shownInputs[graph.a(id)] |= shown[id];
                }
            } else {
                for (int i = graph.op(id).arity() - 1; i >= 0; i--) {
                    fed[id] |= fed[graph.operand(id, i)];
                }
            }
        }
    }

    /// Places next values of registers; returns how many ints of `moves` tell what must be copied
    /// there besides.
    private int placeNext(int[] moves) {
        int count = 0;
        int first = netlist.state().firstRegisterWord();
        for (int word = first; word < netlist.state().count(); word++) {
            int id = netlist.next(word);
            if (id < 0 || activity == null && graph.isConst(id)) {
                continue;
            }
            if (!graph.isLeaf(id) && layout.slot(id) < 0) {
                layout.place(id, layout.nextSlot(word));
            } else if (layout.slot(id) != word) {
                moves[count++] = layout.nextSlot(word);
                moves[count++] = id;
            }
        }
        for (int id : kept) {
            if (!graph.isLeaf(id)) {
                layout.allocate(id);
            }
        }
        return count;
    }

    /// All live nodes, sorted by phase, level, activity, guard and id, packed in this order into longs.
    ///
    /// Nodes of one activity should be together, so that one test skips them all; nodes under one guard, so that one branch does. A level is
    /// what can be computed before nodes of a class or guard that was done are needed again: first the busy nodes, of each class first those that
    /// are always computed, then those under guards, outer ones first.
    private long[] order() {
        int[] levels = new int[live.length];
        if (activity != null) {
            for (int id = 0; id < live.length; id++) {
                if (live[id]) {
                    classes[id] = (byte) activity.of(id);
                }
            }
        }
        int count = place(levels);
        for (int round = 0; round < ROUNDS && joinSmallClasses(levels); round++) {
            place(levels);
        }
        for (int round = 0; round < ROUNDS && dropSmallCones(levels); round++) {
            place(levels);
        }
        liftSmallRegions(levels);
        if (cones.length > 0) {
            // What a guard gives up may read what stays under it in a cone.
            place(levels);
        }
        if (Arrays.stream(levels).max().orElse(0) > LEVELS) {
            Arrays.fill(classes, (byte) Activity.BUSY);
            Arrays.fill(cones, Cones.NONE);
            place(levels);
        }
        int[] ranks = ranks();
        long[] order = new long[count];
        for (int id = live.length - 1; id >= 0; id--) {
            if (phases[id] != NONE) {
                order[--count] =
                        region(id, levels, guards.of(id)) | (ranks.length == 0 ? id : ranks[id]);
            }
        }
        Arrays.sort(order);
        int[] ids = new int[ranks.length];
        for (int id = 0; id < ids.length; id++) {
            ids[ranks[id]] = id;
        }
        for (int i = 0; i < order.length && ids.length > 0; i++) {
            order[i] = order[i] & ~ID | ids[(int) (order[i] & ID)];
        }
        return order;
    }

    private boolean dropSmallCones(int[] levels) {
        if (cones.length == 0) {
            return false;
        }
        long[] regions = new long[cones.length];
        for (int id = 0; id < cones.length; id++) {
            regions[id] = region(id, levels, guards.of(id));
        }
        return Cones.dropSmall(cones, regions);
    }

    /// Per node its place if all nodes were sorted by cone, then id; empty without cones.
    private int[] ranks() {
        int[] ranks = new int[cones.length];
        int[] firsts = new int[netlist.design().instances().size() + 2];
        for (int cone : cones) {
            firsts[cone + 1]++;
        }
        for (int cone = 1; cone < firsts.length; cone++) {
            firsts[cone] += firsts[cone - 1];
        }
        for (int id = 0; id < ranks.length; id++) {
            ranks[id] = firsts[cones[id]]++;
        }
        return ranks;
    }

    private int place(int[] levels) {
        int count = 0;
        for (int id = 0; id < live.length; id++) {
            if (live[id] && !graph.isLeaf(id)) {
                place(id, levels);
                count++;
            }
        }
        return count;
    }

    /// Nodes of one class and level that are too few for a test of their own become busier; whether there are any.
    private boolean joinSmallClasses(int[] levels) {
        if (activity == null) {
            return false;
        }
        Map<Long, int[]> sizes = new HashMap<>();
        for (int id = 0; id < live.length; id++) {
            if (phases[id] != NONE && classes[id] != Activity.BUSY) {
                sizes.computeIfAbsent(region(id, levels, Guards.ALWAYS), key -> new int[1])[0]++;
            }
        }
        boolean any = false;
        for (int id = 0; id < live.length; id++) {
            if (phases[id] != NONE && classes[id] != Activity.BUSY) {
                int[] size = sizes.get(region(id, levels, Guards.ALWAYS));
                if (size != null && size[0] < FEW) {
                    classes[id]--;
                    any = true;
                }
            }
        }
        return any;
    }

    /// Phase, level, class and guard as the upper part of a sorting key.
    private long region(int id, int[] levels, int guard) {
        long level = (long) phases[id] << 12 | levels[id];
        return level << 48 | (long) classes[id] << 46 | (long) guard << 26;
    }

    /// Nodes that would be too few behind a branch of their own join the guard around them.
    private void liftSmallRegions(int[] levels) {
        int[] guarded = new int[live.length];
        int count = 0;
        for (int id = 0; id < live.length; id++) {
            skippable[id] = guards.of(id) != Guards.ALWAYS;
            if (skippable[id]) {
                guarded[count++] = id;
            }
        }
        for (int depth = count == 0 ? 0 : guards.maxDepth(); depth > 0; depth--) {
            Map<Long, int[]> sizes = new HashMap<>();
            int[][] sizeOf = new int[count][];
            for (int i = 0; i < count; i++) {
                int guard = guards.of(guarded[i]);
                if (guards.depth(guard) == depth) {
                    long region = region(guarded[i], levels, guard);
                    region |= cones.length == 0 ? Cones.NONE : cones[guarded[i]];
                    sizeOf[i] = sizes.computeIfAbsent(region, key -> new int[1]);
                    sizeOf[i][0]++;
                }
            }
            for (int i = 0; i < count; i++) {
                if (guards.depth(guards.of(guarded[i])) == depth && sizeOf[i][0] < SMALL) {
                    guards.lift(guarded[i]);
                }
            }
        }
    }

    /// Finds phase and level of a node from those of what it depends on, which includes what guards
    /// it.
    private void place(int id, int[] levels) {
        int phase = !shown[id] ? NEXT : fed[id] ? OUTPUTS : STATE;
        int level = 0;
        int guard = guards.of(id);
        for (int i = graph.op(id).arity() - 1; i >= 0; i--) {
            int operand = graph.operand(id, i);
            int skipped = isBefore(operand, id, guard) ? 0 : 1;
            phase = Math.max(phase, phases[operand]);
            level = Math.max(level, levels[operand] + skipped);
        }
        for (int g = guard; g != Guards.ALWAYS; g = guards.parent(g)) {
            int select = guards.select(g);
            // An input that decides has no phase of its own, but may be poked once the state has
            // settled.
            phase = Math.max(phase, Math.max(phases[select], fed[select] ? OUTPUTS : NONE));
            level = Math.max(level, levels[select] + (isBefore(select, id, guard) ? 0 : 1));
        }
        phases[id] = (byte) phase;
        levels[id] = level;
    }

    /// Whether a node comes before what is under a guard in the order within a level.
    private boolean isBefore(int node, int user, int guard) {
        if (classes[node] != classes[user]) {
            return classes[node] < classes[user];
        }
        int own = guards.of(node);
        return own == guard
                ? cones.length == 0 || cones[node] <= cones[user]
                : guards.contains(own, guard);
    }

    private List<Chunk> cut(long[] order, int phase) {
        int[] ids = new int[order.length];
        int count = 0;
        for (long key : order) {
            if (key >>> 60 == phase) {
                ids[count++] = (int) (key & ID);
            }
        }
        return Chunk.cut(graph, ids, count, guards, layout, this::mostNodes, classes, cones);
    }

    /// Most nodes of a chunk of a class.
    private int mostNodes(int activityClass) {
        return activity == null
                ? Chunk.SIZE
                : activityClass == Activity.BUSY ? Chunk.CALLING : Chunk.GATED;
    }

    /// Nodes that somebody uses.
    boolean[] live() {
        return live;
    }

    /// The phase that computes a node, [#NONE] if none does.
    private int phaseOf(int id) {
        return id < phases.length ? phases[id] : NONE;
    }

    /// Whether a settled node's slot has its value even if no mux chooses it.
    boolean isAlwaysComputed(int id) {
        return id >= skippable.length || !skippable[id];
    }

    Guards guards() {
        return guards;
    }

    /// What must be settled before the slot of a node may be read.
    int needs(int id) {
        return switch (phaseOf(id)) {
            case STATE -> STATE;
            case OUTPUTS -> STATE | OUTPUTS;
            case NEXT -> MAIN;
            default -> NONE;
        };
    }

    /// What a poke of an input word makes stale.
    int stales(int word) {
        int always = NEXT | OBSERVED | BOXES;
        return shownInputs[word] ? OUTPUTS | always : always;
    }

    /// All chunks, in the order in which they run.
    List<Chunk> chunks() {
        return chunks;
    }

    /// The first of [#chunks] that belongs to the phase OUTPUTS.
    int firstOfOutputs() {
        return outputs;
    }

    /// The first of [#chunks] that belongs to the phase NEXT.
    int firstOfNext() {
        return next;
    }

    Gates gates() {
        return gates;
    }

    Sharing sharing() {
        return sharing;
    }
}
