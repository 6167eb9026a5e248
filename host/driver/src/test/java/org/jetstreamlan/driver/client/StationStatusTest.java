package org.jetstreamlan.driver.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.jetstreamlan.abi.daemon.StatusMemory;
import org.jetstreamlan.driver.DriverException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class StationStatusTest {
    private final MemorySegment memory = MemorySegment.ofArray(new long[StatusMemory.BYTES / 8]);

    @Test
    void a_status_that_its_writer_left_half_written_ends_the_reading_in_time() {
        memory.set(WORD, StatusMemory.IDENTIFICATION_AT, StatusMemory.IDENTIFICATION_VALUE);
        memory.set(WORD, StatusMemory.SEQUENCE_AT, 7);
        var thrown =
                Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(20),
                        () ->
                                catchThrowableOfType(
                                        DriverException.class, () -> StationStatus.read(memory)));
        assertThat(thrown.reason()).isEqualTo(DriverException.Reason.DAEMON_TIME_OUT);
        memory.set(WORD, StatusMemory.SEQUENCE_AT, 8);
        assertThat(StationStatus.read(memory).pools()).isEmpty();
    }
}
