package org.jetstreamlan.sim.mutate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;

/// A module with one part of it another.
final class Edits {
    private Edits() {}

    static ModuleDef withNode(ModuleDef module, int index, Node node) {
        var nodes = new ArrayList<>(module.nodes());
        nodes.set(index, node);
        return of(module, module.nets(), nodes, module.body());
    }

    /// @param more nodes behind all there are
    static ModuleDef withBody(ModuleDef module, List<Statement> body, List<Node> more) {
        var nodes = new ArrayList<>(module.nodes());
        nodes.addAll(more);
        return of(module, module.nets(), nodes, body);
    }

    static ModuleDef withNet(ModuleDef module, int index, Net net) {
        var nets = new ArrayList<>(module.nets());
        nets.set(index, net);
        return of(module, nets, module.nodes(), module.body());
    }

    private static ModuleDef of(
            ModuleDef module, List<Net> nets, List<Node> nodes, List<Statement> body) {
        var names = new ArrayList<>(module.nodeNames());
        var places = new ArrayList<>(module.nodePlaces());
        while (names.size() < nodes.size()) {
            names.add(Optional.empty());
            places.add(Place.UNKNOWN);
        }
        return new ModuleDef(
                module.name(),
                module.domains(),
                nets,
                nodes,
                module.memories(),
                module.instances(),
                body,
                module.observations(),
                module.annotations(),
                names,
                module.netPlaces(),
                places,
                module.external());
    }
}
