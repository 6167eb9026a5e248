package org.jetstreamlan.abi.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.ScriptMemory;
import org.jetstreamlan.regs.Layout;
import org.junit.jupiter.api.Test;

class ClientMemoryTest {
    private final MemorySegment memory = MemorySegment.ofArray(new long[64 << 10]);

    private static int at(Layout layout, String name) {
        var names = layout.words().stream().map(Layout.Word::name).toList();
        return 4 * names.indexOf(name);
    }

    private int place(String name) {
        return memory.get(WORD, at(ClientMemory.LAYOUT, name));
    }

    @Test
    void nothing_overlaps_and_all_is_aligned() {
        for (int entries = 2; entries <= ClientMemory.ENTRIES_MAXIMUM; entries *= 2) {
            for (int scripts : new int[] {1, 2, 7, ClientMemory.SCRIPTS_MAXIMUM}) {
                var sizes = new ClientMemory(entries, scripts, 100);
                assertThat(sizes.answers()).isEqualTo(ClientMemory.SUBMISSIONS_AT + 64 * entries);
                assertThat(sizes.script(0)).isEqualTo(sizes.answers() + 64 * entries);
                assertThat(sizes.script(scripts - 1) % ScriptMemory.SLOT_BYTES).isZero();
                assertThat(sizes.message(0)).isEqualTo(sizes.script(scripts));
                assertThat(sizes.user())
                        .isGreaterThanOrEqualTo(sizes.message(entries))
                        .isLessThan(sizes.message(entries) + 4_096);
                assertThat(sizes.user() % 4_096).isZero();
                assertThat(sizes.bytes()).isEqualTo(sizes.user() + 100L);
            }
        }
        assertThat(ClientMemory.waiting(ClientMemory.SLOTS))
                .isLessThanOrEqualTo(ClientMemory.SUBMISSIONS_AT);
        assertThat(StatusMemory.pool(StatusMemory.POOL_ROWS)).isEqualTo(StatusMemory.CLIENTS_AT);
    }

    @Test
    void the_header_tells_all_places_and_comes_back() {
        var sizes = new ClientMemory(8, 3, 5_000);
        sizes.write(memory);
        assertThat(ClientMemory.read(memory)).isEqualTo(sizes);
        assertThat(place("ENTRIES")).isEqualTo(8);
        assertThat(place("SCRIPTS")).isEqualTo(3);
        assertThat(place("USER_BYTES")).isEqualTo(5_000);
        assertThat(place("ANSWERS_PLACE")).isEqualTo(sizes.answers());
        assertThat(place("SCRIPTS_PLACE")).isEqualTo(sizes.script(0));
        assertThat(place("USER_PLACE")).isEqualTo(sizes.user());
        assertThat(place("SUBMISSIONS_PLACE")).isEqualTo(0x3000);
        assertThat(place("SUBMISSION_PRODUCER_PLACE")).isEqualTo(0x1000);
        assertThat(place("SUBMISSION_CONSUMER_PLACE")).isEqualTo(0x2000);
        assertThat(place("ANSWER_PRODUCER_PLACE")).isEqualTo(0x2040);
        assertThat(place("ANSWER_CONSUMER_PLACE")).isEqualTo(0x1040);
        assertThat(place("SLEEPS_PLACE")).isEqualTo(0x1080);
        assertThat(place("MESSAGES_PLACE")).isEqualTo(sizes.message(0));
        assertThat(place("WAITING_PLACE")).isEqualTo(0x2400);
    }

    @Test
    void layouts_lie_where_the_constants_say() {
        assertThat(at(Submission.LAYOUT, "OPTIONS")).isEqualTo(Submission.OPTIONS_AT);
        assertThat(at(Submission.LAYOUT, "NAME_0")).isEqualTo(Submission.NAME_AT);
        assertThat(Submission.LAYOUT.bytes()).isEqualTo(ClientMemory.ENTRY_BYTES);
        assertThat(at(Answer.LAYOUT, "LIMIT_LOW")).isEqualTo(Answer.LIMIT_AT);
        assertThat(at(Answer.LAYOUT, "SLOT")).isEqualTo(Answer.SLOT_AT);
        assertThat(at(Answer.LAYOUT, "MESSAGE")).isEqualTo(Answer.MESSAGE_AT);
        assertThat(Answer.LAYOUT.bytes()).isEqualTo(ClientMemory.ENTRY_BYTES);
        assertThat(at(Greeting.LAYOUT, "USER_BYTES")).isEqualTo(Greeting.USER_BYTES_AT);
        assertThat(FileMessage.BYTES).isEqualTo(8);
        assertThat(Welcome.LAYOUT.bytes()).isEqualTo(Welcome.TEXT_AT);
        assertThat(at(StatusMemory.LAYOUT, "OUTSTANDING")).isEqualTo(StatusMemory.OUTSTANDING_AT);
        assertThat(at(StatusMemory.LAYOUT, "DAEMON_SLEEPS"))
                .isEqualTo(StatusMemory.DAEMON_SLEEPS_AT);
        assertThat(at(StatusMemory.LAYOUT, "CLIENTS_PLACE"))
                .isEqualTo(StatusMemory.CLIENTS_PLACE_AT);
        assertThat(at(StatusMemory.POOL, "NAME_0")).isEqualTo(StatusMemory.NAME_AT);
        assertThat(StatusMemory.POOL.bytes()).isEqualTo(StatusMemory.ROW_BYTES);
        assertThat(at(StatusMemory.CLIENT, "SUBMISSIONS_LOW"))
                .isEqualTo(StatusMemory.SUBMISSIONS_AT);
    }

    @Test
    void sizes_that_cannot_be_and_headers_of_others_are_refused() {
        assertThatThrownBy(() -> new ClientMemory(6, 1, 1)).hasMessageContaining("no power of two");
        assertThatThrownBy(() -> new ClientMemory(8_192, 1, 1))
                .hasMessage("client: entries of a ring 8,192 not in 2..4,096");
        assertThatThrownBy(() -> new ClientMemory(4, 0, 1)).hasMessageContaining("scripts 0");
        assertThatThrownBy(() -> new ClientMemory(4, 1, 0)).hasMessageContaining("user memory 0");
        assertThatThrownBy(() -> ClientMemory.read(memory))
                .hasMessageContaining("begins with 0x0, not 0x4a534401");
        new ClientMemory(4, 1, 1 << 20).write(memory);
        assertThatThrownBy(() -> ClientMemory.read(memory)).hasMessageContaining("its header says");
    }

    @Test
    void numbers_without_a_meaning_are_told_from_others() {
        assertThat(Request.of(5)).isEqualTo(Request.RUN);
        assertThat(Request.of(7)).isEqualTo(Request.CLOSE_FILE);
        assertThat(Request.of(Request.values().length)).isEqualTo(Request.NONE);
        assertThat(Request.of(-1)).isEqualTo(Request.NONE);
        assertThat(ServiceReason.of(6)).isEqualTo(ServiceReason.UNKNOWN_POOL);
        int count = ServiceReason.values().length;
        assertThatThrownBy(() -> ServiceReason.of(count))
                .hasMessageContaining("none of 0..%d", count - 1);
    }
}
