package org.jetstreamlan.hdl;

import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jspecify.annotations.Nullable;

/// A clock with its reset, as one module sees it: a formal that the parent binds to one of its own domains, or one derived from another domain
/// of the module by a [Clock] that a child makes. Has identity: two of the same [ClockSpec] are still two.
public final class ClockDomain {
    final Module owner;

    /// Which of the owner's formal domains it is, or comes from.
    final int index;

    final String name;
    final Site site;

    /// Null for a module's own domain and for derived ones: the spec comes from elsewhere.
    final @Nullable ClockSpec spec;

    /// For a derived domain the one whose edges it has some of, and what is 1 before these.
    final @Nullable ClockDomain base;

    final @Nullable Bool ticking;

    /// For a formal domain that the parent bound to a derived one: the input that says when it ticks.
    @Nullable NetDeclaration enable;

    /// A formal domain.
    ClockDomain(Module owner, int index, String name, @Nullable ClockSpec spec) {
        this(owner, index, name, spec, null, null);
    }

    private ClockDomain(
            Module owner,
            int index,
            String name,
            @Nullable ClockSpec spec,
            @Nullable ClockDomain base,
            @Nullable Bool ticking) {
        this.owner = owner;
        this.index = index;
        this.name = name;
        this.spec = spec;
        this.base = base;
        this.ticking = ticking;
        this.site = base == null ? Site.NOWHERE : Site.capture();
    }

    /// A domain that has those edges of `base` before which `ticking` is 1.
    static ClockDomain derived(ClockDomain base, String name, Bool ticking) {
        return new ClockDomain(base.owner, base.index, name, null, base, ticking);
    }

    @Override
    public String toString() {
        return "clock domain " + (name.isEmpty() ? "of the module" : name);
    }
}
