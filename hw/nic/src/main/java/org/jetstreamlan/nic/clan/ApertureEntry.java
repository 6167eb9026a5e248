package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A page of the window.
///
/// @param gate who may store where: all that the window looks at
/// @param target what the frames say
public record ApertureEntry(Gate gate, Target target) implements Bundle<ApertureEntry> {
    /// @param open there is an entry
    /// @param doorbell stores tell the adapter something; else they become frames
    /// @param endpoint whose page it is
    /// @param length bytes of the page that may be stored, 1..65,536
    /// @param cell bits 11..3 of the remote address of the page's first byte
    public record Gate(Bool open, Bool doorbell, UInt endpoint, UInt length, UInt cell)
            implements Bundle<Gate> {
        /// Bits of a cell's number in 4 KiB.
        public static final int CELL_WIDTH = 9;

        /// @param endpointWidth bits of an endpoint's number
        public static Type<Gate> type(int endpointWidth) {
            return Type.bundle(
                    fields ->
                            new Gate(
                                    fields.field("open", Type.bool()),
                                    fields.field("doorbell", Type.bool()),
                                    fields.field("endpoint", Type.uint(endpointWidth)),
                                    fields.field(
                                            "length", Type.uint(ApertureTable.OFFSET_WIDTH + 1)),
                                    fields.field("cell", Type.uint(CELL_WIDTH))));
        }
    }

    /// @param transfer the frames are TRANSFER, not WRITE
    /// @param key of the remote region
    /// @param base remote address of the page's first byte, in cells of 8 bytes
    public record Target(Bool transfer, Bits key, UInt base) implements Bundle<Target> {
        /// Bits of `base`.
        public static final int BASE_WIDTH = 61;

        public static final Type<Target> TYPE =
                Type.bundle(
                        fields ->
                                new Target(
                                        fields.field("transfer", Type.bool()),
                                        fields.field("key", Type.bits(32)),
                                        fields.field("base", Type.uint(BASE_WIDTH))));
    }

    /// @param endpointWidth bits of an endpoint's number
    public static Type<ApertureEntry> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new ApertureEntry(
                                fields.field("gate", Gate.type(endpointWidth)),
                                fields.field("target", Target.TYPE)));
    }
}
