package org.jetstreamlan.hdl.verilog;

/// The language that a circuit is written in, and what becomes of its bundles.
///
/// | dialect | a bundle of the directions of one side | a bundle of both, as a stream |
/// | --- | --- | --- |
/// | [#VERILOG_2005], [#SYSTEM_VERILOG] | its leaves, `in_header_length` | its leaves |
/// | [#SYSTEM_VERILOG_STRUCTS] | a packed struct, `in_header.length` | its parts: `in_valid`, `in_header`, `in_ready` |
/// | [#SYSTEM_VERILOG_INTERFACES] | its leaves | an interface, `in.valid`, `in.header_length`, `in.ready`; ports of the top module stay leaves |
public enum Dialect {
    VERILOG_2005,
    SYSTEM_VERILOG,
    SYSTEM_VERILOG_STRUCTS,
    SYSTEM_VERILOG_INTERFACES;

    /// The end of a file's name, `v` or `sv`.
    public String extension() {
        return isSystemVerilog() ? "sv" : "v";
    }

    boolean isSystemVerilog() {
        return this != VERILOG_2005;
    }
}
