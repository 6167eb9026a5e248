package org.jetstreamlan.model.adapter;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.driver.AdapterFault;
import org.jetstreamlan.regs.Access;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Register;
import org.jetstreamlan.regs.RegisterBlock;
import org.jspecify.annotations.Nullable;

/// The registers of [Registers#BLOCK], and those of CLAN where there is one: an RW register holds what is written, a register that the host may not write shows its reset value, a
/// WO register reads 0; unless the adapter says what a read shows or what a write does. Bits without a field read 0.
final class RegisterFile {
    private static final int WORDS = Registers.BYTES / Register.BYTES;

    private final @Nullable Register[] registers = new Register[WORDS];
    private final int[] held = new int[WORDS];
    private final int[] masks = new int[WORDS];
    private final @Nullable IntSupplier[] shown = new IntSupplier[WORDS];
    private final @Nullable IntConsumer[] actions = new IntConsumer[WORDS];

    RegisterFile(List<RegisterBlock> blocks) {
        for (var block : blocks) {
            add(block);
        }
        reset();
    }

    private void add(RegisterBlock block) {
        for (var register : block.registers()) {
            int mask = register.fields().isEmpty() ? -1 : 0;
            for (Field field : register.fields()) {
                mask |= field.mask();
            }
            for (int at = register.offset(); at < register.end(); at += Register.BYTES) {
                registers[at / Register.BYTES] = register;
                masks[at / Register.BYTES] = mask;
            }
        }
    }

    /// As after power-up.
    void reset() {
        for (int i = 0; i < WORDS; i++) {
            var register = registers[i];
            held[i] = register == null ? 0 : (int) register.reset();
        }
    }

    /// A read of the register shows this.
    void show(Register register, IntSupplier value) {
        shown[register.offset() / Register.BYTES] = value;
    }

    /// A read of element i of an array shows what the operator makes of i.
    void showEach(Register register, IntUnaryOperator value) {
        int elements = (register.end() - register.offset()) / Register.BYTES;
        for (int i = 0; i < elements; i++) {
            int element = i;
            shown[register.offset() / Register.BYTES + i] = () -> value.applyAsInt(element);
        }
    }

    /// A write to element i of an array does what the action makes of i and the value, behind holding it.
    void actEach(Register register, IntBinaryConsumer action) {
        int elements = (register.end() - register.offset()) / Register.BYTES;
        for (int i = 0; i < elements; i++) {
            int element = i;
            actions[register.offset() / Register.BYTES + i] =
                    value -> action.accept(element, value);
        }
    }

    /// Takes an element's number and a value.
    interface IntBinaryConsumer {
        void accept(int element, int value);
    }

    /// A write to the register does this, behind holding the value.
    void act(Register register, IntConsumer action) {
        actions[register.offset() / Register.BYTES] = action;
    }

    /// What an RW register holds.
    int held(Register register) {
        return held[register.offset() / Register.BYTES];
    }

    int read(int offset) {
        var register = existing(offset, "read");
        int place = offset / Register.BYTES;
        var source = shown[place];
        if (source != null) {
            return source.getAsInt();
        }
        return register.access() == Access.WO ? 0 : held[place];
    }

    void write(int offset, int value) {
        var register = existing(offset, "write");
        if (register.access() == Access.RO) {
            throw new AdapterFault(
                    "register write at %#05x: %s is read only".formatted(offset, register.name()));
        }
        int place = offset / Register.BYTES;
        int bits = value & masks[place];
        held[place] = bits;
        var action = actions[place];
        if (action != null) {
            action.accept(bits);
        }
    }

    private Register existing(int offset, String what) {
        var register =
                offset < 0 || offset >= Registers.BYTES || offset % Register.BYTES != 0
                        ? null
                        : registers[offset / Register.BYTES];
        if (register == null) {
            throw new AdapterFault(
                    "register %s at %#05x: there is no register; Registers has the offsets"
                            .formatted(what, offset));
        }
        return register;
    }
}
