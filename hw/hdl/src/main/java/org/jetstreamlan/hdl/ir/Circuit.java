package org.jetstreamlan.hdl.ir;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An elaborated design.
public final class Circuit {
    private final ModuleDef top;
    private final List<ModuleDef> modules;
    private @Nullable Map<ModuleDef, Dataflow> dataflows;

    /// @param top the outermost module
    /// @param modules every distinct module, children before parents, `top` last
    public Circuit(ModuleDef top, List<ModuleDef> modules) {
        this.top = top;
        this.modules = modules;
    }

    /// The outermost module.
    public ModuleDef top() {
        return top;
    }

    /// Every distinct module, children before parents, the top last.
    public List<ModuleDef> modules() {
        return modules;
    }

    /// The data flow of every module, found when it is first asked for: the checks and the Verilog need the same.
    public synchronized Map<ModuleDef, Dataflow> dataflows() {
        if (dataflows == null) {
            dataflows = Dataflow.of(this);
        }
        return dataflows;
    }
}
