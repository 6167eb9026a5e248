package org.jetstreamlan.hdl.ir;

import java.util.List;

/// An elaborated design.
///
/// @param top the outermost module
/// @param modules every distinct module, children before parents, `top` last
public record Circuit(ModuleDef top, List<ModuleDef> modules) {}
