package org.jetstreamlan.examples.rv32i;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random programs that never end: straight on, over short forward jumps, and from the last instruction back to the first, with other
/// register values each time around. Code lies below [#DATA], data from there to twice that.
final class RandomProgram {
    static final int WORDS = 2048;
    static final int CODE_WORDS = 256;
    static final int DATA = 4 * CODE_WORDS;

    /// Few registers, so that an instruction often needs what the one before it made.
    private static final int REGISTERS = 6;

    private static final int BASE = 7;

    private final Random random;
    private final List<Integer> words = new ArrayList<>();

    RandomProgram(long seed) {
        random = new Random(seed);
    }

    List<Integer> words() {
        while (words.size() < CODE_WORDS - 20) {
            instruction();
        }
        while (words.size() < CODE_WORDS - 1) {
            words.add(0x13); // nop: where forward jumps may end
        }
        words.add(jump(0, -4 * (CODE_WORDS - 1)));
        for (int i = 0; i < CODE_WORDS; i++) {
            words.add(random.nextInt());
        }
        return words;
    }

    private void instruction() {
        int rd = register();
        int rs1 = register();
        int rs2 = register();
        int any = random.nextInt();
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> { // register and register
                int funct3 = any & 7;
                int alternate = (funct3 == 0 || funct3 == 5) && random.nextBoolean() ? 0x20 : 0;
                words.add(alternate << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | 0x33);
            }
            case 3, 4 -> { // register and immediate
                int funct3 = any & 7;
                int immediate = any >>> 20;
                if ((funct3 & 3) == 1) {
                    immediate &= funct3 == 5 ? 0x41F : 0x1F;
                }
                words.add(immediate << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | 0x13);
            }
            case 5 -> words.add(any & ~0xFFF | rd << 7 | (random.nextBoolean() ? 0x37 : 0x17));
            case 6, 7 -> { // load
                int funct3 = List.of(0, 1, 2, 4, 5).get(random.nextInt(5));
                words.add(offset(funct3) << 20 | base() << 15 | funct3 << 12 | rd << 7 | 3);
            }
            case 8 -> { // store
                int funct3 = random.nextInt(3);
                int offset = offset(funct3);
                int high = offset >> 5 << 25 | rs2 << 20;
                words.add(high | base() << 15 | funct3 << 12 | (offset & 31) << 7 | 0x23);
            }
            case 9, 10 -> { // branch
                int funct3 = List.of(0, 1, 4, 5, 6, 7).get(random.nextInt(6));
                int offset = forward();
                int low = (offset >> 1 & 0xF) << 8 | funct3 << 12 | rs1 << 15 | rs2 << 20 | 0x63;
                words.add(low | (offset >> 5 & 0x3F) << 25);
            }
            default -> {
                if (random.nextInt(8) == 0) {
                    words.add(random.nextBoolean() ? 0x0F : 0x100F); // fence, fence.i
                } else if (random.nextBoolean()) {
                    words.add(jump(rd, forward()));
                } else { // through a register that was just made
                    words.add(BASE << 7 | 0x17);
                    words.add(4 + forward() << 20 | BASE << 15 | rd << 7 | 0x67);
                }
            }
        }
    }

    /// x0, or a register that gets a multiple of 4 below 64 just before: the offset leaves room for that.
    private int base() {
        if (random.nextBoolean()) {
            return 0;
        }
        words.add(0x3C << 20 | register() << 15 | 7 << 12 | BASE << 7 | 0x13);
        return BASE;
    }

    private int offset(int funct3) {
        int size = 1 << (funct3 & 3);
        return DATA + random.nextInt((DATA - 64) / size) * size;
    }

    private int register() {
        return random.nextInt(REGISTERS);
    }

    private int forward() {
        return 4 * (1 + random.nextInt(6));
    }

    private static int jump(int rd, int offset) {
        return (offset >> 20 & 1) << 31
                | (offset >> 1 & 0x3FF) << 21
                | (offset >> 11 & 1) << 20
                | (offset >> 12 & 0xFF) << 12
                | rd << 7
                | 0x6F;
    }
}
