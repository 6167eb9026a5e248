package org.jetstreamlan.hdl.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.List;
import org.jetstreamlan.hdl.ir.ModuleDraft;
import org.jetstreamlan.hdl.ir.Place;
import org.junit.jupiter.api.Test;

class HdlErrorTest {
    private static final Place USE = new Place("Fifo.java", 57);
    private static final Place DECLARED = new Place("Fifo.java", 31);

    @Test
    void aReportNamesTheThingEachPlaceAndTheFix() {
        var errors = new HdlErrors();
        var mismatch =
                new HdlError.WidthMismatch(
                        "Top.fifo.count",
                        "next",
                        8,
                        9,
                        List.of(
                                new Spot(USE, "next"),
                                new Spot(DECLARED, "declared here, 8 bits")));
        errors.add(mismatch);
        errors.add(mismatch);
        errors.add(
                new HdlError.LiteralRange(
                        "limit", BigInteger.valueOf(-1), "UInt", 4, List.of(new Spot(USE, ""))));
        assertThatThrownBy(errors::throwIfAny)
                .isInstanceOf(HdlException.class)
                .hasMessage(
                        """
                        JH-WIDTH: Top.fifo.count is 8 bits wide, the value given to next is 9 bits
                            Fifo.java:57  next
                            Fifo.java:31  declared here, 8 bits
                            fix: cut the value with .trunc(8), or declare count with 9 bits
                        JH-LITERAL: constant -1 for limit does not fit UInt of 4 bits, which holds 0 to 15
                            Fifo.java:57
                            fix: an unsigned type has no negative values: give the bit pattern, 0xfL, or use SInt
                        2 errors""")
                .extracting(Throwable::getStackTrace)
                .isEqualTo(new StackTraceElement[0]);
    }

    @Test
    void rangesOfBitsAreMaximalAndHighestFirst() {
        var bits = new BitSet();
        bits.set(0, 2);
        bits.set(7);
        assertThat(BitRange.of(bits)).containsExactly(new BitRange(7, 7), new BitRange(1, 0));
        assertThat(BitRange.of(new BitSet())).isEmpty();
        assertThat(BitRange.text(BitRange.of(bits))).isEqualTo("bits 7, 1:0");
        assertThat(BitRange.text(List.of(new BitRange(3, 3)))).isEqualTo("bit 3");
    }

    @Test
    void reservedAndDoubleNamesAreErrors() {
        var m = new ModuleDraft("Top");
        int a = m.at(3).input("reg", 1);
        m.at(4).input("clk", 1);
        m.assign(m.output("x", 1), m.read(a));
        assertThat(Checks.of(m.circuit()))
                .extracting(HdlError::id, HdlError::message)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "JH-NAME", "the name of Top.reg is a reserved word of Verilog"),
                        org.assertj.core.groups.Tuple.tuple(
                                "JH-NAME",
                                "the name of Top.clk is taken by another signal of the module"));
    }
}
