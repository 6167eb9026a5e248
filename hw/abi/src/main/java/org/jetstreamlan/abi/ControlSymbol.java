package org.jetstreamlan.abi;

import java.util.Optional;

/// A control symbol: two 14-bit control words, the second the complement of the first, in one
/// 32-bit core word.
///
/// ```
///  31 30 29 28   25 24           16 15 14 13             0
/// | 0  0 | 1|opcode|    argument    | 0  0|  ~ bits 29..16 |
///
/// opcode (even parity)  argument  8 7 6 5 4 3 2 1 0
/// 0011 START                     | 0                 |
/// 1100 ABORT                     | 0                 |
/// 0101 END                       |0| E | A | C | N   |   FrameStatus
/// 1010 TOKEN                     |   epoch   |T|Y|P|     T toggle, Y yield, P even parity of all 9
/// 0110 MARK                      |  source   |R|0|P|     R circulation
/// ```
/// 0000, 1001 and 1111 are reserved. Two different opcodes differ in 2 bits of each half, hence in
/// 4 on the wire. The leading 1 marks the first half. A word that breaks any of this is no symbol.
public sealed interface ControlSymbol {

    /// Opcodes with the leading 1: bits 13..9 of the first control word.
    int OPCODE_START = 0b1_0011;

    int OPCODE_ABORT = 0b1_1100;
    int OPCODE_END = 0b1_0101;
    int OPCODE_TOKEN = 0b1_1010;
    int OPCODE_MARK = 0b1_0110;

    /// Places in the 32-bit core word.
    int OPCODE_LO = 25;

    int OPCODE_WIDTH = 5;
    int ARGUMENT_LO = 16;
    int ARGUMENT_WIDTH = 9;

    /// Bits of each half that are 0.
    int ZERO_BITS = 0xC000_C000;

    /// Places in the 9-bit argument.
    int TOKEN_EPOCH_LO = 3;

    int TOKEN_TOGGLE = 2;
    int TOKEN_YIELD = 1;
    int MARK_SOURCE_LO = 3;
    int MARK_CIRCULATION = 2;
    int PARITY = 0;

    /// The symbols without argument.
    int START_WORD = word(OPCODE_START, 0);

    int ABORT_WORD = word(OPCODE_ABORT, 0);

    /// Start of a frame; header word 0 follows.
    record Start() implements ControlSymbol {
        @Override
        public int word() {
            return START_WORD;
        }
    }

    /// End of a frame that its sender or a repeater gave up.
    record Abort() implements ControlSymbol {
        @Override
        public int word() {
            return ABORT_WORD;
        }
    }

    /// End of a frame.
    record End(FrameStatus status) implements ControlSymbol {
        @Override
        public int word() {
            return endWord(status.bits());
        }
    }

    /// The right to send.
    ///
    /// @param epoch low 6 bits of the nonce of the claim that made this ring
    /// @param toggle inverted by the monitor each rotation
    /// @param yield only the station that set it sends asynchronous frames
    record Token(int epoch, boolean toggle, boolean yield) implements ControlSymbol {
        public Token {
            requireSixBits("TOKEN epoch", epoch);
        }

        @Override
        public int word() {
            return parityWord(
                    OPCODE_TOKEN,
                    epoch << TOKEN_EPOCH_LO | bit(toggle, TOKEN_TOGGLE) | bit(yield, TOKEN_YIELD));
        }
    }

    /// Sent behind the last frame of a capture: frames not back before it are lost.
    ///
    /// @param source station id, which strips it
    /// @param circulation the active monitor has repeated it
    record Mark(int source, boolean circulation) implements ControlSymbol {
        public Mark {
            requireSixBits("MARK source", source);
        }

        @Override
        public int word() {
            return parityWord(
                    OPCODE_MARK, source << MARK_SOURCE_LO | bit(circulation, MARK_CIRCULATION));
        }
    }

    /// The 32-bit core word.
    int word();

    /// A core word from its 14 bits.
    private static int word(int opcode, int argument) {
        int first = opcode << ARGUMENT_WIDTH | argument;
        return first << 16 | (~first & 0x3FFF);
    }

    /// END with these status bits, which need not be legal.
    static int endWord(int statusBits) {
        return word(OPCODE_END, statusBits & 0xFF);
    }

    private static int parityWord(int opcode, int argument) {
        return word(opcode, argument | (Integer.bitCount(argument) & 1) << PARITY);
    }

    private static int bit(boolean value, int place) {
        return value ? 1 << place : 0;
    }

    private static void requireSixBits(String what, int value) {
        if (value < 0 || value > 63) {
            throw new IllegalArgumentException("%s %d is not in 0..63".formatted(what, value));
        }
    }

    /// The 5 opcode bits of a core word.
    static int opcode(int word) {
        return word >>> OPCODE_LO & 0x1F;
    }

    /// The 9 argument bits of a core word.
    static int argument(int word) {
        return word >>> ARGUMENT_LO & 0x1FF;
    }

    /// Whether `word` is a whole symbol: zero bits, complement, a known opcode and its argument.
    static boolean valid(int word) {
        int first = word >>> 16;
        if ((word & ZERO_BITS) != 0 || ((first ^ word) & 0x3FFF) != 0x3FFF) {
            return false;
        }
        int argument = argument(word);
        boolean evenParity = (Integer.bitCount(argument) & 1) == 0;
        return switch (opcode(word)) {
            case OPCODE_START, OPCODE_ABORT -> argument == 0;
            case OPCODE_END -> argument <= 0xFF;
            case OPCODE_TOKEN -> evenParity;
            case OPCODE_MARK -> evenParity && (argument & 0b10) == 0;
            default -> false;
        };
    }

    /// The symbol in `word`, empty if it is broken.
    static Optional<ControlSymbol> of(int word) {
        if (!valid(word)) {
            return Optional.empty();
        }
        int argument = argument(word);
        return Optional.of(
                switch (opcode(word)) {
                    case OPCODE_START -> new Start();
                    case OPCODE_ABORT -> new Abort();
                    case OPCODE_END -> new End(FrameStatus.of(argument));
                    case OPCODE_TOKEN ->
                            new Token(
                                    argument >>> TOKEN_EPOCH_LO,
                                    (argument >>> TOKEN_TOGGLE & 1) != 0,
                                    (argument >>> TOKEN_YIELD & 1) != 0);
                    default ->
                            new Mark(
                                    argument >>> MARK_SOURCE_LO,
                                    (argument >>> MARK_CIRCULATION & 1) != 0);
                });
    }
}
