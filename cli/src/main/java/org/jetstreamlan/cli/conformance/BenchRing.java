package org.jetstreamlan.cli.conformance;

import java.util.Random;
import org.jetstreamlan.driver.Adapter;

/// The ring under a [ViaBench]: its adapters, its time and what befalls it.
public interface BenchRing extends AutoCloseable {
    Adapter adapter(int station);

    /// Words of the ring so far.
    long now();

    /// Words go by, and no host does anything.
    void pass(long words);

    /// Does all that hosts do, where time can pass.
    void run(Runnable hosts);

    /// From now on a random bit of each word that leaves station `link` is inverted with probability `rate`; 0: not any more.
    void errorRate(int link, double rate, Random random);

    /// Inverts bits of a word of the next frame on the link out of a station; 1 and 2 are its header.
    void damage(int link, int word, int bits);

    /// What comes to a station goes on, and it is not there for the others.
    void powerOff(int station);

    @Override
    void close();
}
