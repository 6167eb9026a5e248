package org.jetstreamlan.hdl;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.CodeSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
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

    /// The variable that the value made at `site` went to.
    Optional<String> nameAt(Site site) {
        if (site.name == null) {
            site.name = foundName(site);
        }
        return site.name;
    }

    private Optional<String> foundName(Site site) {
        for (StackWalker.StackFrame frame : site.frames) {
            ClassCode code = code(frame);
            if (code == null) {
                return Optional.empty();
            }
            if (!code.isReturned(frame)) {
                return code.variable(frame);
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
        if (site.place == null) {
            site.place = foundPlace(site);
        }
        return site.place;
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
        String name = type.getName();
        try {
            byte[] file = fromJar(type, name.replace('.', '/') + ".class");
            if (file != null) {
                return new ClassCode(file);
            }
        } catch (IOException | URISyntaxException e) {
            // The class loader knows better.
        }
        try (InputStream in =
                type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            return in == null ? null : new ClassCode(in.readAllBytes());
        } catch (IOException e) {
            return null;
        }
    }

    /// The class file of a class that came from a jar; null of others. To ask the class loader takes milliseconds, as it looks through the JDK first.
    private static byte @Nullable [] fromJar(Class<?> type, String entry)
            throws IOException, URISyntaxException {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL jar = source == null ? null : source.getLocation();
        if (jar == null || !jar.getProtocol().equals("file") || !jar.getPath().endsWith(".jar")) {
            return null;
        }
        try (JarFile file =
                new JarFile(new File(jar.toURI()), false, ZipFile.OPEN_READ, Runtime.version())) {
            ZipEntry found = file.getEntry(entry);
            return found == null ? null : file.getInputStream(found).readAllBytes();
        }
    }
}
