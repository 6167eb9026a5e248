package org.jetstreamlan.sim.wave;

import java.util.List;

/// A path with wild cards: `*` stands for any part of one name, `**` for any part of the path, dots
/// included.
///
/// `mac.*` is all of scope `mac`; `mac.**` that and all below; `**valid` every valid.
record SignalPattern(String text) {
    boolean matches(String path) {
        return matches(text, 0, path, 0);
    }

    static boolean anyMatches(List<SignalPattern> patterns, String path) {
        for (SignalPattern pattern : patterns) {
            if (pattern.matches(path)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String pattern, int p, String path, int at) {
        if (p == pattern.length()) {
            return at == path.length();
        }
        if (pattern.charAt(p) != '*') {
            return at < path.length()
                    && path.charAt(at) == pattern.charAt(p)
                    && matches(pattern, p + 1, path, at + 1);
        }
        boolean deep = p + 1 < pattern.length() && pattern.charAt(p + 1) == '*';
        int rest = deep ? p + 2 : p + 1;
        for (int end = at; ; end++) {
            if (matches(pattern, rest, path, end)) {
                return true;
            }
            if (end == path.length() || !deep && path.charAt(end) == '.') {
                return false;
            }
        }
    }
}
