package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.check.Checks;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.hdl.check.Spot;
import org.jetstreamlan.hdl.ir.CanonicalText;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;

/// From user code to a checked netlist: construct, name, build, convert (children first, equal modules shared), check.
final class Elaborator {
    private final ClockSpec spec;
    private final Elaboration run = new Elaboration();
    private final Map<Module, List<ClockSpec>> specs = new IdentityHashMap<>();
    private final ModuleFields fields = new ModuleFields();
    private final FieldNames fieldNames = new FieldNames(fields);
    private final Twins twins = new Twins(fields);
    private final Map<Module, ModuleDef> converted = new IdentityHashMap<>();
    private final Map<Module, Domains> domains = new IdentityHashMap<>();
    private final Map<Module, ModuleNames> names = new IdentityHashMap<>();
    private final Map<String, List<ModuleDef>> byName = new HashMap<>();
    private final Map<ModuleDef, String> texts = new IdentityHashMap<>();

    /// Where black boxes were made.
    private final Map<ModuleDef, Site> boxes = new IdentityHashMap<>();

    /// The name that others have too, of those that clash.
    private final Map<ModuleDef, String> commonNames = new IdentityHashMap<>();

    private final List<ModuleDef> inOrder = new ArrayList<>();

    Elaborator(ClockSpec spec) {
        this.spec = spec;
    }

    <M extends Module> Design<M> elaborate(Supplier<M> constructor) {
        List<M> made = new ArrayList<>();
        List<ModuleDef> top = new ArrayList<>();
        try {
            run.run(
                    () -> {
                        M module = constructor.get();
                        if (module == null) {
                            throw Elaboration.fatal(
                                    new HdlError.BadArgument(
                                            "the design",
                                            "has no top module: the supplier gave null",
                                            "let it make one: Design.of(Top::new)",
                                            List.of()));
                        }
                        made.add(module);
                        run.top = module;
                        module.instanceName = module.moduleName();
                        nameFields(module);
                        requireBody(module);
                        buildTree(module);
                        checkAdopted(module);
                        top.add(convertTree(module));
                    });
        } catch (HdlException known) {
            throw known;
        } catch (RuntimeException thrown) {
            throw run.ended(thrown);
        } catch (StackOverflowError thrown) {
            throw run.endless(thrown);
        }
        Circuit circuit = circuit(top.getFirst());
        run.checked(Checks.of(circuit));
        run.errors.throwIfAny();
        return new Design<>(made.getFirst(), circuit, names, run.hints());
    }

    private void requireBody(Module top) {
        if (top instanceof BlackBox) {
            throw Elaboration.fatal(
                    new HdlError.BadArgument(
                            top.moduleName(),
                            "is a black box, of which there is nothing to elaborate",
                            "adopt it with child(...) in a module, and elaborate that",
                            List.of(new Spot(run.sources.placeOf(top.site), "made here"))));
        }
    }

    private void nameFields(Module module) {
        fieldNames.apply(module);
        for (Module.Child child : module.children) {
            if (child.module().instanceName == null) {
                nameChild(child);
            }
            nameFields(child.module());
        }
    }

    private void nameChild(Module.Child child) {
        Optional<String> variable = run.sources.nameAt(child.site());
        child.module().instanceName =
                variable.isPresent() ? variable.get() : lowerFirst(child.module().moduleName());
    }

    private static String lowerFirst(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    private void buildTree(Module module) {
        if (module.isBuilt()) {
            throw Reports.builtBefore(module);
        }
        int before = module.children.size();
        module.runBuild();
        for (Module.Child late : module.children.subList(before, module.children.size())) {
            if (late.module().instanceName == null) {
                nameChild(late);
            }
            nameFields(late.module());
        }
        if (module.parent() == null) {
            specs.put(module, specsOfTop(module));
        }
        checkReset(module);
        for (Module.Child child : module.children) {
            Gating.bind(child);
            List<ClockSpec> own = specsOf(child);
            specs.put(child.module(), own);
            if (!twins.find(child.module(), own)) {
                buildTree(child.module());
                twins.add(child.module(), own);
            }
        }
    }

    private void checkAdopted(Module top) {
        for (Module module : run.modules) {
            if (module != top && module.parent() == null) {
                run.errors.add(
                        new HdlError.NotAdopted(
                                Reports.path(makerOf(module).orElse(top)),
                                module.getClass().getSimpleName(),
                                List.of(new Spot(run.sources.placeOf(module.site), "made here"))));
            }
        }
        run.reportAdopted();
    }

    /// The module whose code made `module`.
    private Optional<Module> makerOf(Module module) {
        return module.site.frames.stream()
                .findFirst()
                .flatMap(
                        frame ->
                                run.modules.stream()
                                        .filter(
                                                other ->
                                                        other.getClass()
                                                                == frame.getDeclaringClass())
                                        .findFirst());
    }

    private List<ClockSpec> specsOfTop(Module top) {
        List<ClockSpec> own = new ArrayList<>();
        for (ClockDomain domain : top.domains) {
            own.add(domain.spec == null ? spec : domain.spec);
        }
        return own;
    }

    private List<ClockSpec> specsOf(Module.Child child) {
        List<ClockSpec> own = new ArrayList<>();
        for (ClockDomain outer : child.domains()) {
            own.add(specs.getOrDefault(outer.owner, List.of(spec)).get(outer.index));
        }
        return own;
    }

    private void checkReset(Module module) {
        ClockSpec.Reset reset = specs.getOrDefault(module, List.of(spec)).getFirst().reset();
        if (module.neededReset != null && module.neededReset != reset) {
            run.errors.add(
                    new HdlError.BadArgument(
                            Reports.path(module),
                            "is in a clock domain with reset " + reset,
                            "bind it to one with " + module.neededReset,
                            List.of(new Spot(run.sources.placeOf(module.site), "made here"))));
        }
    }

    private ModuleDef convertTree(Module module) {
        Module original = twins.originalOf(module);
        if (original != null) {
            return convertTwin(module, original);
        }
        for (Module.Child child : module.children) {
            convertTree(child.module());
        }
        ModuleNames own = new ModuleNames();
        names.put(module, own);
        ModuleDef fresh =
                new ModuleConverter(
                                module,
                                specs.getOrDefault(module, List.of(spec)),
                                converted,
                                domains,
                                own,
                                run.sources)
                        .convert();
        if (module instanceof BlackBox) {
            boxes.put(fresh, module.site);
        }
        ModuleDef shared = shared(fresh);
        converted.put(module, shared);
        return shared;
    }

    /// A twin takes what its original was converted to, which came before it.
    private ModuleDef convertTwin(Module twin, Module original) {
        for (int i = 0; i < twin.children.size(); i++) {
            Module child = twin.children.get(i).module();
            Module its = original.children.get(i).module();
            child.instanceName = its.instanceName;
            convertTwin(child, its);
        }
        for (int i = 0; i < twin.memories.size(); i++) {
            twin.memories.get(i).name = original.memories.get(i).name;
        }
        names.put(twin, known(names, original).forTwin(twin, original));
        domains.put(twin, known(domains, original));
        ModuleDef definition = known(converted, original);
        converted.put(twin, definition);
        return definition;
    }

    private static <T> T known(Map<Module, T> map, Module original) {
        T value = map.get(original);
        if (value == null) {
            throw new IllegalStateException(original.moduleName() + " converted after its twin");
        }
        return value;
    }

    /// The module that `fresh` is one of: an equal one from before, or `fresh` itself. Texts are made only where names are equal, which they
    /// mostly are not.
    private ModuleDef shared(ModuleDef fresh) {
        List<ModuleDef> alike = byName.computeIfAbsent(fresh.name(), _ -> new ArrayList<>());
        ModuleDef added = fresh;
        if (!alike.isEmpty()) {
            String text = CanonicalText.of(fresh);
            for (ModuleDef other : alike) {
                if (texts.computeIfAbsent(other, CanonicalText::of).equals(text)) {
                    return other;
                }
            }
            texts.put(fresh, text);
            requireOneSource(fresh, alike);
            if (fresh.external().isEmpty()) {
                added = fresh.renamed(fresh.name() + suffixOf(text), fresh.instances());
                texts.put(added, text);
                commonNames.put(added, fresh.name());
            }
            if (alike.getFirst().external().isEmpty()) {
                commonNames.put(alike.getFirst(), alike.getFirst().name());
            }
        }
        alike.add(added);
        inOrder.add(added);
        return added;
    }

    /// Black boxes of one name are one Verilog module, whatever their parameters.
    private void requireOneSource(ModuleDef fresh, List<ModuleDef> alike) {
        for (ModuleDef other : alike) {
            if (fresh.external().isPresent()
                    && other.external().isPresent()
                    && !fresh.external().get().verilog().equals(other.external().get().verilog())) {
                run.errors.add(
                        new HdlError.BadArgument(
                                "the black box " + fresh.name(),
                                "has two different Verilog sources",
                                "return the same text for all its parameters, or give the modules different names",
                                List.of(madeAt(fresh), madeAt(other))));
            }
        }
    }

    private Spot madeAt(ModuleDef box) {
        return new Spot(run.sources.placeOf(boxes.getOrDefault(box, Site.NOWHERE)), "made here");
    }

    /// Modules of one name with different bodies are told apart by their clocks where these tell, else by their contents, never by a counter: all of
    /// them, so that a further one changes nothing about the others.
    private String distinctName(ModuleDef module, String name) {
        String byClocks = name + clocksOf(module);
        int alike = 0;
        for (ModuleDef other : byName.getOrDefault(name, List.of())) {
            alike += clocksOf(other).equals(clocksOf(module)) ? 1 : 0;
        }
        return alike == 1 && !byName.containsKey(byClocks)
                ? byClocks
                : name + suffixOf(CanonicalText.of(module.renamed(name, module.instances())));
    }

    /// How the domains of a module are reset, and at which edge they sample: `_sync_async_low`.
    private static String clocksOf(ModuleDef module) {
        StringBuilder text = new StringBuilder();
        for (ModuleDef.Domain domain : module.domains()) {
            ClockSpec own = domain.spec();
            text.append(
                    switch (own.reset()) {
                        case SYNCHRONOUS -> "_sync";
                        case ASYNCHRONOUS -> "_async";
                        case NONE -> "_no_reset";
                    });
            boolean low = own.reset() != ClockSpec.Reset.NONE && !own.resetActiveHigh();
            text.append(low ? "_low" : "");
            text.append(own.edge() == ClockSpec.Edge.FALLING ? "_falling" : "");
        }
        return text.toString();
    }

    private static String suffixOf(String text) {
        return String.format(Locale.ROOT, "_%08x", text.hashCode());
    }

    private Circuit circuit(ModuleDef top) {
        if (commonNames.isEmpty()) {
            return new Circuit(top, List.copyOf(inOrder));
        }
        Map<ModuleDef, ModuleDef> now = new IdentityHashMap<>();
        List<ModuleDef> modules = new ArrayList<>();
        for (ModuleDef module : inOrder) {
            List<ModuleDef.Instance> instances = new ArrayList<>();
            for (ModuleDef.Instance instance : module.instances()) {
                ModuleDef inner = now.getOrDefault(instance.module(), instance.module());
                instances.add(
                        new ModuleDef.Instance(
                                instance.name(), inner, instance.domains(), instance.place()));
            }
            String common = commonNames.get(module);
            String name = common == null ? module.name() : distinctName(module, common);
            ModuleDef renamed = module.renamed(name, instances);
            now.put(module, renamed);
            modules.add(renamed);
        }
        return new Circuit(modules.getLast(), List.copyOf(modules));
    }
}
