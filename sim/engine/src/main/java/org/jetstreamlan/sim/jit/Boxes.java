package org.jetstreamlan.sim.jit;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.Behaviour;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.External;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.pass.FlatDesign;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.StateWords;
import org.jetstreamlan.hdl.pass.WordGraph;
import org.jetstreamlan.sim.BlackBoxes;
import org.jetstreamlan.sim.SnapshotRefused;

/// Where the ports of a design's black boxes live in an arena; shared by all simulators of a model.
final class Boxes {
    /// One black box. By net of its module the slots of an input, the words of state of an output; by domain the word of the reset, or -1.
    private record Box(
            String path,
            External external,
            int[][] inputs,
            int[] firstOutputs,
            int[] resets,
            boolean[] resetsHigh,
            int[] domains) {}

    private final Netlist netlist;
    private final Layout layout;
    private final Box[] boxes;
    private int outputs;

    Boxes(Netlist netlist, Layout layout) {
        this.netlist = netlist;
        this.layout = layout;
        List<Netlist.Box> all = netlist.boxes();
        boxes = new Box[all.size()];
        for (int i = 0; i < boxes.length; i++) {
            boxes[i] = box(all.get(i));
        }
    }

    private Box box(Netlist.Box box) {
        FlatDesign.Instance instance = netlist.design().instance(box.instance());
        ModuleDef module = instance.module();
        StateWords state = netlist.state();
        int[][] inputs = new int[module.nets().size()][];
        int[] firstOutputs = new int[inputs.length];
        for (int net = 0; net < inputs.length; net++) {
            int[] words = box.inputs().get(net);
            inputs[net] = new int[words.length];
            for (int w = 0; w < words.length; w++) {
                int slot = layout.slot(words[w]);
                inputs[net][w] = slot >= 0 ? slot : layout.allocate(words[w]);
            }
            boolean driven = module.nets().get(net) instanceof Net.ExternalOutput;
            firstOutputs[net] = driven ? state.firstWord(instance.firstNet() + net) : -1;
            outputs += driven ? 1 : 0;
        }
        int count = module.domains().size();
        int[] resets = new int[count];
        boolean[] high = new boolean[count];
        int[] domains = new int[count];
        for (int d = 0; d < count; d++) {
            domains[d] = instance.domains().get(d);
            ClockSpec spec = module.domains().get(d).spec();
            resets[d] =
                    spec.reset() == ClockSpec.Reset.NONE
                                    || module.domains().get(d).reset().isEmpty()
                            ? -1
                            : state.resetWord(domains[d]);
            high[d] = spec.resetActiveHigh();
        }
        return new Box(
                box.path(),
                module.external().orElseThrow(),
                inputs,
                firstOutputs,
                resets,
                high,
                domains);
    }

    /// Writes inputs that are constant into a fresh arena.
    void setConstants(long[] arena) {
        WordGraph graph = netlist.graph();
        for (int i = 0; i < boxes.length; i++) {
            List<int[]> inputs = netlist.boxes().get(i).inputs();
            for (int net = 0; net < inputs.size(); net++) {
                for (int w = 0; w < inputs.get(net).length; w++) {
                    int id = inputs.get(net)[w];
                    if (graph.isConst(id)) {
                        arena[boxes[i].inputs[net][w]] = graph.k(id);
                    }
                }
            }
        }
    }

    boolean isEmpty() {
        return boxes.length == 0;
    }

    /// The boxes of one simulator.
    Running start() {
        return new Running();
    }

    /// Behaviours with state, on the arena that is handed to each call.
    final class Running implements Behaviour.Inputs, Behaviour.Outputs {
        private final Behaviour[] behaviours = new Behaviour[boxes.length];
        private long[] arena = new long[0];
        private Box at = boxes[0];
        private long ticking;
        private boolean changed;

        Running() {
            for (int i = 0; i < boxes.length; i++) {
                behaviours[i] = BlackBoxes.behaviour(boxes[i].external);
            }
        }

        /// Computes all outputs from the inputs in the arena; whether any has changed.
        boolean evaluate(long[] s) {
            arena = s;
            ticking = 0;
            changed = false;
            for (int i = 0; i < boxes.length; i++) {
                at = boxes[i];
                behaviours[i].evaluate(this, this);
            }
            return changed;
        }

        /// How often [#evaluate] may find a change: each time at least one output further down the way has its value.
        int limit() {
            return outputs + 1;
        }

        /// The edge of the clocks of these domains of the top, a bit for each.
        void edge(long[] s, long clocks) {
            arena = s;
            ticking = clocks;
            for (int i = 0; i < boxes.length; i++) {
                at = boxes[i];
                boolean any = false;
                for (int domain : at.domains) {
                    any |= (clocks >>> domain & 1) != 0;
                }
                if (any) {
                    behaviours[i].edge(this);
                }
            }
        }

        /// The boxes in their state, for a snapshot.
        ///
        /// @throws SnapshotRefused if one cannot be copied
        List<Behaviour> copies() {
            List<Behaviour> copies = new ArrayList<>();
            for (int i = 0; i < boxes.length; i++) {
                Box box = boxes[i];
                copies.add(
                        behaviours[i]
                                .copy()
                                .orElseThrow(
                                        () ->
                                                new SnapshotRefused(
                                                        "no snapshot: what the black box %s (%s) remembers cannot be copied; override copy() in its model"
                                                                .formatted(
                                                                        box.path,
                                                                        box.external.kind()))));
            }
            return copies;
        }

        /// Goes on with copies of what a snapshot has, if it has any.
        void restore(List<Behaviour> saved) {
            for (int i = 0; i < saved.size(); i++) {
                behaviours[i] = saved.get(i).copy().orElseThrow();
            }
        }

        /// Names of all boxes, for a message.
        String paths() {
            StringBuilder paths = new StringBuilder();
            for (Box box : boxes) {
                paths.append(paths.isEmpty() ? "" : ", ").append(box.path);
            }
            return paths.toString();
        }

        @Override
        public long word(int net, int index) {
            return arena[at.inputs[net][index]];
        }

        @Override
        public boolean isReset(int domain) {
            int word = at.resets[domain];
            return word >= 0 && arena[word] != 0 == at.resetsHigh[domain];
        }

        @Override
        public boolean ticks(int domain) {
            return (ticking >>> at.domains[domain] & 1) != 0;
        }

        @Override
        public void set(int net, int index, long word) {
            int slot = at.firstOutputs[net] + index;
            if (arena[slot] != word) {
                arena[slot] = word;
                changed = true;
            }
        }
    }
}
