package org.jetstreamlan.hdl.ir;

import java.util.List;

/// A port, wire or register as the user declared it, where that is a bundle: the nets it was taken apart into, in a tree of the bundle's fields.
/// It says nothing of what a module computes; SystemVerilog is written with it.
public sealed interface Aggregate {
    /// The name of the declaration, inside it that of the field.
    String name();

    /// A net, by its number in the module.
    record Leaf(String name, int net) implements Aggregate {}

    /// Several values; no field has two leaves of one name.
    ///
    /// @param type what the Java record is called
    record Bundle(String name, String type, List<Aggregate> fields) implements Aggregate {}
}
