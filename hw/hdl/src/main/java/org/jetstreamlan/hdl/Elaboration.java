package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.check.HdlErrors;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.hdl.check.Spot;
import org.jetstreamlan.hdl.ir.Place;
import org.jspecify.annotations.Nullable;

/// What one run of [Design#of] carries along while user code runs. Bound to the thread for that time, so that several runs can go on at once.
final class Elaboration {
    private static final ScopedValue<Elaboration> CURRENT = ScopedValue.newInstance();

    final HdlErrors errors = new HdlErrors();
    final Sources sources = new Sources();

    /// Every module made during the run, to find those that nobody adopted.
    final List<Module> modules = new ArrayList<>();

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
        if (run.captured < SITES_KEPT_APART) {
            run.captured++;
            return site;
        }
        Site known = run.sites.putIfAbsent(site, site);
        return known == null ? site : known;
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

    /// What ends the run after user code has thrown: all errors noted before, and where it was thrown. Its cause has user code's frames only.
    HdlException ended(RuntimeException thrown) {
        StackTraceElement[] user =
                Arrays.stream(thrown.getStackTrace())
                        .filter(frame -> !isLibrary(frame.getClassName()))
                        .toArray(StackTraceElement[]::new);
        thrown.setStackTrace(user);
        List<Spot> spots =
                Arrays.stream(user)
                        .filter(frame -> frame.getFileName() != null && frame.getLineNumber() > 0)
                        .limit(1)
                        .map(
                                f ->
                                        new Spot(
                                                new Place(
                                                        String.valueOf(f.getFileName()),
                                                        f.getLineNumber()),
                                                ""))
                        .toList();
        String module = building == null ? "the design" : Reports.path(building);
        String message = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
        errors.add(new HdlError.Ended(module, thrown.getClass().getSimpleName() + message, spots));
        return new HdlException(errors.list(), thrown);
    }

    private static boolean isLibrary(String className) {
        String own = Elaboration.class.getPackageName();
        return className.startsWith("java.")
                || className.startsWith("jdk.")
                || className.startsWith(own + ".lib.")
                || className.substring(0, className.lastIndexOf('.') + 1).equals(own + ".");
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
    static void build(Module module, Runnable body) {
        if (!CURRENT.isBound()) {
            body.run();
            return;
        }
        Elaboration run = CURRENT.get();
        Module outer = run.building;
        run.building = module;
        body.run();
        run.building = outer;
    }

    /// The user's line of a site.
    static Place placeOf(Site site) {
        return (CURRENT.isBound() ? CURRENT.get().sources : new Sources()).placeOf(site);
    }

    /// The name that the user's variable gives to a site, or `fallback`.
    static String localName(Site site, String fallback) {
        return CURRENT.isBound() ? CURRENT.get().sources.nameAt(site).orElse(fallback) : fallback;
    }
}
