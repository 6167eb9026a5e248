package org.jetstreamlan.hdl;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives what a module declared in fields the names of those fields; elements of lists and arrays get `_index`. On the way it notes in
/// [Module#held] what the fields hold, by which [SameFields] tells modules apart.
final class FieldNames {
    private final ModuleFields fields;

    FieldNames(ModuleFields fields) {
        this.fields = fields;
    }

    void apply(Module module) {
        for (Field field : fields.of(module.getClass()).readable()) {
            walk(module, ModuleFields.read(field, module), field.getName(), module.held);
        }
    }

    /// What `value` holds: bundles, vectors, lists and arrays in pieces.
    static List<@Nullable Object> piecesOf(@Nullable Object value) {
        List<@Nullable Object> pieces = new ArrayList<>();
        walk(null, value, "", pieces);
        return pieces;
    }

    /// @param module what it declared is named; null to name nothing
    private static void walk(
            @Nullable Module module,
            @Nullable Object value,
            String name,
            List<@Nullable Object> pieces) {
        if (value instanceof Data<?> data) {
            data(module, data, name, pieces);
        } else if (value instanceof List<?> list) {
            elements(module, list, name, pieces);
        } else if (value instanceof Object[] array) {
            elements(module, Arrays.asList(array), name, pieces);
        } else {
            pieces.add(value);
            if (module != null) {
                name(module, value, name);
            }
        }
    }

    private static void elements(
            @Nullable Module module, List<?> list, String name, List<@Nullable Object> pieces) {
        pieces.add(list.size());
        int index = 0;
        for (Object element : list) {
            walk(module, element, name + "_" + index++, pieces);
        }
    }

    /// All of it is of one declaration, and has one name.
    private static void data(
            @Nullable Module module,
            @Nullable Object value,
            String name,
            List<@Nullable Object> pieces) {
        if (value instanceof Signal<?> signal) {
            pieces.add(signal);
            if (module != null) {
                nameTerm(module, signal.term(), name);
            }
        } else if (value instanceof Bundle<?> bundle) {
            pieces.add(bundle.getClass());
            for (Object component : BundleShape.of(bundle).components(bundle)) {
                data(module, component, name, pieces);
            }
        } else if (value instanceof Data<?> data) {
            data(module, data.leaves(), name, pieces);
        } else if (value instanceof List<?> list) {
            pieces.add(list.size());
            for (Object element : list) {
                data(module, element, name, pieces);
            }
        } else {
            pieces.add(value);
        }
    }

    private static void name(Module module, @Nullable Object value, String name) {
        if (value instanceof Inout inout) {
            if (inout.owner == module && inout.name == null) {
                inout.name = name;
            }
        } else if (value instanceof Mem<?> memory) {
            if (memory.name == null) {
                memory.name = name;
            }
        } else if (value instanceof Module child) {
            if (child.parent() == module && child.instanceName == null) {
                child.instanceName = name;
            }
        }
    }

    private static void nameTerm(Module module, Term term, String name) {
        if (term.operation instanceof Term.Operation.Net net
                && net.declaration().owner == module
                && net.declaration().group.name == null) {
            net.declaration().group.name = name;
        }
    }
}
