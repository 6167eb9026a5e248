package org.jetstreamlan.nic.mac;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.LinkDecoder;
import org.jetstreamlan.abi.LinkItem;

/// Sorts what the golden decoder finds on a link.
final class FrameCollector {
    final List<LinkItem.FrameSeen> frames = new ArrayList<>();
    final List<ControlSymbol.Token> tokens = new ArrayList<>();
    final List<ControlSymbol.Mark> marks = new ArrayList<>();
    final List<LinkItem.Violation> violations = new ArrayList<>();
    final List<LinkItem> all = new ArrayList<>();
    private final LinkDecoder decoder = new LinkDecoder(this::sort);

    void accept(long word) {
        decoder.accept(word);
    }

    static FrameCollector of(long... words) {
        var collector = new FrameCollector();
        for (long word : words) {
            collector.accept(word);
        }
        return collector;
    }

    private void sort(LinkItem item) {
        all.add(item);
        switch (item) {
            case LinkItem.FrameSeen frame -> frames.add(frame);
            case LinkItem.TokenSeen token -> tokens.add(token.token());
            case LinkItem.MarkSeen mark -> marks.add(mark.mark());
            case LinkItem.Violation violation -> violations.add(violation);
        }
    }
}
