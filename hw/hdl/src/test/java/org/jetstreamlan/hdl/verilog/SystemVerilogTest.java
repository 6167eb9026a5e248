package org.jetstreamlan.hdl.verilog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.hdl.Type.bool;
import static org.jetstreamlan.hdl.Type.enumerated;
import static org.jetstreamlan.hdl.Type.uint;
import static org.jetstreamlan.hdl.Type.vec;

import java.util.List;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.Vec;
import org.jetstreamlan.hdl.lib.Stream;
import org.junit.jupiter.api.Test;

/// What SystemVerilog has beyond Verilog-2005.
class SystemVerilogTest {
    enum Phase {
        IDLE,
        BUSY,
        DONE
    }

    record Header(UInt address, UInt length, Bool last) implements Bundle<Header> {
        static Type<Header> type() {
            return Type.bundle(
                    fields ->
                            new Header(
                                    fields.field("address", uint(8)),
                                    fields.field("length", uint(4)),
                                    fields.field("last", bool())));
        }
    }

    /// Holds a header for a clock.
    static final class Holder extends Module {
        final Stream<Header> in = input(Stream.of(Header.type()));
        final Stream<Header> out = output(Stream.of(Header.type()));
        private final Header held = reg(Header.type(), init(0));
        private final Enumerated<Phase> phase = reg(enumerated(Phase.class), Phase.IDLE);

        @Override
        protected void build() {
            in.ready().assign(phase.is(Phase.IDLE));
            out.valid().assign(phase.is(Phase.BUSY));
            out.payload().assign(held);
            when(
                    in.fire(),
                    () -> {
                        held.next(in.payload());
                        phase.next(Phase.BUSY);
                        check(in.payload().length().ne(0), "a header of no length");
                    });
            when(out.fire(), () -> phase.next(Phase.DONE));
            when(phase.is(Phase.DONE), () -> phase.next(Phase.IDLE));
        }
    }

    static final class Pair extends Module {
        final Stream<Header> in = input(Stream.of(Header.type()));
        final Stream<Header> out = output(Stream.of(Header.type()));
        private final Holder first = child(new Holder());
        private final Holder second = child(new Holder());

        @Override
        protected void build() {
            connect(first.in, in);
            connect(second.in, first.out);
            connect(out, second.out);
        }
    }

    private static VerilogOutput pair(Dialect dialect) {
        return Verilog.of(Design.of(Pair::new).circuit(), dialect);
    }

    @Test
    void aBundleOfOneDirectionIsAStructAndAnEnumAType() {
        var modules = pair(Dialect.SYSTEM_VERILOG_STRUCTS).modules();
        assertThat(modules.keySet()).containsExactly("Pair_types", "Holder", "Pair");
        assertThat(modules.get("Pair_types"))
                .isEqualTo(
                        """
                        package Pair_types;
                          typedef struct packed {
                            logic [7:0] address;
                            logic [3:0] length;
                            logic last;
                          } header_t;
                        endpackage
                        """);
        assertThat(modules.get("Holder"))
                .isEqualTo(
                        """
                        module Holder (input logic clk, input logic rst,
                          input logic in_valid, input Pair_types::header_t in_payload, output logic in_ready,
                          output logic out_valid, output Pair_types::header_t out_payload, input logic out_ready
                        );
                          typedef enum logic [1:0] {
                            Phase_IDLE = 2'd0,
                            Phase_BUSY = 2'd1,
                            Phase_DONE = 2'd2
                          } phase_t;

                          Pair_types::header_t held; initial held = {8'd0, 4'd0, 1'b0};
                          phase_t phase; initial phase = Phase_IDLE;

                          assign in_ready = phase == Phase_IDLE;
                          assign out_valid = phase == Phase_BUSY;
                          assign out_payload = held;
                          wire in_fire = in_valid & in_ready;

                          always_ff @(posedge clk)
                            if (rst) begin
                              held.address <= 8'd0;
                              held.length <= 4'd0;
                              held.last <= 1'b0;
                              phase <= Phase_IDLE;
                            end else begin
                              if (in_fire) begin
                                held <= in_payload;
                                phase <= Phase_BUSY;
                              end
                              if (out_valid && out_ready) phase <= Phase_DONE;
                              if (phase == Phase_DONE) phase <= Phase_IDLE;
                            end

                        `ifndef FORMAL
                        `ifndef SYNTHESIS
                          a_header_of_no_length: assert property (
                            @(posedge clk) disable iff ($sampled(rst))
                            in_fire |-> in_payload.length != 4'd0
                          ) else $error("check a_header_of_no_length failed: a header of no length");
                        `endif
                        `endif
                        `ifdef FORMAL
                          always @(posedge clk)
                            if (!rst) begin
                              if (in_fire) a_header_of_no_length: assert (in_payload.length != 4'd0);
                            end
                        `endif
                        endmodule
                        """);
        assertThat(modules.get("Pair"))
                .contains(
                        "  Pair_types::header_t first_out_payload;\n",
                        ".in_payload(first_out_payload),",
                        ".out_payload(out_payload), .out_ready(out_ready));\n");
    }

    @Test
    void aBundleOfBothDirectionsIsAnInterfaceBelowTheTop() {
        var modules = pair(Dialect.SYSTEM_VERILOG_INTERFACES).modules();
        assertThat(modules.get("Stream_if"))
                .isEqualTo(
                        """
                        interface Stream_if;
                          logic valid;
                          logic [7:0] payload_address;
                          logic [3:0] payload_length;
                          logic payload_last;
                          logic ready;

                          modport source (output valid, payload_address, payload_length, payload_last, input ready);
                          modport sink (input valid, payload_address, payload_length, payload_last, output ready);
                        endinterface
                        """);
        assertThat(modules.get("Holder"))
                .contains(
                        "  Stream_if.sink in, Stream_if.source out\n",
                        "assign in.ready = phase == Phase_IDLE;");
        assertThat(modules.get("Pair"))
                .contains(
                        "  input logic in_valid,\n",
                        "    .in(first_in), .out(first_out));\n",
                        "    .in(first_out), .out(second_out));\n")
                .doesNotContain("second_in");
    }

    @Test
    void aCheckIsAnAssertionWhoseLabelTheMapFileResolves() {
        var output = pair(Dialect.SYSTEM_VERILOG);
        List<String> lines = output.text().lines().toList();
        int line = lines.indexOf("  a_header_of_no_length: assert property (") + 1;
        assertThat(line).isPositive();
        assertThat(output.map())
                .contains(line + "\tHolder.a_header_of_no_length\tSystemVerilogTest.java:57\n");
    }

    @Test
    void structPortsOfTheTopSayWhatTheyAreMadeOf() {
        assertThat(pair(Dialect.SYSTEM_VERILOG_STRUCTS).structPorts())
                .containsEntry(
                        "in_payload",
                        List.of("in_payload_address", "in_payload_length", "in_payload_last"))
                .containsOnlyKeys("in_payload", "out_payload");
        assertThat(pair(Dialect.SYSTEM_VERILOG_INTERFACES).structPorts()).isEmpty();
    }

    record Small(UInt word) implements Bundle<Small> {
        static Type<Small> type(int width) {
            return Type.bundle(fields -> new Small(fields.field("word", uint(width))));
        }
    }

    record Boxed(Small set, UInt release) implements Bundle<Boxed> {
        static Type<Boxed> type(int width) {
            return Type.bundle(
                    fields ->
                            new Boxed(
                                    fields.field("set", Small.type(width)),
                                    fields.field("release", uint(2))));
        }
    }

    static final class Boxes extends Module {
        final Boxed narrow = input(Boxed.type(3));
        final Boxed wide = input(Boxed.type(5));
        final Vec<Boxed> both = output(vec(2, Boxed.type(5)));

        @Override
        protected void build() {
            both.at(0).assign(wide);
            both.at(1).set().word().assign(narrow.set().word().zext(5));
            both.at(1).release().assign(narrow.release());
        }
    }

    @Test
    void typesOfOneNameAreToldApartAndReservedWordsAreNoFields() {
        assertThat(
                        Verilog.of(Design.of(Boxes::new).circuit(), Dialect.SYSTEM_VERILOG_STRUCTS)
                                .text())
                .isEqualTo(
                        """
                        /* verilator lint_off DECLFILENAME */  // all modules of the design in one file

                        package Boxes_types;
                          typedef struct packed {
                            logic [2:0] word;
                          } small_w3_t;
                          typedef struct packed {
                            small_w3_t set_;
                            logic [1:0] release_;
                          } boxed_w5_t;
                          typedef struct packed {
                            logic [4:0] word;
                          } small_w5_t;
                          typedef struct packed {
                            small_w5_t set_;
                            logic [1:0] release_;
                          } boxed_w7_t;
                        endpackage

                        module Boxes (
                          input Boxes_types::boxed_w5_t narrow,
                          input Boxes_types::boxed_w7_t wide,
                          output Boxes_types::boxed_w7_t both_0, output Boxes_types::boxed_w7_t both_1
                        );
                          assign both_0 = wide;
                          assign both_1.set_.word = {2'd0, narrow.set_.word};
                          assign both_1.release_ = narrow.release_;
                        endmodule
                        """);
    }

    /// The length follows the address.
    static final class Following extends Module {
        final UInt address = input(uint(8));
        final Header out = output(Header.type());
        final Header other = output(Header.type());

        @Override
        protected void build() {
            out.address().assign(address);
            out.length().assign(out.address().trunc(4).add(1));
            out.last().assign(address.eq(0));
            other.address().assign(address);
            other.length().assign(address.trunc(4));
            other.last().assign(out.length().eq(0));
        }
    }

    /// One variable would be a loop to a simulator, and Verilator 5.048 may be wrong about it.
    @Test
    void aBundleWhoseFieldsFollowOneAnotherIsNoStruct() {
        var output =
                Verilog.of(Design.of(Following::new).circuit(), Dialect.SYSTEM_VERILOG_STRUCTS);
        assertThat(output.structPorts()).containsOnlyKeys("other");
        assertThat(output.modules().get("Following"))
                .contains(
                        "output logic [7:0] out_address,",
                        "output Following_types::header_t other");
    }
}
