package org.jetstreamlan.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// From an argument to a path, which the locale may not be able to spell.
final class PathConverter implements ITypeConverter<Path> {
    @Override
    public Path convert(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException unspeakable) {
            throw new TypeConversionException(
                    "'%s' has letters that the locale's encoding, %s, has not; set LC_ALL=C.UTF-8"
                            .formatted(
                                    name.replace('\uFFFD', '?'),
                                    System.getProperty("sun.jnu.encoding")));
        }
    }
}
