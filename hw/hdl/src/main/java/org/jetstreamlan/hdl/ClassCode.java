package org.jetstreamlan.hdl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A class file (JVMS 4), read as far as names and lines need it. By hand: it stands in the way of every elaboration's start, and the
/// JDK's own reader makes a model of each instruction, ten times as slow.
final class ClassCode {
    // Tags of constants.
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;
    private static final int METHOD_HANDLE = 15;
    private static final int INVOKE_DYNAMIC = 18;

    // Instructions.
    private static final int ISTORE = 54;
    private static final int ASTORE = 58;
    private static final int ASTORE_3 = 78;
    private static final int GOTO = 167;
    private static final int ARETURN = 176;
    private static final int PUTFIELD = 181;
    private static final int INVOKEVIRTUAL = 182;
    private static final int INVOKEINTERFACE = 185;
    private static final int INVOKEDYNAMIC = 186;
    private static final int CHECKCAST = 192;
    private static final int WIDE = 196;

    /// A method.
    ///
    /// @param descriptor number of the constant
    /// @param code where its instructions lie
    /// @param length of these in bytes
    /// @param locals where its LocalVariableTable lies, 0 if it has none
    /// @param lines its LineNumberTable, each `index << 16 | line`, ascending
    private record Method(int descriptor, int code, int length, int locals, long[] lines) {}

    private final byte[] bytes;

    /// By number of a constant, where it lies.
    private final int[] constants;

    private final Map<String, List<Method>> methods = new HashMap<>();
    private String file = "";
    private int at;

    ClassCode(byte[] bytes) {
        this.bytes = bytes;
        at = 8;
        constants = new int[u2()];
        for (int i = 1; i < constants.length; i++) {
            constants[i] = at;
            int tag = u1(at);
            at += sizeOfConstant(tag);
            i += tag == LONG || tag == DOUBLE ? 1 : 0;
        }
        at += 6;
        at += 2 + 2 * u2(at);
        for (int fields = u2(); fields > 0; fields--) {
            at += 6;
            for (int attributes = u2(); attributes > 0; attributes--) {
                at = endOfAttribute();
            }
        }
        for (int count = u2(); count > 0; count--) {
            readMethod();
        }
        for (int attributes = u2(); attributes > 0; attributes--) {
            int end = endOfAttribute();
            if (attributeIs("SourceFile")) {
                file = utf8(u2(at + 6));
            }
            at = end;
        }
    }

    private int sizeOfConstant(int tag) {
        return switch (tag) {
            case UTF8 -> 3 + u2(at + 1);
            case LONG, DOUBLE -> 9;
            case METHOD_HANDLE -> 4;
            case 7, 8, 16, 19, 20 -> 3; // class, string, method type, module, package
            default -> 5;
        };
    }

    private void readMethod() {
        String name = utf8(u2(at + 2));
        int descriptor = u2(at + 4);
        at += 6;
        for (int attributes = u2(); attributes > 0; attributes--) {
            int end = endOfAttribute();
            if (attributeIs("Code")) {
                methods.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(readCode(descriptor));
            }
            at = end;
        }
    }

    private Method readCode(int descriptor) {
        int length = u4(at + 10);
        int code = at + 14;
        int locals = 0;
        long[] lines = new long[0];
        at = code + length;
        at += 2 + 8 * u2(at);
        for (int attributes = u2(); attributes > 0; attributes--) {
            int end = endOfAttribute();
            if (attributeIs("LineNumberTable")) {
                int before = lines.length;
                lines = Arrays.copyOf(lines, before + u2(at + 6));
                for (int i = before, entry = at + 8; i < lines.length; i++, entry += 4) {
                    lines[i] = u4(entry) & 0xFFFF_FFFFL;
                }
            } else if (attributeIs("LocalVariableTable")) {
                locals = at + 6;
            }
            at = end;
        }
        sort(lines);
        return new Method(descriptor, code, length, locals, lines);
    }

    /// Compilers give lines in order, or nearly.
    private static void sort(long[] lines) {
        for (int i = 1; i < lines.length; i++) {
            long line = lines[i];
            int to = i;
            for (; to > 0 && lines[to - 1] > line; to--) {
                lines[to] = lines[to - 1];
            }
            lines[to] = line;
        }
    }

    /// Name of the source file; empty where the class file does not say.
    String file() {
        return file;
    }

    /// The whole class file.
    byte[] bytes() {
        return bytes;
    }

    /// Whether `frame` can be in a call of the method `called`: not if an agent has changed the code that runs. A call through an interface may be of any
    /// method, as the JDK hides what makes one of a lambda; so may a dynamic one.
    boolean mayCall(StackWalker.StackFrame frame, String called) {
        Method method = method(frame);
        int index = frame.getByteCodeIndex();
        if (method == null || !isCall(method, index)) {
            return false;
        }
        int instruction = method.code + index;
        int nameAndType = constants[u2(constants[u2(instruction + 1)] + 3)];
        return u1(instruction) >= INVOKEINTERFACE || isUtf8(u2(nameAndType + 1), called);
    }

    /// The source line of a frame, 0 if it is not known.
    int line(StackWalker.StackFrame frame) {
        Method method = method(frame);
        if (method == null) {
            return 0;
        }
        int found = Arrays.binarySearch(method.lines, ((long) frame.getByteCodeIndex() + 1) << 16);
        int entry = found >= 0 ? found - 1 : -found - 2;
        return entry < 0 ? 0 : (int) method.lines[entry] & 0xFFFF;
    }

    /// Whether the result of the call at `index` is what the frame's method returns.
    boolean isReturned(StackWalker.StackFrame frame, int index) {
        int next = behindCall(method(frame), index);
        return next >= 0 && u1(next) == ARETURN;
    }

    /// The local variable or field that the result of the call at `index` of the frame's method goes to.
    Optional<String> variable(StackWalker.StackFrame frame, int index) {
        Method method = method(frame);
        int next = behindCall(method, index);
        if (method == null || next < 0) {
            return Optional.empty();
        }
        int code = method.code;
        int instruction = u1(next);
        if (instruction == PUTFIELD) {
            int nameAndType = constants[u2(constants[u2(next + 1)] + 3)];
            return Optional.of(utf8(u2(nameAndType + 1)));
        }
        if (instruction == WIDE && u1(next + 1) >= ISTORE && u1(next + 1) <= ASTORE) {
            return local(method, u2(next + 2), next + 4 - code);
        }
        if (instruction >= ISTORE && instruction <= ASTORE) {
            return local(method, u1(next + 1), next + 2 - code);
        }
        if (instruction > ASTORE && instruction <= ASTORE_3) {
            return local(method, (instruction - ASTORE - 1) % 4, next + 1 - code);
        }
        return Optional.empty();
    }

    /// Where the instruction lies that gets the result of the call at `index`; -1 if there is no call. Between are casts, and jumps to where the arms
    /// of a choice meet.
    private int behindCall(@Nullable Method method, int index) {
        if (method == null || !isCall(method, index)) {
            return -1;
        }
        int next = method.code + index;
        next += u1(next) >= INVOKEINTERFACE ? 5 : 3;
        while (true) {
            if (u1(next) == CHECKCAST) {
                next += 3;
            } else if (u1(next) == GOTO && (short) u2(next + 1) > 0) {
                next += u2(next + 1);
            } else {
                return next;
            }
        }
    }

    /// Whether there is a call at `index`.
    private boolean isCall(Method method, int index) {
        if (index < 0 || index + 3 > method.length) {
            return false;
        }
        int instruction = u1(method.code + index);
        int constant = u2(method.code + index + 1);
        if (instruction < INVOKEVIRTUAL
                || instruction > INVOKEDYNAMIC
                || constant >= constants.length) {
            return false;
        }
        int tag = u1(constants[constant]);
        return tag == METHOD || tag == INTERFACE_METHOD || tag == INVOKE_DYNAMIC;
    }

    private Optional<String> local(Method method, int slot, int index) {
        if (method.locals > 0) {
            int end = method.locals + 2 + 10 * u2(method.locals);
            for (int entry = method.locals + 2; entry < end; entry += 10) {
                int start = u2(entry);
                if (u2(entry + 8) == slot && start <= index && index <= start + u2(entry + 2)) {
                    return Optional.of(utf8(u2(entry + 4)));
                }
            }
        }
        return Optional.empty();
    }

    /// The descriptor is asked for only where the name does not tell: a frame takes long to give it.
    private @Nullable Method method(StackWalker.StackFrame frame) {
        List<Method> named = methods.getOrDefault(frame.getMethodName(), List.of());
        if (named.size() == 1) {
            return named.getFirst();
        }
        for (Method method : named) {
            if (utf8(method.descriptor).equals(frame.getDescriptor())) {
                return method;
            }
        }
        return null;
    }

    /// An attribute lies at `at`: name, length, contents.
    private boolean attributeIs(String name) {
        return utf8(u2(at)).equals(name);
    }

    private int endOfAttribute() {
        return at + 6 + u4(at + 2);
    }

    private String utf8(int constant) {
        int text = constants[constant] + 1;
        return new String(bytes, text + 2, u2(text), StandardCharsets.UTF_8);
    }

    /// Whether a constant is `text`, which is in ASCII or else taken for equal.
    private boolean isUtf8(int constant, String text) {
        int start = constants[constant] + 3;
        int length = u2(start - 2);
        for (int i = 0; i < length; i++) {
            if (bytes[start + i] < 0) {
                return true;
            }
            if (i >= text.length() || bytes[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return length == text.length();
    }

    /// The next two bytes.
    private int u2() {
        at += 2;
        return u2(at - 2);
    }

    private int u1(int index) {
        return bytes[index] & 0xFF;
    }

    private int u2(int index) {
        return u1(index) << 8 | u1(index + 1);
    }

    private int u4(int index) {
        return u2(index) << 16 | u2(index + 2);
    }
}
