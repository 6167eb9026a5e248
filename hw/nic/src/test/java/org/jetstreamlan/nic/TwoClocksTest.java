package org.jetstreamlan.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.check.Checks;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;
import org.junit.jupiter.api.Test;

/// Two adapters beside each other, each with a clock of its own, so that the check of domain crossings goes through all of them.
class TwoClocksTest {
    @Test
    void nothingInTheAdapterCrosses() {
        Circuit one = Design.of(() -> new Adapter(AdapterParameters.small())).circuit();
        ModuleDef adapter = one.top();
        ModuleDef.Domain own = adapter.domains().getFirst();
        var domains =
                List.of(own, new ModuleDef.Domain("other_clk", "other_" + own.reset(), own.spec()));
        var nets = new ArrayList<Net>();
        var nodes = new ArrayList<Node>();
        var body = new ArrayList<Statement>();
        for (int i = 0; i < 2; i++) {
            for (int port = 0; port < adapter.nets().size(); port++) {
                switch (adapter.nets().get(port)) {
                    case Net.Input(var name, var width) -> {
                        body.add(
                                new Statement.Assign(
                                        nets.size(), 0, width, nodes.size(), Place.UNKNOWN));
                        nets.add(new Net.InstanceInput("a" + i + "_" + name, width, i, port));
                        nodes.add(new Node.Literal(BigInteger.ZERO, width, ""));
                    }
                    case Net.Output(var name, var width) ->
                            nets.add(new Net.InstanceOutput("a" + i + "_" + name, width, i, port));
                    case Net.Wire _,
                            Net.Register _,
                            Net.InstanceInput _,
                            Net.InstanceOutput _,
                            Net.ReadData _,
                            Net.ExternalOutput _,
                            Net.Inout _,
                            Net.InstanceInout _ -> {}
                }
            }
        }
        var instances =
                List.of(
                        new ModuleDef.Instance("a0", adapter, List.of(0), Place.UNKNOWN),
                        new ModuleDef.Instance("a1", adapter, List.of(1), Place.UNKNOWN));
        var both =
                new ModuleDef(
                        "Both",
                        domains,
                        nets,
                        nodes,
                        List.of(),
                        instances,
                        body,
                        List.of(),
                        nodes.stream().map(_ -> Optional.<String>empty()).toList(),
                        nets.stream().map(_ -> Place.UNKNOWN).toList(),
                        nodes.stream().map(_ -> Place.UNKNOWN).toList());
        var modules = new ArrayList<>(one.modules());
        modules.add(both);
        assertThat(Checks.of(new Circuit(both, modules))).isEmpty();
    }
}
