package org.jetstreamlan.hdl;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a verb makes its hardware: the module whose `build()` runs. For verbs on values, as `stream.stage()`, which have no module at hand.
///
/// What a verb makes is there always, whatever `when` the call stands in. It is named after the Java variable that the verb's result goes
/// to, else after the value and the verb: `in_stage`.
public final class Scope {
    private final Module module;
    private final Site site;
    private final String fallback;
    private @Nullable String name;

    private Scope(Module module, Site site, String fallback) {
        this.module = module;
        this.site = site;
        this.fallback = fallback;
    }

    /// The scope of a call of `verb` on `value`.
    ///
    /// @param verbs the class that has the verb
    /// @throws IllegalStateException outside of a `build()`
    public static Scope of(Class<?> verbs, String verb, Signal<?> value) {
        Module module =
                Elaboration.building()
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "%s() makes hardware, so it is called in build()"
                                                        .formatted(verb)));
        return new Scope(module, Site.capture().outside(verbs), nameOf(module, value) + "_" + verb);
    }

    /// What the verb makes is called so; where its result goes into an array or collection, with a number.
    public String name() {
        if (name == null) {
            name = Elaboration.scopeName(module, site, fallback);
        }
        return name;
    }

    /// The scope of a thing that is not made from a value: called after its variable, else `fallback`.
    ///
    /// @throws IllegalStateException outside of a `build()`
    public static Scope of(Class<?> verbs, String fallback) {
        Module module =
                Elaboration.building()
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "a %s makes hardware, so it is made in build()"
                                                        .formatted(verbs.getSimpleName())));
        return new Scope(module, Site.capture().outside(verbs), fallback);
    }

    /// A condition as text, for diagrams.
    public static String textOf(Bool condition) {
        return ConditionText.of(condition.term());
    }

    /// A register called `name() + suffix`.
    public <T extends Data<T>> T reg(Type<T> type, Init init, String suffix) {
        return module.reg(type, init).named(name() + suffix);
    }

    /// An enum register called `name()`.
    public <E extends Enum<E>> Enumerated<E> reg(E init) {
        return module.reg(Type.enumerated(init.getDeclaringClass()), init).named(name());
    }

    /// Keeps `register` for the verb itself: only [#next] drives it.
    ///
    /// @param what it is, for the error
    /// @param instead what to say in place of driving it
    public <T extends Data<T>> T guarded(T register, String what, String instead) {
        guard(register, new NetDeclaration.Guard(what, instead));
        return register;
    }

    /// [Data#next] of a register that is [#guarded].
    public <E extends Enum<E>> void next(Enumerated<E> register, E value) {
        NetDeclaration.Guard guard = guard(register, null);
        register.next(value);
        guard(register, guard);
    }

    /// The guard that was there before.
    private static NetDeclaration.@Nullable Guard guard(
            Data<?> register, NetDeclaration.@Nullable Guard guard) {
        NetDeclaration.Guard before = null;
        for (Signal<?> leaf : register.leaves()) {
            if (leaf.term().operation instanceof Term.Operation.Net net) {
                before = net.declaration().guard;
                net.declaration().guard = guard;
            }
        }
        return before;
    }

    /// A reset value.
    public Init init(long value) {
        return Module.init(value);
    }

    /// [Module#when].
    public When when(Bool condition, Runnable then) {
        return module.when(condition, then);
    }

    /// [Module#select].
    public <S extends Signal<S>> Select<S> select(S subject) {
        return module.select(subject);
    }

    /// A wire of the verb, `name() + suffix`.
    public <T extends Data<T>> T wire(Type<T> type, String suffix) {
        return module.wire(type).named(name() + suffix);
    }

    /// A child of the verb, called `name()`, in the module's own clock domain.
    public <M extends Module> M child(M child) {
        child.instanceName = name();
        return module.adopted(child, site);
    }

    /// A child of the verb in these domains of the module.
    public <M extends Module> M child(M child, List<ClockDomain> bound) {
        child.instanceName = name();
        return module.adopted(child, bound, site);
    }

    /// [Module#connect] where the verb stands, under the conditions around it.
    public <T extends Data<T>> void connectHere(T to, T from) {
        module.connect(to, from);
    }

    /// [Module#connect] whatever the conditions around the verb, for what it is made of.
    public <T extends Data<T>> void connect(T to, T from) {
        module.within(module.body, List.of(), () -> module.connect(to, from));
    }

    /// [Data#assign].
    public <T extends Data<T>> void assign(T to, T from) {
        module.within(module.body, List.of(), () -> to.assign(from));
    }

    /// The name of the port, wire or register that `value` is, without the name of a leaf that every stream has.
    private static String nameOf(Module here, Signal<?> value) {
        if (!(value.term().operation instanceof Term.Operation.Net net)) {
            return "stream";
        }
        NetDeclaration declaration = net.declaration();
        String group =
                declaration.group.name != null
                        ? declaration.group.name
                        : declaration.owner == here
                                ? Elaboration.localName(declaration.group.site, "")
                                : "";
        String instance = declaration.owner == here ? "" : declaration.owner.instanceName;
        String own = group.equals("out") && instance != null && !instance.isEmpty() ? "" : group;
        String name = joined(joined(instance == null ? "" : instance, own), declaration.suffix);
        String base = name.replaceAll("_?(ready|valid)$", "");
        return base.isEmpty() ? "stream" : base;
    }

    private static String joined(String path, String name) {
        return path.isEmpty() || name.isEmpty() ? path + name : path + "_" + name;
    }
}
