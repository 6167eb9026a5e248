package org.jetstreamlan.sim.verilator;

import static org.jetstreamlan.sim.verilator.HandWritten.input;
import static org.jetstreamlan.sim.verilator.HandWritten.output;

/// Slices of a net that follow other slices of it. Verilator 5.006 takes them for a loop, iterates, and stops before the last has settled,
/// since it looks for changes of `q` in two places with one memory of its last value; 5.048 is right.
public final class SliceChain {
    private static final HandWritten CHAIN =
            HandWritten.of(
                    "Chain",
                    """
                    module Chain(
                      input wire clk, input wire rst, input wire [3:0] a, input wire [3:0] b, output wire [11:0] q
                    );
                      assign q[3:0] = a;
                      wire [3:0] s = b + q[3:0];
                      assign q[7:4] = s;
                      wire [3:0] t = 4'd7 + q[7:4];
                      assign q[11:8] = t;
                    endmodule
                    """,
                    input("a", 4),
                    input("b", 4),
                    output("q", 12));

    private SliceChain() {}

    /// Whether the Verilator that is installed gets it right.
    public static boolean settles() {
        try (var model = CHAIN.compile(new VerilatorEngine().withCxxOptions("-O0"));
                var simulator = model.instantiate()) {
            var q = simulator.probe("q");
            for (int poked = 0; poked < 256; poked++) {
                int a = poked * 7 & 15;
                int b = poked >> 4;
                simulator.poke(simulator.probe("a"), a);
                simulator.poke(simulator.probe("b"), b);
                int s = a + b & 15;
                if (simulator.peek(q) != ((7 + s & 15) << 8 | s << 4 | a)) {
                    return false;
                }
            }
            return true;
        }
    }
}
