package org.jetstreamlan.model;

import org.jetstreamlan.abi.ControlSymbol;

/// What an entry of a [Wire] is. Between entries a link carries FILL, or the words of the frame that the last entry began.
final class Kind {
    private Kind() {}

    /// START and the two header words behind it; payload follows until the next entry.
    static final int HEAD = 0;

    static final int END = 1;
    static final int ABORT = 2;
    static final int TOKEN = 3;
    static final int MARK = 4;

    /// START without a header word behind it.
    static final int START = 5;

    /// FILL where it matters: inside a frame.
    static final int FILL = 6;

    /// A broken control symbol.
    static final int BROKEN = 7;

    static final int INVALID = 8;

    /// Data words outside a frame follow until the next entry.
    static final int STRAY = 9;

    /// The control word of an entry.
    static int word(int kind, int argument) {
        return switch (kind) {
            case HEAD, START -> ControlSymbol.START_WORD;
            case END -> ControlSymbol.endWord(argument);
            case ABORT -> ControlSymbol.ABORT_WORD;
            case TOKEN -> symbol(ControlSymbol.OPCODE_TOKEN, argument);
            case MARK -> symbol(ControlSymbol.OPCODE_MARK, argument);
            default -> throw new IllegalArgumentException("kind " + kind + " is no symbol");
        };
    }

    private static int symbol(int opcode, int argument) {
        int first = opcode << ControlSymbol.ARGUMENT_WIDTH | argument;
        return first << 16 | ~first & 0x3FFF;
    }

    /// What a control word is.
    static int of(int word) {
        if (!ControlSymbol.valid(word)) {
            return BROKEN;
        }
        return switch (ControlSymbol.opcode(word)) {
            case ControlSymbol.OPCODE_START -> START;
            case ControlSymbol.OPCODE_END -> END;
            case ControlSymbol.OPCODE_ABORT -> ABORT;
            case ControlSymbol.OPCODE_TOKEN -> TOKEN;
            default -> MARK;
        };
    }

    /// The argument of TOKEN or MARK: six bits, two flags, even parity.
    static int argument(int six, boolean upper, boolean lower) {
        int bits = six << 3 | (upper ? 4 : 0) | (lower ? 2 : 0);
        return bits | Integer.bitCount(bits) & 1;
    }
}
