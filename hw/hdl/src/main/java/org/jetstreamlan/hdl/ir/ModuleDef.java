package org.jetstreamlan.hdl.ir;

import java.util.List;
import java.util.Optional;

/// One module after elaboration: the whole netlist, immutable. Equal modules (by [CanonicalText]) are one `ModuleDef`,
/// instantiated several times.
///
/// @param domains clock domains, formal: an instance maps each to one of its parent's; index 0 is the module's own
/// @param nodes operators, operands before users
/// @param nodeNames for each node the name of the Java variable that held it, if any; legal and unique with the nets
/// @param annotations attributes, domains of ports, crossings between domains
/// @param netPlaces for each net the user's line that declared it
/// @param nodePlaces for each node the user's line that made it
/// @param external what there is in place of a body, if the module is a black box
public record ModuleDef(
        String name,
        List<Domain> domains,
        List<Net> nets,
        List<Node> nodes,
        List<Memory> memories,
        List<Instance> instances,
        List<Statement> body,
        List<Observation> observations,
        Annotations annotations,
        List<Optional<String>> nodeNames,
        List<Place> netPlaces,
        List<Place> nodePlaces,
        Optional<External> external) {

    /// A module with a body.
    public ModuleDef(
            String name,
            List<Domain> domains,
            List<Net> nets,
            List<Node> nodes,
            List<Memory> memories,
            List<Instance> instances,
            List<Statement> body,
            List<Observation> observations,
            Annotations annotations,
            List<Optional<String>> nodeNames,
            List<Place> netPlaces,
            List<Place> nodePlaces) {
        this(
                name,
                domains,
                nets,
                nodes,
                memories,
                instances,
                body,
                observations,
                annotations,
                nodeNames,
                netPlaces,
                nodePlaces,
                Optional.empty());
    }

    /// A black box.
    public static ModuleDef blackBox(
            String name,
            List<Domain> domains,
            List<Net> ports,
            Annotations annotations,
            List<Place> portPlaces,
            External external) {
        return new ModuleDef(
                name,
                domains,
                ports,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                annotations,
                List.of(),
                portPlaces,
                List.of(),
                Optional.of(external));
    }

    /// A module without annotations.
    public ModuleDef(
            String name,
            List<Domain> domains,
            List<Net> nets,
            List<Node> nodes,
            List<Memory> memories,
            List<Instance> instances,
            List<Statement> body,
            List<Observation> observations,
            List<Optional<String>> nodeNames,
            List<Place> netPlaces,
            List<Place> nodePlaces) {
        this(
                name,
                domains,
                nets,
                nodes,
                memories,
                instances,
                body,
                observations,
                Annotations.NONE,
                nodeNames,
                netPlaces,
                nodePlaces);
    }

    /// The same module under another name, with other modules behind its instances.
    public ModuleDef renamed(String newName, List<Instance> newInstances) {
        return new ModuleDef(
                newName,
                domains,
                nets,
                nodes,
                memories,
                newInstances,
                body,
                observations,
                annotations,
                nodeNames,
                netPlaces,
                nodePlaces,
                external);
    }

    /// A formal clock domain: the names of its ports. `reset` is empty where the spec has none.
    public record Domain(String clock, String reset, ClockSpec spec) {}

    /// A child. `domains` maps each domain of the child to one of this module.
    public record Instance(String name, ModuleDef module, List<Integer> domains, Place place) {}
}
