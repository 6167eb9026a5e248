package org.jetstreamlan.hdl.ir;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What a module has in place of a body when it is described elsewhere: a black box. Its nets are [Net.Input]s,
/// [Net.ExternalOutput]s and [Net.Inout]s, its domains have the names of its clock and reset ports.
///
/// @param kind what the Java class and its parameters are called: boxes of one kind behave alike
/// @param parameters of the Verilog module, in the order given
/// @param resetsActiveHigh by domain the polarity of the box's reset port, whatever that of the domain is
/// @param verilog its source, for engines that run Verilog
/// @param behaviour makes what stands for it in engines that run none, one for each instance
public record External(
        String kind,
        List<Parameter> parameters,
        List<Boolean> resetsActiveHigh,
        Optional<String> verilog,
        Optional<Supplier<Behaviour>> behaviour) {

    /// A parameter of a Verilog module.
    public sealed interface Parameter {
        String name();

        /// `.DIVISOR(4)`.
        record Number(String name, int value) implements Parameter {}

        /// `.MODE("FAST")`.
        record Text(String name, String value) implements Parameter {}

        /// `.INIT(16'h00ff)`.
        record Vector(String name, BigInteger value, int width) implements Parameter {}
    }
}
