package org.jetstreamlan.hdl;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The code of a class as it runs: what its class file says of a frame, also where an agent has changed what was in the file.
final class RunningCode {
    private final ClassCode file;

    /// Indices at which frames were held against the file.
    private final BitSet verified = new BitSet();

    /// Set once a frame did not fit the file.
    private @Nullable ShiftedCode shifted;

    /// By method, what [Collectors] finds.
    private final Map<String, Map<Integer, String>> collectors = new HashMap<>();

    RunningCode(ClassCode file) {
        this.file = file;
    }

    /// Holds a site's `i`-th frame against the file. Cheap where another frame was seen at the same index: an agent that changes a class shifts nearly
    /// all of it.
    ///
    /// @param known all sites that are known, should the class turn out to be changed
    void verify(Site site, int i, List<Site> known) {
        StackWalker.StackFrame frame = site.frames.get(i);
        if (shifted != null) {
            shifted.add(frame, site.called.get(i));
        } else if (!verified.get(frame.getByteCodeIndex())) {
            verified.set(frame.getByteCodeIndex());
            if (!file.mayCall(frame, site.called.get(i).getMethodName())) {
                shifted = new ShiftedCode(file.bytes());
                addAll(shifted, frame.getDeclaringClass(), known);
            }
        }
    }

    private static void addAll(ShiftedCode code, Class<?> type, List<Site> sites) {
        for (Site site : sites) {
            for (int i = 0; i < site.frames.size(); i++) {
                if (site.frames.get(i).getDeclaringClass() == type) {
                    code.add(site.frames.get(i), site.called.get(i));
                }
            }
        }
    }

    /// Name of the source file; empty where the class file does not say.
    String file() {
        return file.file();
    }

    /// The source line of a frame, 0 if it is not known.
    int line(StackWalker.StackFrame frame) {
        return shifted == null ? file.line(frame) : Math.max(0, frame.getLineNumber());
    }

    /// Whether the result of the call that a frame is in is what the frame's method returns.
    boolean isReturned(StackWalker.StackFrame frame) {
        return file.isReturned(frame, index(frame));
    }

    /// The local variable or field that the result of the call that a frame is in goes to.
    Optional<String> variable(StackWalker.StackFrame frame) {
        return file.variable(frame, index(frame));
    }

    /// The variable of the array or collection that the result of the call that a frame is in is put into.
    Optional<String> collector(StackWalker.StackFrame frame) {
        Map<Integer, String> ofMethod =
                collectors.computeIfAbsent(
                        frame.getMethodName() + frame.getDescriptor(),
                        _ ->
                                Collectors.of(
                                        file.bytes(),
                                        frame.getMethodName(),
                                        frame.getDescriptor()));
        return Optional.ofNullable(ofMethod.get(index(frame)));
    }

    /// Where in the file the call is that a frame is in; -1 if it is not known.
    private int index(StackWalker.StackFrame frame) {
        return shifted == null ? frame.getByteCodeIndex() : shifted.index(frame);
    }
}
