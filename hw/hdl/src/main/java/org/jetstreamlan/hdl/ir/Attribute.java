package org.jetstreamlan.hdl.ir;

/// A word to synthesis about a net or memory: `(* name = value *)` in the Verilog. It changes nothing about what the design computes.
///
/// @param name letters, digits and `_`: `keep`, `async_reg`, `ram_style`
/// @param value a decimal number, or text, which is quoted in the Verilog
public record Attribute(String name, String value) {}
