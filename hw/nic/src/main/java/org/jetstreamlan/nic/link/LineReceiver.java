package org.jetstreamlan.nic.link;

import java.util.ArrayList;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Vec;
import org.jetstreamlan.nic.mac.Link;

/// From line bits at any phase to link words: [WordAligner], [LineDecoder] and [WordLock], all in the recovered clock.
///
/// Latency 3 clocks, up to one more by the place, throughput as in [LineWidth]. While `locked` is 0, `links` mean nothing.
public final class LineReceiver extends Module {
    private final LineWidth width;

    /// First on the line on top.
    public final Bits line;

    /// The first on the line is element 0.
    public final Vec<Link> links;

    /// `links` are new in this clock.
    public final Bool valid = output(bool());

    public final Bool locked = output(bool());

    private final WordAligner aligner;
    private final LineDecoder decoder;
    private final WordLock lock = child(new WordLock());

    public LineReceiver(LineWidth width) {
        this.width = width;
        super();
        this.line = input(bits(width.bits()));
        this.links = output(vec(width.links(), Link.TYPE));
        this.aligner = child(new WordAligner(width));
        this.decoder = child(new LineDecoder(width));
    }

    @Override
    protected String moduleName() {
        return "LineReceiver_" + 16 * width.halves();
    }

    @Override
    protected Object parameters() {
        return width;
    }

    @Override
    protected void build() {
        aligner.line.assign(line);
        aligner.slip.assign(lock.slip);
        decoder.line.assign(aligner.aligned);
        var fills = new ArrayList<Bool>();
        var faults = new ArrayList<Bool>();
        for (Link link : decoder.links) {
            fills.add(link.kind().is(LinkWord.Kind.FILL));
            faults.add(link.kind().is(LinkWord.Kind.INVALID));
        }
        lock.fill.assign(decoder.valid.and(Bool.any(fills)));
        lock.fault.assign(decoder.valid.and(Bool.any(faults)));
        links.assign(decoder.links);
        valid.assign(decoder.valid);
        locked.assign(lock.locked);
    }
}
