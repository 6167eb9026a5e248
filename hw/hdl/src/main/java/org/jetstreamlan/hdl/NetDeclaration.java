package org.jetstreamlan.hdl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Crossing;
import org.jspecify.annotations.Nullable;

/// A port, wire, register or read-data register while its module is being built. One declaration of the user (`group`) may
/// make several: one a leaf of its type.
final class NetDeclaration {
    /// What kind of net, and so who may drive it.
    enum Kind {
        INPUT("input"),
        OUTPUT("output"),
        WIRE("wire"),
        REGISTER("register"),
        READ_DATA("read_data");

        /// The name of a net that has no other.
        final String fallback;

        Kind(String fallback) {
            this.fallback = fallback;
        }

        /// As in a sentence.
        String words() {
            return switch (this) {
                case INPUT -> "an input";
                case OUTPUT -> "an output";
                case WIRE -> "a wire";
                case REGISTER -> "a register";
                case READ_DATA -> "the data of a memory read";
            };
        }
    }

    /// One declaring call. The name comes from the field or local variable that holds its value.
    static final class Group {
        final Site site;
        @Nullable String name;

        /// For ports: the domain they were declared in, if any.
        @Nullable ClockDomain portDomain;

        /// For a bundle: by path the records in it, `` its own; null for a plain signal.
        @Nullable Map<String, String> types;

        /// For ports: whether they belong to no clock.
        boolean asynchronous;

        Group(Site site) {
            this.site = site;
        }

        /// Notes that the value at `path` is a record, if it is one.
        void made(String path, Data<?> value) {
            if (value instanceof Bundle<?>) {
                if (types == null) {
                    types = new HashMap<>();
                }
                types.put(path, value.getClass().getSimpleName());
            }
        }
    }

    final Module owner;
    final Kind kind;
    final Group group;

    /// The way to the leaf, names apart by dots.
    final String path;

    /// The same as part of a name.
    final String suffix;

    final int width;
    final @Nullable ClockDomain domain;

    /// Which of its module's nets it is; -1 for one of 0 bits, which is none.
    int index = -1;

    /// The reset value of a register that has one.
    @Nullable Init init;

    /// The statements among which it was declared.
    final List<Drive> scope;

    /// Words to synthesis, in the order given.
    Map<String, String> attributes = Map.of();

    /// The enum it was declared with.
    @Nullable EnumCode<?> code;

    /// Of a register that a block of the library drives: what it is, and what to say instead of driving it.
    @Nullable Guard guard;

    record Guard(String what, String instead) {}

    /// For a register: why it may sample another domain.
    @Nullable Crossing crossing;

    NetDeclaration(
            Module owner,
            Kind kind,
            Group group,
            String path,
            int width,
            @Nullable ClockDomain domain,
            @Nullable Init init) {
        this.owner = owner;
        this.kind = kind;
        this.group = group;
        this.path = path;
        this.suffix = path.replace('.', '_');
        this.width = width;
        this.domain = domain;
        this.init = init;
        this.scope = owner.statements();
    }

    boolean isPort() {
        return kind == Kind.INPUT || kind == Kind.OUTPUT;
    }

    /// Whether the name is the user's, not the kind's for want of another.
    boolean hasOwnName() {
        return group.name != null && !group.name.equals(kind.fallback);
    }

    /// The name before it is made unique: group, underscore, leaf.
    String wantedName() {
        String base = group.name == null ? kind.fallback : group.name;
        return suffix.isEmpty() ? base : base + "_" + suffix;
    }
}
