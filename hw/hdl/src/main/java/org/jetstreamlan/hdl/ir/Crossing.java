package org.jetstreamlan.hdl.ir;

/// Why a register may sample what another clock drives.
public enum Crossing {
    /// One bit: sampled while it changes it is seen as it was or as it will be, both of which are right.
    BIT,
    /// Several bits of which at most one changes at a time, so that what is sampled is the value before or after the change.
    GRAY,
    /// Bits that their source holds from before they are sampled until after it.
    HELD
}
