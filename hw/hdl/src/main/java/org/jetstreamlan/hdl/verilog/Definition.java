package org.jetstreamlan.hdl.verilog;

/// The wire of a node and its value.
record Definition(int node, String name, Expression value) {}
