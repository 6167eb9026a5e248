package org.jetstreamlan.nic.link;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntSupplier;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.LinkWord;

/// Link words of a station that sends frames back to back, each with the fill that it owes: one word, and one more per `wordsPerFill` sent.
final class FrameSource {
    static final int LONGEST = 16_384;
    static final int WORDS_PER_FILL = 2_500;
    static final long START = LinkWord.control(new ControlSymbol.Start()).packed();
    static final long ABORT = LinkWord.control(new ControlSymbol.Abort()).packed();
    static final long END = LinkWord.control(new ControlSymbol.End(FrameStatus.SENT)).packed();
    static final long FILL = LinkWord.FILL.packed();

    /// All that has been sent but fill.
    final Queue<Long> sent = new ArrayDeque<>();

    int frames;
    private final IntSupplier lengths;
    private final int wordsPerFill;
    private int counted;
    private int words;
    private int left = -1;
    private int fills;
    private int number;

    /// @param lengths data words of each next frame; 0 for a while of fill
    FrameSource(IntSupplier lengths, int wordsPerFill) {
        this.lengths = lengths;
        this.wordsPerFill = wordsPerFill;
    }

    long next() {
        counted++;
        if (fills > 0) {
            fills--;
            return FILL;
        }
        if (left < 0) {
            left = lengths.getAsInt();
            if (left == 0) {
                left = -1;
                return FILL;
            }
            return send(START);
        }
        if (left > 0) {
            left--;
            return send(LinkWord.pack(LinkWord.Kind.DATA, number++));
        }
        left = -1;
        frames++;
        words += counted;
        counted = 0;
        fills = 1 + words / wordsPerFill;
        words %= wordsPerFill;
        return send(END);
    }

    private long send(long word) {
        sent.add(word);
        return word;
    }
}
