package org.jetstreamlan.hdl.verilog;

import java.util.List;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.External;
import org.jetstreamlan.hdl.ir.Observation;
import org.jetstreamlan.hdl.ir.Place;

/// What stands between `module` and `endmodule`.
sealed interface Item {
    /// `localparam [1:0] State_IDLE = 2'd0;`
    record Constant(String name, int width, Expression.Literal value, Place place)
            implements Item {}

    /// SystemVerilog's `typedef enum logic [1:0] { ... } state_t;`
    record EnumType(String type, int width, List<Constant> constants) implements Item {}

    /// SystemVerilog's `state_t state; initial state = State_IDLE;`: a variable of a type with a name. `split` says that bits of it depend on
    /// other bits, as with [SplitWire].
    record Variable(
            String type, String name, Optional<Expression> powerUp, boolean split, Place place)
            implements Item {}

    /// SystemVerilog's `Stream in ();`: an instance of an interface.
    record Bus(String type, String name, Place place) implements Item {}

    /// `wire [7:0] sum;` or `wire [7:0] sum = a + b;`
    ///
    /// @param bundle what wires without a value on one line have in common, see [Rows]
    record Wire(String name, int width, Optional<Expression> value, Object bundle, Place place)
            implements Item {
        Wire(String name, int width, Optional<Expression> value, Place place) {
            this(name, width, value, place, place);
        }
    }

    /// `wire [7:0] carry /* verilator split_var */;`: a wire whose bits depend on other bits of it, so that a simulator that takes it
    /// as a whole would see a loop.
    record SplitWire(String name, int width, Place place) implements Item {}

    /// `reg [7:0] count; initial count = 8'd0;`: the power-up value stands on the line of the declaration. Not in the declaration
    /// itself: Verilator's PROCASSINIT complains of that in a variable that an `always` block drives too.
    record Reg(String name, int width, Optional<Expression> powerUp, Place place) implements Item {}

    /// `reg [31:0] cells [0:1023];`. `collisionsFree` puts yosys' `no_rw_check` before it: what a read gets of a cell that is written at
    /// the same edge does not matter, which saves the logic that a block RAM needs to give the old value. `powerUp` stands on the same line.
    record Array(
            String name,
            int width,
            int depth,
            boolean collisionsFree,
            Optional<Procedure> powerUp,
            Place place)
            implements Item {}

    /// `integer i;` for loops of `initial` blocks; kept from synthesis with the first of them, if all are.
    record LoopVariable(String name, boolean simulationOnly) implements Item {}

    /// `assign target = value;`
    record Assign(Expression target, Expression value, Place place) implements Item {}

    /// `always @*` (no events) or `always @(posedge clk or negedge reset)`.
    record Always(List<Event> events, List<Procedure> body) implements Item {}

    /// `posedge signal` or `negedge signal`.
    record Event(ClockSpec.Edge edge, String signal) {}

    /// `initial` block. One that is for simulation only is kept from synthesis by `ifndef SYNTHESIS`.
    record Initial(List<Procedure> body, boolean simulationOnly) implements Item {}

    /// What a design says of itself at an edge, outside of `reset` (if it is not empty). For simulation it stands under `ifndef SYNTHESIS`, its
    /// properties for proofs under `ifdef FORMAL`.
    ///
    /// @param reset is true while the domain is not reset
    record Observations(
            Event clock, Optional<Expression> reset, boolean asynchronousReset, List<Watch> watches)
            implements Item {}

    /// One observation; its condition and values as expressions.
    record Watch(
            Observation observation,
            Optional<Expression> enable,
            Optional<Expression> condition,
            List<Expression> values) {}

    /// `Module name (.port(value), …);`, of a black box `Module #(.PARAMETER(value), …) name (.port(value), …);`
    record Instance(
            String module,
            List<External.Parameter> parameters,
            String name,
            List<Connection> connections,
            Place place)
            implements Item {}

    /// `.port(value)`; `output` says that the instance drives the value.
    ///
    /// @param bundle what connections on one line have in common, see [Rows]
    record Connection(String port, Expression value, boolean output, Object bundle, Place place) {}

    /// An empty line.
    record Gap() implements Item {}
}
