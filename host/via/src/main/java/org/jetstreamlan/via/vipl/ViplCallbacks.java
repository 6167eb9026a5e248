package org.jetstreamlan.via.vipl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;

/// Functions of the program that the library calls, and bytes that it is given for as long as it likes.
final class ViplCallbacks {
    private static final Linker LINKER = Linker.nativeLinker();

    /// VIP_VI_CALLBACK.
    private static final MethodHandle DESCRIPTOR =
            LINKER.downcallHandle(
                    FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    /// VIP_CQ_CALLBACK.
    private static final MethodHandle COMPLETION =
            LINKER.downcallHandle(
                    FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT));

    /// VIP_ERROR_HANDLER.
    private static final MethodHandle ERROR =
            LINKER.downcallHandle(FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG));

    private final Map<Long, MemorySegment> stations = new HashMap<>();

    /// A call of a function of the program.
    private interface Call {
        void make() throws Throwable;
    }

    private static void make(Call call) {
        try {
            call.make();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    void descriptor(long function, long context, long nic, long vi, long descriptor) {
        make(
                () -> {
                    DESCRIPTOR.invokeExact(
                            MemorySegment.ofAddress(function), context, nic, vi, descriptor);
                });
    }

    void completion(long function, long context, long nic, long vi, int receive) {
        make(
                () -> {
                    COMPLETION.invokeExact(
                            MemorySegment.ofAddress(function), context, nic, vi, receive);
                });
    }

    /// @param resource of VIP_RESOURCE_CODE
    void error(long function, long context, long nic, long vi, int resource, int code) {
        try (var arena = Arena.ofConfined()) {
            var error = arena.allocate(ViplLayouts.ERROR_BYTES, Long.BYTES);
            error.set(JAVA_LONG, ViplLayouts.ERROR_NIC, nic);
            error.set(JAVA_LONG, ViplLayouts.ERROR_VI, vi);
            error.set(JAVA_INT, ViplLayouts.ERROR_RESOURCE, resource);
            error.set(JAVA_INT, ViplLayouts.ERROR_CODE, code);
            make(
                    () -> {
                        ERROR.invokeExact(
                                MemorySegment.ofAddress(function), context, error.address());
                    });
        }
    }

    /// Where these bytes of a station's address stay.
    long kept(byte[] station) {
        long key = 0;
        for (byte each : station) {
            key = key << Byte.SIZE | Byte.toUnsignedInt(each);
        }
        return stations.computeIfAbsent(
                        key,
                        _ -> {
                            var memory = Arena.global().allocate(station.length, Long.BYTES);
                            MemorySegment.copy(
                                    MemorySegment.ofArray(station), 0, memory, 0, station.length);
                            return memory;
                        })
                .address();
    }
}
