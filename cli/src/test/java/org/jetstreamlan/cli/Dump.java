package org.jetstreamlan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A value change dump, as tests read it.
final class Dump {
    private final Map<String, String> codes = new HashMap<>();
    private final Map<String, List<String>> changes = new HashMap<>();
    private String end = "";

    Dump(Path file) throws IOException {
        Deque<String> scopes = new ArrayDeque<>();
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "$scope" -> scopes.addLast(words[2]);
                case "$upscope" -> scopes.removeLast();
                case "$var" -> codes.put(path(scopes, words[4]), words[3]);
                default -> value(line);
            }
        }
    }

    /// From below the top module, as a simulator names it.
    private static String path(Deque<String> scopes, String name) {
        return Stream.concat(scopes.stream().skip(1), Stream.of(name))
                .collect(Collectors.joining("."));
    }

    private void value(String line) {
        switch (line.charAt(0)) {
            case '#' -> end = line;
            case 'b' -> {
                String[] words = line.split(" ");
                change(words[1], words[0]);
            }
            case '0', '1' -> change(line.substring(1), line.substring(0, 1));
            default -> {}
        }
    }

    private void change(String code, String value) {
        changes.computeIfAbsent(code, _ -> new ArrayList<>()).add(value);
    }

    /// The first value of a signal and all that follow.
    List<String> changes(String path) {
        String code = codes.get(path);
        if (code == null) {
            throw new IllegalArgumentException(path + " is not among " + codes.keySet());
        }
        return changes.getOrDefault(code, List.of());
    }

    /// The last time.
    String end() {
        return end;
    }
}
