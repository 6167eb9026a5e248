package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.abi.StationVci;
import org.junit.jupiter.api.Test;

/// INIT, ARP and IP are there from the start.
class SystemPoolsTest {
    private static final int STATION = 5;

    private final Random random = Seeds.random("system-pools");
    private final LoopbackAdapter card = new LoopbackAdapter(Capabilities.ECP5, random);

    private void arrives(int vci) {
        card.deliver(AtmHeader.endOfPdu(vci), Aal5.pdu(new byte[60], 0, 0));
    }

    private static int received(Pool pool) {
        var pdu = pool.newPdu();
        assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
        int vci = pdu.vci();
        assertThat(pool.free(pdu)).isEqualTo(Outcome.OK);
        return vci;
    }

    @Test
    void arp_and_ip_frames_reach_their_pools() {
        var driver = PoolTest.operational(card);
        int unicast = StationVci.of(STATION, StationVci.IP_CHANNEL);
        arrives(StationVci.IP_BROADCAST);
        arrives(StationVci.ARP);
        arrives(unicast);
        assertThat(received(driver.arpPool())).isEqualTo(StationVci.ARP);
        assertThat(received(driver.ipPool())).isEqualTo(StationVci.IP_BROADCAST);
        assertThat(received(driver.ipPool())).isEqualTo(unicast);
        assertThat(driver.ipPool().options().checksum()).isEqualTo(Checksum.IP);
        assertThat(driver.pool(driver.arpPool().handle())).isSameAs(driver.arpPool());
    }

    @Test
    void broadcasts_are_taken_as_soon_as_the_driver_is_open() {
        var driver = Driver.open(card);
        assertThat(card.lookUp(StationVci.ARP)).isNotZero();
        assertThat(card.lookUp(StationVci.IP_BROADCAST)).isNotZero();
        assertThat(card.lookUp(StationVci.of(0, StationVci.IP_CHANNEL))).isZero();
        assertThat(driver.arpPool().options().name()).isEqualTo("ARP");
    }

    @Test
    void the_unicast_vci_follows_the_id() {
        var driver = PoolTest.operational(card);
        card.ringDown(RingPhase.CLAIM, RingCause.SILENCE);
        driver.service();
        card.ringUp(9, 12, 10);
        driver.service();
        assertThat(card.lookUp(StationVci.of(STATION, StationVci.IP_CHANNEL))).isZero();
        arrives(StationVci.of(9, StationVci.IP_CHANNEL));
        assertThat(received(driver.ipPool())).isEqualTo(StationVci.of(9, StationVci.IP_CHANNEL));
    }

    @Test
    void a_flood_that_nobody_takes_stays_within_the_limit() {
        var driver = PoolTest.operational(card);
        var pool = driver.openPool(PoolOptions.named("p").limits(1, 10));
        int vci = StationVci.of(STATION, StationVci.FIRST_FREE_CHANNEL);
        pool.assoc(vci);
        for (int i = 0; i < 1_000; i++) {
            arrives(StationVci.ARP);
            arrives(StationVci.IP_BROADCAST);
        }
        assertThat(card.blocks.free).hasSize(128 - 128 / 8 - 128 / 4);
        assertThat(driver.counter(Counter.DROP_POOL_LIMIT)).isEqualTo(2_000 - 16 - 32);
        arrives(vci);
        assertThat(received(pool)).isEqualTo(vci);
    }

    @Test
    void an_ip_pool_that_was_closed_stays_closed() {
        var driver = PoolTest.operational(card);
        driver.ipPool().close();
        card.ringUp(2, 3, 10);
        driver.service();
        assertThat(card.lookUp(StationVci.of(2, StationVci.IP_CHANNEL))).isZero();
        assertThat(card.lookUp(StationVci.IP_BROADCAST)).isZero();
    }

    @Test
    void a_pool_that_is_lent_is_its_borrowers_until_it_is_closed() {
        var driver = PoolTest.operational(card);
        int unicast = StationVci.of(STATION, StationVci.IP_CHANNEL);
        arrives(unicast);
        driver.poll();
        var share = driver.newTransmitShare();
        var lent = driver.lendPool(SystemPool.IP, new ChannelRange(0, 0x100), share, VciQuota.NONE);
        assertThat(lent.waiting()).as("what came before").isZero();
        arrives(unicast);
        arrives(StationVci.IP_BROADCAST);
        assertThat(received(lent)).isEqualTo(unicast);
        assertThat(received(lent)).isEqualTo(StationVci.IP_BROADCAST);
        assertThatThrownBy(driver::ipPool).hasMessageContaining("pool 'IP': it is lent");
        assertThatThrownBy(() -> lend(driver, SystemPool.IP, share))
                .isInstanceOfSatisfying(
                        DriverException.class,
                        e -> assertThat(e.reason()).isEqualTo(DriverException.Reason.POOL_TAKEN));
        assertThat(driver.arpPool().isClosed()).isFalse();

        var chain = lent.newChain();
        lent.alloc(chain, 1);
        card.paused = true;
        var ticket = new SendTicket();
        assertThat(lent.send(chain, 40, StationVci.IP_BROADCAST, ticket)).isEqualTo(Outcome.OK);
        assertThat(lent.send(chain, 40, 0x200, new SendTicket()))
                .isEqualTo(Outcome.VCI_NOT_PERMITTED);
        lent.close();
        driver.service();
        assertThatThrownBy(() -> lend(driver, SystemPool.IP, share))
                .hasMessageContaining("its last frame has not completed");
        assertThat(card.lookUp(StationVci.IP_BROADCAST)).isZero();
        card.resume();
        driver.service();
        driver.service();
        arrives(unicast);
        assertThat(received(driver.ipPool())).isEqualTo(unicast);
        assertThat(card.blocks.free).hasSize(128);
        lend(driver, SystemPool.IP, share).close();
        assertThat(driver.freeBlocks()).isEqualTo(128);
    }

    private static Pool lend(Driver driver, SystemPool which, TransmitShare share) {
        return driver.lendPool(which, ChannelRange.ALL, share, VciQuota.NONE);
    }

    @Test
    void a_borrower_without_vcis_gets_nothing_and_the_driver_has_the_pool_again() {
        var driver = PoolTest.operational(card);
        var share = driver.newTransmitShare();
        var none =
                new VciQuota() {
                    @Override
                    public void take() {
                        throw new DriverException(
                                DriverException.Reason.QUOTA_EXCEEDED, "no VCI left");
                    }

                    @Override
                    public void giveBack() {}
                };
        assertThatThrownBy(() -> driver.lendPool(SystemPool.ARP, ChannelRange.ALL, share, none))
                .hasMessage("no VCI left");
        arrives(StationVci.ARP);
        assertThat(received(driver.arpPool())).isEqualTo(StationVci.ARP);
    }

    @Test
    void an_adapter_with_few_pools_has_the_first_of_them() {
        var two = new LoopbackAdapter(new Capabilities(16, 11, 2, 4, 4, 4, 5, 4), random);
        var driver = PoolTest.operational(two);
        assertThat(driver.arpPool().options().limits().receive()).isEqualTo(2);
        assertThatThrownBy(driver::ipPool)
                .hasMessageContaining(
                        "pool 'IP': its number is 2, which this adapter does not have");
    }
}
