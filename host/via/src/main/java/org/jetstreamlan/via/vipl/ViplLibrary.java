package org.jetstreamlan.via.vipl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// What `libvipl.so` asks for as it starts: pointers to functions that C can call, in the order of [ViplFunctions#ALL].
public final class ViplLibrary {
    private ViplLibrary() {}

    /// Called once, by the shim.
    ///
    /// @return address of the pointers, which stay
    public static long functions() throws ReflectiveOperationException {
        var arena = Arena.global();
        var lookup = MethodHandles.lookup();
        var calls = new ViplCalls();
        var pointers = arena.allocate(ADDRESS, ViplFunctions.ALL.size());
        for (int i = 0; i < ViplFunctions.ALL.size(); i++) {
            var function = ViplFunctions.ALL.get(i);
            var layouts = new MemoryLayout[function.parameters().size()];
            var types = new Class<?>[layouts.length];
            for (int j = 0; j < layouts.length; j++) {
                layouts[j] = function.isInt(j) ? JAVA_INT : JAVA_LONG;
                types[j] = function.isInt(j) ? int.class : long.class;
            }
            var method =
                    lookup.bind(calls, function.method(), MethodType.methodType(int.class, types));
            pointers.setAtIndex(
                    ADDRESS,
                    i,
                    Linker.nativeLinker()
                            .upcallStub(method, FunctionDescriptor.of(JAVA_INT, layouts), arena));
        }
        return pointers.address();
    }
}
