package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.check.HdlErrors;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.hdl.ir.Place;
import org.jspecify.annotations.Nullable;

/// What one run of [Design#of] carries along while user code runs. Bound to the thread for that time, so that several runs can go on at once.
final class Elaboration {
    private static final ScopedValue<Elaboration> CURRENT = ScopedValue.newInstance();

    final HdlErrors errors = new HdlErrors();
    final Sources sources = new Sources();

    /// Every module made during the run, to find those that nobody adopted.
    final List<Module> modules = new ArrayList<>();

    /// An error about a signal of a module that has no parent when it is used.
    private record Orphaned(Module owner, HdlError error) {}

    private final List<Orphaned> orphaned = new ArrayList<>();

    private record EmptyWhen(Module module, Drive.When drive) {}

    private final List<EmptyWhen> empty = new ArrayList<>();
    private final List<NetDeclaration> early = new ArrayList<>();

    /// Known once its constructor has ended.
    @Nullable Module top;

    private @Nullable Module building;

    /// Below this many sites, to compare them costs more time than to keep them all costs memory.
    private static final int SITES_KEPT_APART = 65_536;

    private final Map<Site, Site> sites = new HashMap<>();
    private int captured;

    void run(Runnable body) {
        ScopedValue.where(CURRENT, this).run(body);
    }

    /// In a large run, the site that equals `site`.
    static Site interned(Site site) {
        if (!CURRENT.isBound()) {
            return site;
        }
        Elaboration run = CURRENT.get();
        if (run.captured >= SITES_KEPT_APART) {
            Site known = run.sites.putIfAbsent(site, site);
            if (known != null) {
                return known;
            }
        }
        run.captured++;
        run.sources.captured(site);
        return site;
    }

    /// Notes that a signal of `owner` was used where it must not. If nobody adopts the module, that is all there is to say, and said elsewhere.
    static void foreign(Module owner, HdlError error) {
        if (CURRENT.isBound() && CURRENT.get().isOrphan(owner)) {
            CURRENT.get().orphaned.add(new Orphaned(owner, error));
        } else {
            report(error);
        }
    }

    private boolean isOrphan(Module owner) {
        return top != null && owner != top && owner.parent() == null && modules.contains(owner);
    }

    /// Whether a module was made outside of the run that goes on.
    static boolean isOfAnotherDesign(Module module) {
        return CURRENT.isBound() && !CURRENT.get().modules.contains(module);
    }

    /// Notes that a net was assigned, but not in `build()`: it is not undriven as well.
    static void early(NetDeclaration net) {
        if (CURRENT.isBound()) {
            CURRENT.get().early.add(net);
        }
    }

    /// Notes a `when` whose body makes nothing.
    static void empty(Module module, Drive.When drive) {
        if (CURRENT.isBound()) {
            CURRENT.get().empty.add(new EmptyWhen(module, drive));
        }
    }

    /// What may be an oversight, found while user code ran.
    List<HdlError> hints() {
        List<HdlError> hints = new ArrayList<>();
        for (EmptyWhen each : empty) {
            if (each.drive.otherwise().isEmpty()) {
                hints.add(
                        new HdlError.EmptyBody(
                                Reports.path(each.module), sources.placeOf(each.drive.site())));
            }
        }
        return hints;
    }

    /// Notes what the checks found, without what follows from an assignment at the wrong time.
    void checked(List<HdlError> found) {
        for (HdlError error : found) {
            boolean follows =
                    error instanceof HdlError.Undriven undriven
                            && early.stream()
                                    .anyMatch(net -> Reports.path(net).equals(undriven.name()));
            if (!follows) {
                errors.add(error);
            }
        }
    }

    /// Notes what was put off and concerns modules that were adopted after all.
    void reportAdopted() {
        for (Orphaned each : orphaned) {
            if (each.owner.parent() != null) {
                errors.add(each.error);
            }
        }
    }

    /// Notes an error of the current run, which goes on; outside a run it is thrown.
    static void report(HdlError error) {
        if (!CURRENT.isBound()) {
            throw new HdlException(error);
        }
        CURRENT.get().errors.add(error);
    }

    /// Ends the current run with `error` and all that were noted before.
    static HdlException fatal(HdlError error) {
        if (!CURRENT.isBound()) {
            return new HdlException(error);
        }
        HdlErrors errors = CURRENT.get().errors;
        errors.add(error);
        return new HdlException(errors.list());
    }

    /// What ends the run after user code, or the library called by it, has thrown: all errors noted before, and where it was thrown. Its cause has
    /// user code's frames only.
    HdlException ended(RuntimeException thrown) {
        errors.add(Thrown.error(thrown, building));
        thrown.setStackTrace(Thrown.userFrames(thrown));
        return new HdlException(errors.list(), thrown);
    }

    /// What ends the run after a stack overflow: mostly a module that makes another of its class, which makes another.
    HdlException endless(StackOverflowError thrown) {
        errors.add(Thrown.endless(thrown, modules, sources));
        return new HdlException(errors.list());
    }

    static void made(Module module) {
        if (CURRENT.isBound()) {
            CURRENT.get().modules.add(module);
        }
    }

    /// The module whose `build()` runs now.
    static Optional<Module> building() {
        return CURRENT.isBound() ? Optional.ofNullable(CURRENT.get().building) : Optional.empty();
    }

    /// Runs the `build()` of a module.
    static void build(Module module) {
        if (!CURRENT.isBound()) {
            module.build();
            return;
        }
        Elaboration run = CURRENT.get();
        Module outer = run.building;
        run.building = module;
        module.build();
        run.building = outer;
    }

    /// The user's line of a site.
    static Place placeOf(Site site) {
        if (CURRENT.isBound()) {
            return CURRENT.get().sources.placeOf(site);
        }
        Sources sources = new Sources();
        sources.captured(site);
        return sources.placeOf(site);
    }

    /// The name for what a verb of the library makes in `module`.
    static String scopeName(Module module, Site site, String fallback) {
        if (!CURRENT.isBound()) {
            return fallback;
        }
        Sources sources = CURRENT.get().sources;
        String name = sources.nameAt(site).orElse(null);
        if (name != null) {
            return name;
        }
        String collector = sources.collectorAt(site).orElse(null);
        return collector == null ? fallback : collector + "_" + module.collected(collector);
    }

    /// The name that the user's variable gives to a site, or `fallback`.
    static String localName(Site site, String fallback) {
        if (!CURRENT.isBound()) {
            return fallback;
        }
        Sources sources = CURRENT.get().sources;
        return sources.nameAt(site).or(() -> sources.collectorAt(site)).orElse(fallback);
    }
}
