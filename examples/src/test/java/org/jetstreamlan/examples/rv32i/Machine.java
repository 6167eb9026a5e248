package org.jetstreamlan.examples.rv32i;

import java.util.ArrayList;
import java.util.List;

/// What the manual says that RV32I does, one instruction at a time: the reference that the core is held to.
final class Machine {
    /// An instruction that is done.
    record Step(int pc, int rd, int value) {}

    /// The instruction at `pc` cannot be done.
    static final class Trap extends Exception {
        private static final long serialVersionUID = 1L;
        final Cause cause;

        Trap(Cause cause, int pc) {
            super("%s at 0x%X".formatted(cause, pc));
            this.cause = cause;
        }
    }

    final int[] memory;
    final int[] registers = new int[32];
    final List<String> io = new ArrayList<>();
    int pc;

    Machine(int words, List<Integer> program) {
        memory = new int[words];
        for (int i = 0; i < program.size(); i++) {
            memory[i] = program.get(i);
        }
    }

    Step step() throws Trap {
        int at = pc;
        int word = memory[index(pc)];
        int funct3 = word >> 12 & 7;
        int funct7 = word >>> 25;
        int rd = word >> 7 & 31;
        int a = registers[word >> 15 & 31];
        int b = registers[word >> 20 & 31];
        int immediate = word >> 20;
        int next = pc + 4;
        int value;
        switch (word & 0x7F) {
            case 0x37 -> value = word & ~0xFFF;
            case 0x17 -> value = pc + (word & ~0xFFF);
            case 0x6F -> {
                value = next;
                next = pc + offsetJ(word);
            }
            case 0x67 -> {
                require(funct3 == 0);
                value = next;
                next = a + immediate & ~1;
            }
            case 0x63 -> {
                value = 0;
                rd = 0;
                next = holds(funct3, a, b) ? pc + offsetB(word) : next;
            }
            case 0x03 -> value = load(funct3, a + immediate);
            case 0x23 -> {
                value = 0;
                store(funct3, a + (word >> 25 << 5 | rd), b);
                rd = 0;
            }
            case 0x13 -> {
                require(funct3 != 1 || funct7 == 0);
                require(funct3 != 5 || funct7 == 0 || funct7 == 0x20);
                value = operate(funct3, funct3 == 5 && funct7 == 0x20, a, immediate);
            }
            case 0x33 -> {
                require(funct7 == 0 || funct7 == 0x20 && (funct3 == 0 || funct3 == 5));
                value = operate(funct3, funct7 == 0x20, a, b);
            }
            case 0x0F -> {
                require(funct3 < 2);
                value = 0;
                rd = 0;
            }
            case 0x73 -> throw new Trap(systemCause(word), pc);
            default -> throw new Trap(Cause.ILLEGAL, pc);
        }
        if ((next & 3) != 0) {
            throw new Trap(Cause.FETCH_MISALIGNED, pc);
        }
        pc = next;
        if (rd != 0) {
            registers[rd] = value;
        }
        return new Step(at, rd, value);
    }

    private void require(boolean legal) throws Trap {
        if (!legal) {
            throw new Trap(Cause.ILLEGAL, pc);
        }
    }

    private static Cause systemCause(int word) {
        return switch (word) {
            case 0x0000_0073 -> Cause.ENVIRONMENT_CALL;
            case 0x0010_0073 -> Cause.BREAKPOINT;
            default -> Cause.ILLEGAL;
        };
    }

    private static int operate(int funct3, boolean alternate, int a, int b) {
        return switch (funct3) {
            case 0 -> alternate ? a - b : a + b;
            case 1 -> a << b;
            case 2 -> a < b ? 1 : 0;
            case 3 -> Integer.compareUnsigned(a, b) < 0 ? 1 : 0;
            case 4 -> a ^ b;
            case 5 -> alternate ? a >> b : a >>> b;
            case 6 -> a | b;
            default -> a & b;
        };
    }

    private boolean holds(int funct3, int a, int b) throws Trap {
        require(funct3 != 2 && funct3 != 3);
        boolean holds =
                switch (funct3 >> 1) {
                    case 0 -> a == b;
                    case 2 -> a < b;
                    default -> Integer.compareUnsigned(a, b) < 0;
                };
        return holds != ((funct3 & 1) != 0);
    }

    private int load(int funct3, int address) throws Trap {
        require(funct3 != 3 && funct3 < 6);
        int size = 1 << (funct3 & 3);
        if (address % size != 0) {
            throw new Trap(Cause.LOAD_MISALIGNED, pc);
        }
        int shifted = memory[index(address)] >>> 8 * (address & 3);
        return switch (funct3) {
            case 0 -> (byte) shifted;
            case 1 -> (short) shifted;
            case 4 -> shifted & 0xFF;
            case 5 -> shifted & 0xFFFF;
            default -> shifted;
        };
    }

    private void store(int funct3, int address, int value) throws Trap {
        require(funct3 < 3);
        int size = 1 << funct3;
        if (address % size != 0) {
            throw new Trap(Cause.STORE_MISALIGNED, pc);
        }
        int shift = 8 * (address & 3);
        int ones = size == 4 ? -1 : (1 << 8 * size) - 1;
        if (address < 0) {
            io.add("%08x %x".formatted(address, value & ones));
            return;
        }
        int word = memory[index(address)];
        memory[index(address)] = word & ~(ones << shift) | (value & ones) << shift;
    }

    private int index(int address) {
        return address >>> 2 & memory.length - 1;
    }

    private static int offsetJ(int word) {
        return word >> 31 << 20
                | (word >> 12 & 0xFF) << 12
                | (word >> 20 & 1) << 11
                | (word >> 21 & 0x3FF) << 1;
    }

    private static int offsetB(int word) {
        return word >> 31 << 12
                | (word >> 7 & 1) << 11
                | (word >> 25 & 0x3F) << 5
                | (word >> 8 & 0xF) << 1;
    }
}
