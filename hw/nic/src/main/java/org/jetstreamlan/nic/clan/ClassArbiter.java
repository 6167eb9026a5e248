package org.jetstreamlan.nic.clan;

import java.util.List;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Selection;
import org.jetstreamlan.hdl.lib.SkidBuffer;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.mac.TransmitRequest;

/// Lets pools and CLAN share the MAC's asynchronous class: a frame each in turn, where both have one.
///
/// ```
/// requests ──── one of them, held ──────────────── request
/// payloads ──── of the frame whose turn it is ──── payload, by way of registers
/// ```
/// A request is chosen as soon as the one before is taken; its payload follows when that of the frame before has passed. What is offered to
/// the MAC comes from registers. Latency 1 clock each; a word a clock.
public final class ClassArbiter extends Module {
    private static final int LEFT_WIDTH = 15;

    /// What was under way is forgotten: lasts until the MAC has ended it.
    public final Bool restart = input(bool());

    // The pools' and CLAN's.
    public final Stream<TransmitRequest> poolRequest = input(stream(TransmitRequest.TYPE));
    public final Stream<PayloadWord> poolPayload = input(stream(PayloadWord.TYPE));
    public final Stream<TransmitRequest> clanRequest = input(stream(TransmitRequest.TYPE));
    public final Stream<PayloadWord> clanPayload = input(stream(PayloadWord.TYPE));

    public final Stream<TransmitRequest> request = output(stream(TransmitRequest.TYPE));
    public final Stream<PayloadWord> payload = output(stream(PayloadWord.TYPE));

    /// The request is CLAN's.
    public final Bool clan = output(bool());

    private final SkidBuffer<PayloadWord> words = child(new SkidBuffer<>(PayloadWord.TYPE));

    private final Bool offers = reg(bool(), init(0));
    private final Bool owner = reg(bool());
    private final TransmitRequest held = reg(TransmitRequest.TYPE);

    /// The payload of what is offered is on its way.
    private final Bool follows = reg(bool(), init(0));

    private final Bool passing = reg(bool(), init(0));
    private final Bool passed = reg(bool());
    private final UInt left = reg(uint(LEFT_WIDTH));

    @Override
    protected void build() {
        choose();
        pass();
        when(
                restart,
                () -> {
                    offers.next(0);
                    follows.next(0);
                    passing.next(0);
                });
    }

    private void choose() {
        request.valid().assign(offers);
        request.payload().assign(held);
        clan.assign(owner);
        poolRequest.ready().assign(all(request.ready(), owner.not()));
        clanRequest.ready().assign(all(request.ready(), owner));
        // Whoever had not the last one comes first.
        var second = mux(owner, poolRequest.valid().not(), clanRequest.valid());
        when(
                offers.not(),
                () -> {
                    offers.next(any(poolRequest.valid(), clanRequest.valid()));
                    when(
                            any(poolRequest.valid(), clanRequest.valid()),
                            () -> {
                                owner.next(second);
                                held.next(
                                        mux(second, clanRequest.payload(), poolRequest.payload()));
                            });
                });
        when(
                request.fire(),
                () -> {
                    offers.next(0);
                    follows.next(0);
                });
    }

    private void pass() {
        var of = List.of(poolPayload, clanPayload);
        var source = passed.asUInt();
        var valid = Selection.of(of.stream().map(Stream::valid).toList(), source);
        words.in.valid().assign(all(passing, valid, restart.not()));
        words.in.payload().assign(Selection.of(of.stream().map(Stream::payload).toList(), source));
        var goes = all(passing, words.in.ready(), restart.not());
        poolPayload.ready().assign(goes.and(passed.not()));
        clanPayload.ready().assign(goes.and(passed));
        var ends = words.in.fire().and(left.eq(1));
        when(
                words.in.fire(),
                () -> {
                    left.next(left.sub(1));
                    when(left.eq(1), () -> passing.next(0));
                });
        var free = any(passing.not(), ends);
        when(
                all(offers, follows.not(), free),
                () -> {
                    passing.next(1);
                    passed.next(owner);
                    left.next(held.payloadWords());
                    follows.next(request.fire().not());
                });
        connect(payload, words.out.throwWhen(restart));
        when(
                request.fire(),
                () ->
                        check(
                                any(follows, free),
                                "a frame's payload is behind that of the one before"));
    }
}
