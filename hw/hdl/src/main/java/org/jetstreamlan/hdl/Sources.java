package org.jetstreamlan.hdl;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Place;
import org.jspecify.annotations.Nullable;

/// What the user's class files say about a [Site]: the source line, and the name of the Java variable that a call's result goes to. For the name, the
/// instruction behind the call decides: it stores to a local (named in the LocalVariableTable), to a field, or returns to a caller
/// whose call is looked at in turn. Without debug information, or where an agent has shifted the byte-code indices, there is simply none.
final class Sources {
    private static final String LIBRARY = Sources.class.getPackageName() + ".lib";

    private final Map<Class<?>, ClassCode> classes = new HashMap<>();

    /// Classes whose file cannot be had.
    private final Set<Class<?>> unknown = new HashSet<>();

    private final Map<Site, Optional<String>> names = new IdentityHashMap<>();
    private final Map<Site, Place> places = new IdentityHashMap<>();

    /// The variable that the value made at `site` went to.
    Optional<String> nameAt(Site site) {
        Optional<String> known = names.get(site);
        if (known == null) {
            known = foundName(site);
            names.put(site, known);
        }
        return known;
    }

    private Optional<String> foundName(Site site) {
        for (StackWalker.StackFrame frame : site.frames) {
            ClassCode code = code(frame);
            if (code == null) {
                return Optional.empty();
            }
            switch (code.use(frame)) {
                case ClassCode.Use.Variable variable -> {
                    return Optional.of(variable.name());
                }
                case ClassCode.Use.Other other -> {
                    return Optional.empty();
                }
                case ClassCode.Use.Returned returned -> {}
            }
        }
        return Optional.empty();
    }

    /// Whether code of a class makes hardware for its caller, whose line is the one to show: `in.stage()`.
    private static boolean isVerb(Class<?> type) {
        return type.getPackageName().startsWith(LIBRARY) && !Module.class.isAssignableFrom(type);
    }

    /// The user's line.
    Place placeOf(Site site) {
        Place known = places.get(site);
        if (known == null) {
            known = foundPlace(site);
            places.put(site, known);
        }
        return known;
    }

    private Place foundPlace(Site site) {
        if (site.frames.isEmpty()) {
            return Place.UNKNOWN;
        }
        StackWalker.StackFrame frame = site.frames.getFirst();
        for (StackWalker.StackFrame each : site.frames) {
            if (!isVerb(each.getDeclaringClass())) {
                frame = each;
                break;
            }
        }
        ClassCode code = code(frame);
        return code == null || code.file().isEmpty()
                ? Place.UNKNOWN
                : new Place(code.file(), code.line(frame));
    }

    private @Nullable ClassCode code(StackWalker.StackFrame frame) {
        Class<?> type = frame.getDeclaringClass();
        ClassCode known = classes.get(type);
        if (known == null && !unknown.contains(type)) {
            known = read(type);
            if (known == null) {
                unknown.add(type);
            } else {
                classes.put(type, known);
            }
        }
        return known;
    }

    private static @Nullable ClassCode read(Class<?> type) {
        String resource = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(resource)) {
            return in == null ? null : new ClassCode(in.readAllBytes());
        } catch (IOException e) {
            return null;
        }
    }
}
