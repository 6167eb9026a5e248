package org.jetstreamlan.hdl.ir;

/// Stable text of a module, to recognise equal ones.
public final class CanonicalText {
    private CanonicalText() {}

    public static String of(ModuleDef module) {
        return module.toString();
    }
}
