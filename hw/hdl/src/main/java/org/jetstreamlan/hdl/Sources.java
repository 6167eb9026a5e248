package org.jetstreamlan.hdl;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jetstreamlan.hdl.ir.Place;
import org.jspecify.annotations.Nullable;

/// What the user's class files say about a [Site]: the source line, and the name of the Java variable that a call's result goes to. For the name, the
/// instruction behind the call decides: it stores to a local (named in the LocalVariableTable), to a field, or returns to a caller
/// whose call is looked at in turn. Without debug information there is simply none. Where an agent has changed the code that runs, [RunningCode]
/// tells which call of the class file is meant: before the first answer, all sites are held against the class files.
final class Sources {
    /// A class file is read once for all runs; empty where it cannot be had.
    private static final ClassValue<Optional<ClassCode>> FILES =
            new ClassValue<>() {
                @Override
                protected Optional<ClassCode> computeValue(Class<?> type) {
                    return Optional.ofNullable(read(type));
                }
            };

    private final Map<Class<?>, Optional<RunningCode>> classes = new HashMap<>();

    /// Whose frame was looked at last: the next is mostly of the same class.
    private @Nullable Class<?> lastType;

    private @Nullable RunningCode lastCode;
    private final List<Site> captured = new ArrayList<>();

    /// How many of these are held against the class files.
    private int verified;

    /// Takes a site, of which names and lines may be asked later.
    void captured(Site site) {
        captured.add(site);
    }

    private void verify() {
        while (verified < captured.size()) {
            Site site = captured.get(verified++);
            for (int i = 0; i < site.frames.size(); i++) {
                RunningCode code = code(site.frames.get(i));
                if (code != null) {
                    code.verify(site, i, captured);
                }
            }
        }
    }

    /// The variable that the value made at `site` went to.
    Optional<String> nameAt(Site site) {
        if (site.name == null) {
            site.name = foundName(site);
        }
        return site.name;
    }

    /// The variable of the array or collection that the value made at `site` was put into.
    Optional<String> collectorAt(Site site) {
        for (StackWalker.StackFrame frame : site.frames) {
            RunningCode code = code(frame);
            if (code == null) {
                return Optional.empty();
            }
            if (!code.isReturned(frame)) {
                return code.collector(frame);
            }
        }
        return Optional.empty();
    }

    private Optional<String> foundName(Site site) {
        verify();
        for (StackWalker.StackFrame frame : site.frames) {
            RunningCode code = code(frame);
            if (code == null) {
                return Optional.empty();
            }
            if (!code.isReturned(frame)) {
                return code.variable(frame);
            }
        }
        return Optional.empty();
    }

    /// The user's line.
    Place placeOf(Site site) {
        if (site.place == null) {
            site.place = foundPlace(site);
        }
        return site.place;
    }

    private Place foundPlace(Site site) {
        verify();
        if (site.frames.isEmpty()) {
            return Place.UNKNOWN;
        }
        StackWalker.StackFrame frame = site.caller == null ? site.frames.getFirst() : site.caller;
        for (StackWalker.StackFrame each : site.frames) {
            if (!Site.isVerb(each.getDeclaringClass())) {
                frame = each;
                break;
            }
        }
        RunningCode code = code(frame);
        return code == null || code.file().isEmpty()
                ? Place.UNKNOWN
                : new Place(code.file(), code.line(frame));
    }

    private @Nullable RunningCode code(StackWalker.StackFrame frame) {
        Class<?> type = frame.getDeclaringClass();
        if (type != lastType) {
            Optional<RunningCode> known = classes.get(type);
            if (known == null) {
                known = FILES.get(type).map(RunningCode::new);
                classes.put(type, known);
            }
            lastType = type;
            lastCode = known.orElse(null);
        }
        return lastCode;
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
