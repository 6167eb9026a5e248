package org.jetstreamlan.abi;

/// The first 8 user bytes of PDUs of Jetstream's own protocols: RFC 2684's LLC encapsulation (section 5.2), AA AA 03, an
/// organisation code of our own, 4A 53 54 ("JST", locally administered), and the protocol in two bytes, first byte on top. So other
/// software on the ring, and Wireshark, see what such a PDU is, and that it is no IP.
public final class LlcSnap {
    /// Length in bytes.
    public static final int BYTES = 8;

    /// Pieces of a file.
    public static final long FILE = 0xAAAA_034A_5354_0001L;

    /// Messages between drivers, [InitMessage].
    public static final long INIT = 0xAAAA_034A_5354_0002L;

    private LlcSnap() {}
}
