package org.jetstreamlan.hdl.ir;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// An elaborated design.
public final class Circuit {
    private final ModuleDef top;
    private final List<ModuleDef> modules;

    /// Fewer modules than these are done one after the other.
    private static final int SIDE_BY_SIDE = 8;

    private @Nullable Map<ModuleDef, Dataflow> dataflows;

    /// @param top the outermost module
    /// @param modules every distinct module, children before parents, `top` last
    public Circuit(ModuleDef top, List<ModuleDef> modules) {
        this.top = top;
        this.modules = modules;
    }

    /// The outermost module.
    public ModuleDef top() {
        return top;
    }

    /// Every distinct module, children before parents, the top last.
    public List<ModuleDef> modules() {
        return modules;
    }

    /// The data flow of every module, found when it is first asked for: the checks and the Verilog need the same.
    public synchronized Map<ModuleDef, Dataflow> dataflows() {
        if (dataflows == null) {
            dataflows = childrenFirst(Dataflow::new);
        }
        return dataflows;
    }

    /// What `of` finds of each module, given what it found of those below. Modules that do not lie above one another are done side by side.
    ///
    /// @param of must not touch anything that it shares with other modules but what it is given
    public <T> Map<ModuleDef, T> childrenFirst(BiFunction<ModuleDef, Map<ModuleDef, T>, T> of) {
        Map<ModuleDef, T> found = new IdentityHashMap<>();
        for (List<ModuleDef> level : levels()) {
            if (level.size() < SIDE_BY_SIDE) {
                for (ModuleDef module : level) {
                    found.put(module, of.apply(module, found));
                }
            } else {
                List<T> each =
                        level.parallelStream().map(module -> of.apply(module, found)).toList();
                for (int i = 0; i < each.size(); i++) {
                    found.put(level.get(i), each.get(i));
                }
            }
        }
        return found;
    }

    /// The modules by how many lie below one another in them at most.
    private List<List<ModuleDef>> levels() {
        Map<ModuleDef, Integer> heights = new IdentityHashMap<>();
        List<List<ModuleDef>> levels = new ArrayList<>();
        for (ModuleDef module : modules) {
            int height = 0;
            for (ModuleDef.Instance instance : module.instances()) {
                height = Math.max(height, heights.getOrDefault(instance.module(), 0) + 1);
            }
            heights.put(module, height);
            while (levels.size() <= height) {
                levels.add(new ArrayList<>());
            }
            levels.get(height).add(module);
        }
        return levels;
    }
}
