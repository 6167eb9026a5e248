package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.StationVci;
import org.junit.jupiter.api.Test;

class TransmitSharesTest {
    private static final int RING = 16;

    @Test
    void each_always_gets_what_is_promised_to_it_whoever_floods() {
        for (int parties = 1; parties <= RING / 2; parties++) {
            var shares = new TransmitShares(RING);
            var all = opened(shares, parties);
            int promised = RING / (2 * parties);
            assertThat(take(shares, all.getFirst()))
                    .as("one of %d that floods", parties)
                    .isEqualTo(RING - (parties - 1) * promised);
            for (var each : all.subList(1, parties)) {
                assertThat(take(shares, each)).isEqualTo(promised);
            }
            assertThat(shares.outstanding()).isEqualTo(RING);
        }
    }

    @Test
    void more_parties_than_descriptors_have_one_each_as_they_come() {
        var shares = new TransmitShares(4);
        var all = opened(shares, 6);
        for (var each : all) {
            assertThat(take(shares, each)).isEqualTo(all.indexOf(each) < 4 ? 1 : 0);
        }
    }

    @Test
    void who_comes_later_gets_its_part_as_others_frames_complete() {
        var shares = new TransmitShares(RING);
        var first = shares.open();
        assertThat(take(shares, first)).isEqualTo(RING);
        var second = shares.open();
        assertThat(shares.mayTake(second)).isFalse();
        for (int i = 0; i < 4; i++) {
            shares.giveBack(first);
            assertThat(shares.mayTake(first)).as("descriptor %d", i).isFalse();
            assertThat(take(shares, second)).isEqualTo(1);
        }
        for (int i = 0; i < 12; i++) {
            shares.giveBack(first);
        }
        second.close();
        for (int i = 0; i < 4; i++) {
            shares.giveBack(second);
        }
        assertThat(shares.outstanding()).isZero();
        assertThat(take(shares, first)).isEqualTo(RING);
    }

    private static List<TransmitShare> opened(TransmitShares shares, int count) {
        var all = new ArrayList<TransmitShare>();
        for (int i = 0; i < count; i++) {
            all.add(shares.open());
        }
        return all;
    }

    private static int take(TransmitShares shares, TransmitShare share) {
        int count = 0;
        while (shares.mayTake(share)) {
            shares.take(share);
            count++;
        }
        return count;
    }

    @Test
    void a_pool_that_floods_the_ring_leaves_room_for_others_and_for_ring_management() {
        var card =
                new LoopbackAdapter(
                        new Capabilities(64, 11, 8, 4, 4, 4, 7, 5), Seeds.random("shares"));
        var driver = PoolTest.operational(card);
        try (var one = driver.newTransmitShare();
                var other = driver.newTransmitShare()) {
            var flood =
                    driver.openPool(PoolOptions.named("flood").limits(32, 0), one, VciQuota.NONE);
            var second =
                    driver.openPool(PoolOptions.named("second").limits(32, 0), one, VciQuota.NONE);
            var calm =
                    driver.openPool(PoolOptions.named("calm").limits(8, 0), other, VciQuota.NONE);
            card.paused = true;
            var tickets = new ArrayDeque<SendTicket>();
            assertThat(sendAll(flood, tickets)).isEqualTo(RING - 2 * 2);
            assertThat(flood.lastRefusal().message())
                    .isEqualTo(
                            "pool 'flood': 12 of 12 descriptors are outstanding; poll and try again");
            assertThat(sendAll(second, tickets)).as("another pool of the same").isZero();
            assertThat(sendAll(calm, tickets)).isEqualTo(2);
            assertThat(sendAll(driver.ipPool(), tickets)).isEqualTo(2);
            card.resume();
            driver.poll();
            assertThat(tickets).allMatch(each -> each.state() == SendTicket.State.RETURNED);
            assertThat(one.outstanding() + other.outstanding()).isZero();
        }
        driver.close();
    }

    private static int sendAll(Pool pool, ArrayDeque<SendTicket> tickets) {
        int vci = StationVci.of(5, StationVci.FIRST_FREE_CHANNEL);
        for (int sent = 0; ; sent++) {
            var chain = new BlockChain(1);
            assertThat(pool.alloc(chain, 1)).isEqualTo(Outcome.OK);
            var ticket = new SendTicket();
            if (!pool.send(chain, 40, vci, ticket).ok()) {
                pool.free(chain);
                return sent;
            }
            tickets.add(ticket);
        }
    }
}
