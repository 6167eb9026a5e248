package org.jetstreamlan.cli.conformance;

import java.util.Random;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.model.adapter.AdapterRing;

/// Modelled adapters with CLAN.
public final class ModelledRing implements BenchRing {
    private static final int HOP_WORDS = 10;

    private final AdapterRing adapters;

    public ModelledRing(int stations) {
        adapters = new AdapterRing(Capabilities.ECP5, ClanSizes.DEFAULT, stations, HOP_WORDS);
    }

    @Override
    public Adapter adapter(int station) {
        return adapters.adapter(station);
    }

    @Override
    public long now() {
        return adapters.now();
    }

    @Override
    public void pass(long words) {
        adapters.pass(words);
    }

    @Override
    public void run(Runnable hosts) {
        hosts.run();
    }

    @Override
    public void errorRate(int link, double rate, Random random) {
        adapters.ring().errorRate(link, rate, random);
    }

    @Override
    public void damage(int link, int word, int bits) {
        adapters.ring().damage(link, word, bits);
    }

    @Override
    public void powerOff(int station) {
        adapters.ring().powerOff(station);
    }

    @Override
    public void close() {
        // There is nothing but memory.
    }
}
