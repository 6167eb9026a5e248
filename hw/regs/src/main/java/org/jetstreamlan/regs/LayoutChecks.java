package org.jetstreamlan.regs;

import static org.jetstreamlan.regs.LayoutFault.Kind.BAD_NAME;
import static org.jetstreamlan.regs.LayoutFault.Kind.BAD_VALUE;
import static org.jetstreamlan.regs.LayoutFault.Kind.DUPLICATE_NAME;
import static org.jetstreamlan.regs.LayoutFault.Kind.OUT_OF_RANGE;
import static org.jetstreamlan.regs.LayoutFault.Kind.OVERLAP;
import static org.jetstreamlan.regs.LayoutFault.Kind.UNALIGNED;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The rules that every block and layout keeps. Collects all faults before it throws.
final class LayoutChecks {
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final int WORD_BITS = 32;
    private static final long WORD_MAXIMUM = 0xFFFF_FFFFL;

    private final List<LayoutFault> faults = new ArrayList<>();

    private LayoutChecks() {}

    static void ofBlock(String name, int bytes, List<Register> registers) {
        var checks = new LayoutChecks();
        if (bytes <= 0 || bytes % Register.BYTES != 0) {
            checks.add(
                    UNALIGNED,
                    name,
                    "size %d bytes is not a positive multiple of 4".formatted(bytes));
        }
        checks.uniqueNames(name, registers.stream().map(Register::name).toList());
        for (var register : registers) {
            checks.register(name, bytes, register);
        }
        checks.registerOverlaps(name, registers);
        checks.finish(name);
    }

    static void ofLayout(String name, List<Layout.Word> words) {
        var checks = new LayoutChecks();
        checks.uniqueNames(name, words.stream().map(Layout.Word::name).toList());
        for (var word : words) {
            checks.fields(name + "." + word.name(), word.fields());
        }
        checks.finish(name);
    }

    private void register(String block, int bytes, Register register) {
        var where = block + "." + register.name();
        if (register.offset() % Register.BYTES != 0) {
            add(UNALIGNED, where, "offset %#x is not a multiple of 4".formatted(register.offset()));
        }
        if (register.count() < 1) {
            add(
                    OUT_OF_RANGE,
                    where,
                    "%d elements; an array has at least 1".formatted(register.count()));
        }
        if (register.stride() < Register.BYTES || register.stride() % Register.BYTES != 0) {
            add(
                    UNALIGNED,
                    where,
                    "stride %d is not a positive multiple of 4 bytes".formatted(register.stride()));
        }
        if (register.offset() < 0 || register.end() > bytes) {
            add(
                    OUT_OF_RANGE,
                    where,
                    "bytes %#x..%#x lie outside the block of %#x bytes"
                            .formatted(register.offset(), register.end() - 1, bytes));
        }
        if (register.reset() < 0 || register.reset() > WORD_MAXIMUM) {
            add(
                    BAD_VALUE,
                    where,
                    "reset value %#x does not fit 32 bits".formatted(register.reset()));
        }
        fields(where, register.fields());
    }

    private void fields(String where, List<Field> fields) {
        uniqueNames(where, fields.stream().map(Field::name).toList());
        for (var field : fields) {
            var place = where + "." + field.name();
            if (field.lo() < 0 || field.width() < 1 || field.lo() + field.width() > WORD_BITS) {
                add(
                        OUT_OF_RANGE,
                        place,
                        "bits %d..%d lie outside a word of 32".formatted(field.hi(), field.lo()));
                continue;
            }
            uniqueNames(place, field.values().stream().map(EnumValue::name).toList());
            var seen = new HashSet<Long>();
            for (var value : field.values()) {
                if (value.value() < 0 || value.value() > field.maximum()) {
                    add(
                            BAD_VALUE,
                            place,
                            "value %s = %d does not fit %d bits"
                                    .formatted(value.name(), value.value(), field.width()));
                }
                if (!seen.add(value.value())) {
                    add(BAD_VALUE, place, "value %d has two names".formatted(value.value()));
                }
            }
        }
        for (int i = 0; i < fields.size(); i++) {
            for (int j = i + 1; j < fields.size(); j++) {
                var a = fields.get(i);
                var b = fields.get(j);
                if (a.lo() <= b.hi() && b.lo() <= a.hi()) {
                    add(
                            OVERLAP,
                            where,
                            "fields '%s' (%d..%d) and '%s' (%d..%d) share bits"
                                    .formatted(a.name(), a.hi(), a.lo(), b.name(), b.hi(), b.lo()));
                }
            }
        }
    }

    private void registerOverlaps(String block, List<Register> registers) {
        for (int i = 0; i < registers.size(); i++) {
            for (int j = i + 1; j < registers.size(); j++) {
                var a = registers.get(i);
                var b = registers.get(j);
                if (shareBytes(a, b)) {
                    add(
                            OVERLAP,
                            block,
                            "registers '%s' (from %#x) and '%s' (from %#x) share bytes"
                                    .formatted(a.name(), a.offset(), b.name(), b.offset()));
                }
            }
        }
    }

    /// Element by element, so that two arrays may be interleaved.
    private static boolean shareBytes(Register a, Register b) {
        if (a.offset() >= b.end() || b.offset() >= a.end()) {
            return false;
        }
        for (int i = 0; i < a.count(); i++) {
            for (int j = 0; j < b.count(); j++) {
                int distance = a.offset() + i * a.stride() - (b.offset() + j * b.stride());
                if (Math.abs(distance) < Register.BYTES) {
                    return true;
                }
            }
        }
        return false;
    }

    private void uniqueNames(String where, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (var name : names) {
            if (!NAME.matcher(name).matches()) {
                add(BAD_NAME, where, "'%s' is not of the form UPPER_CASE_1".formatted(name));
            }
            if (!seen.add(name)) {
                add(DUPLICATE_NAME, where, "'%s' is declared twice".formatted(name));
            }
        }
    }

    private void add(LayoutFault.Kind kind, String where, String message) {
        faults.add(new LayoutFault(kind, where, message));
    }

    private void finish(String name) {
        if (!faults.isEmpty()) {
            throw new LayoutException(name, faults);
        }
    }
}
