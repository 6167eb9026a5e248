package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;

/// One word of the link, every clock; [LinkWord] in hardware.
///
/// @param kind FILL, DATA, CONTROL or INVALID
/// @param word 32 bits, 0 for FILL
public record Link(Enumerated<LinkWord.Kind> kind, Bits word) implements Bundle<Link> {
    public static final Type<Link> TYPE =
            Type.bundle(
                    fields ->
                            new Link(
                                    fields.field("kind", Type.enumerated(LinkWord.Kind.class)),
                                    fields.field("word", Type.bits(32))));
}
