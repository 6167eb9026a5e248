package org.jetstreamlan.hdl.ir;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// Something with a name that carries a value inside one module. Statements drive [Output], [Wire], [Register] and
/// [InstanceInput]; the others are driven from outside the module's statements.
public sealed interface Net {
    /// Name in the module, legal and unique in its Verilog.
    String name();

    /// Width in bits, >= 1.
    int width();

    /// Driven by the parent.
    record Input(String name, int width) implements Net {}

    /// Driven here, may be read here too.
    record Output(String name, int width) implements Net {}

    /// Combinational; every bit is driven on every path.
    record Wire(String name, int width) implements Net {}

    /// Holds unless assigned; `init` is the reset value, absent for a register that reset leaves alone. Power-up
    /// value: `init`, or 0.
    ///
    /// @param label the enum constant that `init` stands for, or empty
    record Register(String name, int width, int domain, Optional<BigInteger> init, String label)
            implements Net {
        /// A register whose reset value is a number.
        public Register(String name, int width, int domain, Optional<BigInteger> init) {
            this(name, width, domain, init, "");
        }
    }

    /// Input `port` (a net index in the child) of an instance; driven here.
    record InstanceInput(String name, int width, int instance, int port) implements Net {}

    /// Output `port` (a net index in the child) of an instance.
    record InstanceOutput(String name, int width, int instance, int port) implements Net {}

    /// Output of a black box ([External]), driven by what it stands for; `inputs` are the nets that it depends on within one instant.
    record ExternalOutput(String name, int width, List<Integer> inputs) implements Net {}

    /// A port that is driven from both sides: of a black box, or of a module that passes it on.
    record Inout(String name, int width) implements Net {}

    /// Port `port` (a net index in the child) of an instance, one with the [Inout] `net` of this module.
    record InstanceInout(String name, int width, int instance, int port, int net) implements Net {}

    /// The output register of a memory's synchronous read port.
    record ReadData(String name, int width, int memory, int port) implements Net {}
}
