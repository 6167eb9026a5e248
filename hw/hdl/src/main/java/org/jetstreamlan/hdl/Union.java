package org.jetstreamlan.hdl;

import java.util.List;

/// Bits that stand for a value of one of several types, which something else tells; made with [Type#union]. Every type is read at the low
/// end.
public final class Union implements Data<Union> {
    private final Bits bits;

    Union(Bits bits) {
        this.bits = bits;
    }

    /// The low bits as a value of `type`; it must be no wider than the union.
    public <T extends Data<T>> T as(Type<T> type) {
        if (type.width() > bits.width()) {
            Reports.unionAs(bits.term(), type.width());
            return type.zero();
        }
        return type.fromBits(bits.trunc(type.width()));
    }

    /// [#assign] of a value of one of the types; the bits above it become 0.
    public void assignAs(Data<?> value) {
        assign(new Union(value.asBits().zext(bits.width())));
    }

    /// [#next] of a value of one of the types; the bits above it become 0.
    public void nextAs(Data<?> value) {
        next(new Union(value.asBits().zext(bits.width())));
    }

    @Override
    public List<Signal<?>> leaves() {
        return List.of(bits);
    }

    @Override
    public List<Signal<?>> fromTop() {
        return leaves();
    }

    @Override
    public Union rebuilt(List<Signal<?>> leaves) {
        return new Union((Bits) leaves.getFirst());
    }
}
