package org.jetstreamlan.sim.cover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What runs of one design have exercised: for each instance how often each point was counted, and which bits rose and fell.
///
/// Immutable. Runs on any engine, of any process, are merged: counts are added, bits united. The order does not matter.
public final class Coverage {
    private final String design;
    private final List<Instance> instances;
    private final String description;
    private final String id;

    /// An instance and what was counted in it.
    ///
    /// @param path hierarchical name, empty for the top
    record Instance(String path, CoveredModule module, InstanceCounts counts) {}

    /// Takes the instances of a design, parents before children.
    static final class Builder {
        private final String design;
        private final List<Instance> instances = new ArrayList<>();

        /// @param design name of its top module
        Builder(String design) {
            this.design = design;
        }

        void add(String path, CoveredModule module, InstanceCounts counts) {
            instances.add(new Instance(path, module, counts));
        }

        Coverage build() {
            return new Coverage(design, instances, CoverageText.description(design, instances));
        }
    }

    private Coverage(String design, List<Instance> instances, String description) {
        this.design = design;
        this.instances = List.copyOf(instances);
        this.description = description;
        id = CoverageText.digest(description);
    }

    /// Name of the top module.
    public String design() {
        return design;
    }

    List<Instance> instances() {
        return instances;
    }

    /// 16 hexadecimal digits that tell designs apart: by what is to be covered, and at which lines.
    public String id() {
        return id;
    }

    /// Both together.
    ///
    /// @throws IllegalArgumentException if they are not of the same design, with the first difference
    public Coverage plus(Coverage other) {
        if (!description.equals(other.description)) {
            throw new IllegalArgumentException(
                    "coverage of "
                            + design
                            + " and of "
                            + other.design
                            + " cannot be merged, since it is of other designs or versions: "
                            + CoverageText.difference(description, other.description)
                            + "; report them side by side, or run the older one again");
        }
        List<Instance> sum = new ArrayList<>();
        for (int i = 0; i < instances.size(); i++) {
            Instance mine = instances.get(i);
            InstanceCounts both = mine.counts.plus(other.instances.get(i).counts);
            sum.add(new Instance(mine.path, mine.module, both));
        }
        return new Coverage(design, sum, description);
    }

    /// Shares of the whole design, modules counted once however many instances they have.
    public Summary summary() {
        return Summary.of(ModuleTotal.of(List.of(this)));
    }

    /// By hierarchical name of each of the user's cover points, `fifo.full`, how often it was met: for tests that go on until everything was.
    public SortedMap<String, Long> events() {
        SortedMap<String, Long> events = new TreeMap<>();
        for (Instance instance : instances) {
            String prefix = instance.path.isEmpty() ? "" : instance.path + '.';
            for (int i = 0; i < instance.module.points().size(); i++) {
                if (instance.module.points().get(i) instanceof Point.Event(var name, _)) {
                    events.put(prefix + name, instance.counts.points()[i]);
                }
            }
        }
        return events;
    }

    /// Writes everything into a file, in place of what it held.
    ///
    /// @throws UncheckedIOException if that is not possible
    public void writeTo(Path file) {
        try {
            Files.writeString(file, CoverageText.write(description, instances));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write coverage to " + file, e);
        }
    }

    /// Reads a file that [#writeTo] wrote.
    ///
    /// @throws UncheckedIOException if it cannot be read, or is not whole
    public static Coverage read(Path file) {
        try {
            return CoverageText.read(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Coverage coverage
                && description.equals(coverage.description)
                && instances.equals(coverage.instances);
    }

    @Override
    public int hashCode() {
        return description.hashCode();
    }

    @Override
    public String toString() {
        return "coverage of " + design + ": " + summary();
    }
}
