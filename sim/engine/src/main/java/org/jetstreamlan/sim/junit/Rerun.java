package org.jetstreamlan.sim.junit;

import java.nio.file.Path;

/// The command that runs one test again.
final class Rerun {
    private Rerun() {}

    /// In this tree through its own Maven, from the root; elsewhere `mvn test` in the folder of the module.
    static void command(StringBuilder text, Class<?> test, String method, long seed) {
        String root = System.getProperty("jetstream.root", "");
        String module = System.getProperty("basedir", "");
        boolean isInTree = !root.isEmpty() && !module.isEmpty() && Path.of(module).startsWith(root);
        if (isInTree) {
            text.append("tools/maven -pl ")
                    .append(Path.of(root).relativize(Path.of(module)))
                    .append(" -am test -Dsurefire.failIfNoSpecifiedTests=false");
        } else {
            text.append("mvn test");
        }
        text.append(" -Dtest='").append(test.getName()).append('#').append(method).append('\'');
        text.append(" -Djetstream.seed=").append(seed);
    }
}
