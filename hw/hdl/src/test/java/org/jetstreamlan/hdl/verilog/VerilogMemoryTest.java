package org.jetstreamlan.hdl.verilog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.ir.ModuleDraft;
import org.junit.jupiter.api.Test;

/// The shapes of memories, which synthesis must know.
class VerilogMemoryTest {
    @Test
    void undefinedCollisionsMakePlainBlockRam() {
        assertThat(memory(ReadUnderWrite.UNDEFINED, 16, 1024, 10))
                .isEqualTo(
                        """
                        module Memory (input wire clk, input wire rst,
                          input wire write_enable, input wire [9:0] write_address, input wire [15:0] write_data,
                          input wire read_enable, input wire [9:0] read_address,
                          output wire [15:0] out
                        );
                          (* no_rw_check *) reg [15:0] cells [0:1023]; integer i; initial for (i = 0; i < 1024; i = i + 1) cells[i] = 16'd0;
                          reg [15:0] read_data; initial read_data = 16'd0;

                          assign out = read_data;

                          always @(posedge clk) begin
                            if (write_enable) cells[write_address] <= write_data;
                            if (read_enable) read_data <= cells[read_address];
                          end

                          wire unused = &{1'b0, rst};
                        endmodule
                        """);
    }

    @Test
    void readFirstKeepsTheLogicForCollisions() {
        assertThat(memory(ReadUnderWrite.READ_FIRST, 16, 1024, 10))
                .isEqualTo(
                        memory(ReadUnderWrite.UNDEFINED, 16, 1024, 10)
                                .replace("(* no_rw_check *) ", ""));
    }

    @Test
    void writeFirstHandsTheDataOverLaneByLane() {
        assertThat(memory(ReadUnderWrite.WRITE_FIRST, 8, 1024, 10))
                .contains(
                        """
                            if (write_enable && write_mask[0]) cells[write_address][7:0] <= write_data[7:0];
                            if (write_enable && write_mask[1]) cells[write_address][15:8] <= write_data[15:8];
                            if (read_enable) begin
                              read_data <= cells[read_address];
                              if (write_enable && write_address == read_address && write_mask[0]) read_data[7:0] <= write_data[7:0];
                              if (write_enable && write_address == read_address && write_mask[1]) read_data[15:8] <= write_data[15:8];
                            end
                        """);
    }

    @Test
    void readsBeyondTheDepthGiveZeroAndWritesThereAreLeftToVerilog() {
        assertThat(memory(ReadUnderWrite.UNDEFINED, 16, 1000, 10))
                .contains(
                        """
                            if (write_enable) cells[write_address] <= write_data;
                            if (read_enable) begin
                              if (read_address < 10'd1000) read_data <= cells[read_address];
                              else read_data <= 16'd0;
                            end
                        """);
    }

    @Test
    void addressesWiderThanTheMemoryDoNotComeRound() {
        assertThat(memory(ReadUnderWrite.UNDEFINED, 16, 16, 10))
                .contains(
                        "if (write_enable && write_address < 10'd16) cells[write_address[3:0]] <= write_data;");
    }

    private static String memory(ReadUnderWrite policy, int granule, int depth, int addressBits) {
        var m = new ModuleDraft("Memory");
        int we = m.input("write_enable", 1);
        int wa = m.input("write_address", addressBits);
        int wd = m.input("write_data", 16);
        int wm = granule == 16 ? -1 : m.input("write_mask", 16 / granule);
        int re = m.input("read_enable", 1);
        int ra = m.input("read_address", addressBits);
        int out = m.output("out", 16);
        int cells = m.memory("cells", 16, depth, granule, policy, List.of());
        if (wm < 0) {
            m.write(cells, m.read(we), m.read(wa), m.read(wd));
        } else {
            m.write(cells, m.read(we), m.read(wa), m.read(wd), m.read(wm));
        }
        int data = m.syncRead(cells, "read_data", m.read(re), m.read(ra));
        m.assign(out, m.read(data));
        return Verilog.of(m.circuit()).text();
    }

    @Test
    void asynchronousReadsAreExpressions() {
        var m = new ModuleDraft("Table");
        int a = m.input("a", 3);
        int x = m.output("x", 8);
        int y = m.output("y", 4);
        int rom =
                m.memory(
                        "rom",
                        8,
                        5,
                        8,
                        ReadUnderWrite.READ_FIRST,
                        List.of(BigInteger.valueOf(0x12), BigInteger.valueOf(7)));
        m.assign(x, m.asyncRead(rom, m.read(a)));
        m.assign(y, m.slice(m.asyncRead(rom, m.literal(1, 3)), 7, 4));
        assertThat(Verilog.of(m.circuit()).text())
                .isEqualTo(
                        """
                        module Table (input wire clk, input wire rst,
                          input wire [2:0] a, output wire [7:0] x, output wire [3:0] y
                        );
                          reg [7:0] rom [0:4];
                          integer i;
                          initial for (i = 2; i < 5; i = i + 1) rom[i] = 8'd0;
                          initial begin
                            rom[0] = 8'h12;
                            rom[1] = 8'd7;
                          end

                          assign x = (a < 3'd5) ? rom[a] : 8'd0;
                          assign y = rom[1][7:4];

                          wire unused = &{1'b0, clk, rst};
                        endmodule
                        """);
    }

    @Test
    void largeMemoriesAreClearedInSimulationOnly() {
        assertThat(memory(ReadUnderWrite.UNDEFINED, 16, 4096, 12))
                .contains(
                        """
                        `ifndef SYNTHESIS
                          integer i;
                          initial for (i = 0; i < 4096; i = i + 1) cells[i] = 16'd0;
                        `endif
                        """);
    }

    private static final class Words extends Module {
        final UInt address = input(uint(10));
        final Bits data = input(bits(16));
        final Bits mask = input(bits(2));
        final Bits out = output(bits(16));

        @Override
        protected void build() {
            Mem<Bits> bytes = mem(bits(8), 2048, ReadUnderWrite.UNDEFINED);
            var words = bytes.wide(2);
            words.write(address, vec(2, bits(8)).fromBits(data), mask);
            var word = words.read(address);
            out.assign(word.asBits());
        }
    }

    /// The form of an array of narrow cells, which yosys makes one wide port of: see `MemoryInferenceTest`.
    @Test
    void aWidePortIsAnAccessToEachOfItsCells() {
        assertThat(Verilog.of(Design.of(Words::new).circuit()).text())
                .contains(
                        """
                            if (mask[0]) bytes[{address, 1'b0}] <= data[7:0];
                            if (mask[1]) bytes[{address, 1'b1}] <= data[15:8];
                            word_0 <= bytes[{address, 1'b0}];
                            word_1 <= bytes[{address, 1'b1}];
                        """,
                        "assign out = {word_1, word_0};");
    }

    private static final class Odd extends Module {
        final Bits out = output(bits(32));

        @Override
        protected void build() {
            Mem<Bits> bytes = mem(bits(8), 1022, ReadUnderWrite.UNDEFINED);
            out.assign(bytes.wide(4).read(num(0, 8)).asBits());
        }
    }

    @Test
    void aWidePortDividesTheMemory() {
        assertThatThrownBy(() -> Design.of(Odd::new))
                .hasMessageContaining("a port of 4 cells to a memory of 1022");
    }

    private static final class LongName extends Module {
        final UInt address = input(uint(8));
        final Bits out = output(bits(16));

        @Override
        protected void build() {
            Mem<Bits> framesThatAwaitTheirAnswer = mem(bits(16), 256, ReadUnderWrite.UNDEFINED);
            framesThatAwaitTheirAnswer.attribute("ram_style", "block").write(address, zeros(16));
            out.assign(framesThatAwaitTheirAnswer.read(address));
        }
    }

    @Test
    void powerUpValuesThatDoNotFitBesideTheArrayStandBelowIt() {
        String name = "framesThatAwaitTheirAnswer";
        assertThat(Verilog.of(Design.of(LongName::new).circuit()).text())
                .contains(
                        "  (* ram_style = \"block\" *) (* no_rw_check *) reg [15:0] %s [0:255];\n"
                                .formatted(name),
                        "  initial for (i = 0; i < 256; i = i + 1) %s[i] = 16'd0;\n"
                                .formatted(name));
    }
}
