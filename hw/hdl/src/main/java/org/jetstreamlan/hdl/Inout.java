package org.jetstreamlan.hdl;

import org.jspecify.annotations.Nullable;

/// A port that is driven from both sides: a pin of a black box, or a port by which a module passes such a pin on to its parent. No value of
/// the language: it cannot be read, assigned or put into a register, only connected ([Module#connect(Inout, Inout)]).
public final class Inout {
    final Module owner;
    final int width;
    final Site site;
    @Nullable String name;

    /// The port of the owner's parent that this one is one with.
    @Nullable Inout outer;

    /// Whether a child's pin leads here.
    boolean used;

    Inout(Module owner, int width, Site site) {
        this.owner = owner;
        this.width = width;
        this.site = site;
    }

    /// Gives the port a name in the Verilog, where the Java variable's own would not do.
    public Inout named(String chosen) {
        name = chosen;
        return this;
    }

    /// Width in bits.
    public int width() {
        return width;
    }

    String nameOr(String fallback) {
        return name == null ? fallback : name;
    }

    @Override
    public String toString() {
        return Reports.path(owner) + "." + nameOr("inout");
    }
}
