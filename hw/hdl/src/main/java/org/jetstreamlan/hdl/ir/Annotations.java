package org.jetstreamlan.hdl.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is said of a module's nets and memories besides what they compute; most modules have nothing of the kind.
///
/// @param nets by net its attributes, in the order given
/// @param memories by memory its attributes
/// @param crossings by register why it may sample another domain
/// @param memoryCrossings by memory why a port may read what a port of another domain wrote
/// @param ports by port its domain, or [#ASYNCHRONOUS]; the others are in the module's first
/// @param synchronous pairs of domains whose edges keep a known distance, so that one may sample the other
/// @param bundles ports, wires and registers that were declared as one
/// @param enumerations by net the enum it was declared with
public record Annotations(
        SortedMap<Integer, List<Attribute>> nets,
        SortedMap<Integer, List<Attribute>> memories,
        SortedMap<Integer, Crossing> crossings,
        SortedMap<Integer, Crossing> memoryCrossings,
        SortedMap<Integer, Integer> ports,
        List<Synchronous> synchronous,
        List<Aggregate.Bundle> bundles,
        SortedMap<Integer, Enumeration> enumerations) {
    /// The domain of a port that belongs to no clock.
    public static final int ASYNCHRONOUS = -1;

    /// Nothing to say.
    public static final Annotations NONE = new Builder().build();

    /// Two domains of the module.
    public record Synchronous(int first, int second) {}

    /// The attributes of a net.
    public List<Attribute> ofNet(int net) {
        return nets.getOrDefault(net, List.of());
    }

    /// The attributes of a memory.
    public List<Attribute> ofMemory(int memory) {
        return memories.getOrDefault(memory, List.of());
    }

    /// The domain of a port of a module that has any; empty for an asynchronous one.
    public OptionalInt domainOfPort(int net) {
        int domain = ports.getOrDefault(net, 0);
        return domain == ASYNCHRONOUS ? OptionalInt.empty() : OptionalInt.of(domain);
    }

    /// Annotations that are being gathered.
    public static final class Builder {
        private final SortedMap<Integer, List<Attribute>> nets = new TreeMap<>();
        private final SortedMap<Integer, List<Attribute>> memories = new TreeMap<>();
        private final SortedMap<Integer, Crossing> crossings = new TreeMap<>();
        private final SortedMap<Integer, Crossing> memoryCrossings = new TreeMap<>();
        private final SortedMap<Integer, Integer> ports = new TreeMap<>();
        private final List<Synchronous> synchronous = new ArrayList<>();
        private final List<Aggregate.Bundle> bundles = new ArrayList<>();
        private final SortedMap<Integer, Enumeration> enumerations = new TreeMap<>();

        public Builder net(int net, List<Attribute> attributes) {
            nets.put(net, List.copyOf(attributes));
            return this;
        }

        public Builder memory(int memory, List<Attribute> attributes) {
            memories.put(memory, List.copyOf(attributes));
            return this;
        }

        public Builder crossing(int register, Crossing kind) {
            crossings.put(register, kind);
            return this;
        }

        public Builder memoryCrossing(int memory, Crossing kind) {
            memoryCrossings.put(memory, kind);
            return this;
        }

        public Builder port(int net, int domain) {
            ports.put(net, domain);
            return this;
        }

        public Builder synchronous(int first, int second) {
            synchronous.add(new Synchronous(first, second));
            return this;
        }

        public Builder bundles(List<Aggregate.Bundle> found) {
            bundles.addAll(found);
            return this;
        }

        public Builder enumeration(int net, Enumeration values) {
            enumerations.put(net, values);
            return this;
        }

        public Annotations build() {
            return new Annotations(
                    Collections.unmodifiableSortedMap(nets),
                    Collections.unmodifiableSortedMap(memories),
                    Collections.unmodifiableSortedMap(crossings),
                    Collections.unmodifiableSortedMap(memoryCrossings),
                    Collections.unmodifiableSortedMap(ports),
                    List.copyOf(synchronous),
                    List.copyOf(bundles),
                    Collections.unmodifiableSortedMap(enumerations));
        }
    }
}
