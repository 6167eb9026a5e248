package org.jetstreamlan.hdl.verilog;

import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Statement;

/// Registers that keep their power-up value for ever: no statement assigns them, or none that is ever reached. Verilog has them as wires.
public final class FixedRegisters {
    private final Map<ModuleDef, BitSet> fixed = new IdentityHashMap<>();

    /// Whether net `net` of a module is one.
    public boolean contains(ModuleDef module, int net) {
        return fixed.computeIfAbsent(module, FixedRegisters::of).get(net);
    }

    private static BitSet of(ModuleDef module) {
        var registers = new BitSet();
        for (int net = 0; net < module.nets().size(); net++) {
            registers.set(net, module.nets().get(net) instanceof Net.Register);
        }
        removeAssigned(Folding.of(module, new Constants(module)), registers);
        return registers;
    }

    private static void removeAssigned(List<Statement> body, BitSet nets) {
        for (Statement statement : body) {
            switch (statement) {
                case Statement.Assign assign -> nets.clear(assign.net());
                case Statement.When when -> {
                    removeAssigned(when.then(), nets);
                    removeAssigned(when.otherwise(), nets);
                }
                case Statement.Select select -> {
                    select.cases().forEach(one -> removeAssigned(one.body(), nets));
                    removeAssigned(select.otherwise(), nets);
                }
            }
        }
    }
}
