package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// Acts on stores to DOORBELL pages, one at a time, each when all stores before it are in their parts.
///
/// ```
/// doorbell  ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔\___
/// end       ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔\___   the frame that is open ends
/// storing   ▔▔▔▔▔▔▔▔▔▔▔▔\________________
/// producer, arm, consumer ........▔▔▔▔▔\___   3 clocks behind
/// ```
/// 4 clocks from a doorbell to what it does where nothing is being stored, at most as many more as its stores have cells; and as long as `arm` and `consumer`
/// take, which do not wait for any bus.
public final class Doorbells extends Module {
    /// From a head that leaves [MergeRegister] until it is counted in [StoreQueue].
    private static final int STORED_CLOCKS = 2;

    private final int endpointWidth;

    public final Stream<Doorbell> doorbell;

    /// A store is on its way to its part.
    public final Bool storing = input(bool());

    /// To [MergeRegister].
    public final Bool end = output(bool());

    /// Producer of an endpoint's send queue.
    public final Flow<EndpointIndex> producer;

    public final Stream<Arming> arm;

    /// Consumer of an endpoint's event ring.
    public final Stream<EndpointIndex> consumer;

    private final UInt clocks = reg(uint(2), init(0));

    /// @param endpointWidth bits of an endpoint's number
    public Doorbells(int endpointWidth) {
        this.endpointWidth = endpointWidth;
        super();
        this.doorbell = input(stream(Doorbell.type(endpointWidth)));
        this.producer = output(flow(EndpointIndex.type(endpointWidth)));
        this.arm = output(stream(Arming.type(endpointWidth)));
        this.consumer = output(stream(EndpointIndex.type(endpointWidth)));
    }

    @Override
    protected String moduleName() {
        return "Doorbells_e" + endpointWidth;
    }

    @Override
    protected void build() {
        var rung = doorbell.payload();
        var stored = clocks.gt(STORED_CLOCKS);
        var acts = all(doorbell.valid(), stored);
        end.assign(doorbell.valid());
        when(any(doorbell.valid().not(), storing, doorbell.fire()), () -> clocks.next(0))
                .elseWhen(stored.not(), () -> clocks.next(clocks.add(1)));

        var index = rung.value().trunc(EndpointIndex.INDEX_WIDTH).asUInt();
        var isProducer = rung.place().eq(Doorbell.PRODUCER);
        var isArm = rung.place().eq(Doorbell.ARM);
        var isConsumer = rung.place().eq(Doorbell.EVENT_CONSUMER);
        producer.valid().assign(all(acts, isProducer));
        producer.payload().endpoint().assign(rung.endpoint());
        producer.payload().index().assign(index);
        arm.valid().assign(all(acts, isArm));
        arm.payload().endpoint().assign(rung.endpoint());
        arm.payload().number().assign(ClanBits.of(rung.value(), ApertureEntry.ARM_NUMBER).asUInt());
        arm.payload().on().assign(ClanBits.of(rung.value(), ApertureEntry.ARM_ARMED).bit(0));
        consumer.valid().assign(all(acts, isConsumer));
        consumer.payload().endpoint().assign(rung.endpoint());
        consumer.payload().index().assign(index);
        doorbell.ready()
                .assign(
                        all(
                                acts,
                                any(isArm.not(), arm.ready()),
                                any(isConsumer.not(), consumer.ready())));
    }
}
