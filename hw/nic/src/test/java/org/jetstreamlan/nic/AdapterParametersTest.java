package org.jetstreamlan.nic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.hdl.Design;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What builds of the adapter there are.
class AdapterParametersTest {
    @Test
    void thePresetsAreThoseOfTheContract() {
        assertThat(AdapterParameters.paper().capabilities()).isEqualTo(Capabilities.FULL);
        assertThat(AdapterParameters.ecp5().capabilities()).isEqualTo(Capabilities.ECP5);
    }

    static Stream<AdapterParameters> builds() {
        return Stream.of(
                AdapterParameters.paper(),
                AdapterParameters.ecp5(),
                AdapterParameters.small(),
                new AdapterParameters(16, 65_536, 8, 4_096, 256, 1_024, 256, false),
                new AdapterParameters(2, 2_048, 1, 16, 2, 2, 2, false));
    }

    @ParameterizedTest
    @MethodSource("builds")
    void everyBuildElaboratesWithoutErrors(AdapterParameters parameters) {
        assertThat(Design.of(() -> new Adapter(parameters)).circuit().top().name())
                .startsWith("Adapter");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(
                        3,
                        2_048,
                        64,
                        1_024,
                        256,
                        1_024,
                        256,
                        "blocks = 3 is not a power of two; the next are 2 and 4"),
                Arguments.of(
                        1_024,
                        2_048,
                        64,
                        1_024,
                        256,
                        1_024,
                        256,
                        "blocks = 1,024 is not in 2..512"),
                Arguments.of(
                        512,
                        1_024,
                        64,
                        1_024,
                        256,
                        1_024,
                        256,
                        "blockBytes = 1,024 is not in 2,048..65,536"),
                Arguments.of(
                        512,
                        4_096,
                        64,
                        1_024,
                        256,
                        1_024,
                        256,
                        "2,097,152 bytes of buffer, the window has room for 1,048,576"),
                Arguments.of(512, 2_048, 65, 1_024, 256, 1_024, 256, "pools = 65 is not in 1..64"),
                Arguments.of(512, 2_048, 64, 8, 256, 1_024, 256, "vciSets = 8 is not in 16..4,096"),
                Arguments.of(
                        512,
                        2_048,
                        64,
                        1_024,
                        512,
                        1_024,
                        512,
                        "transmitRing = 512 is not in 2..256"),
                Arguments.of(
                        512,
                        2_048,
                        64,
                        1_024,
                        256,
                        256,
                        256,
                        "eventRing = 256 is not in 512..1,024"),
                Arguments.of(
                        512,
                        2_048,
                        64,
                        1_024,
                        256,
                        1_024,
                        128,
                        "completionRing = 128 is not in 256..256"));
    }

    @ParameterizedTest(name = "{7}")
    @MethodSource("refused")
    void whatDoesNotExistIsRefusedWithTheLimit(
            int blocks,
            int blockBytes,
            int pools,
            int sets,
            int transmit,
            int event,
            int completion,
            String says) {
        assertThatThrownBy(
                        () ->
                                new AdapterParameters(
                                        blocks,
                                        blockBytes,
                                        pools,
                                        sets,
                                        transmit,
                                        event,
                                        completion,
                                        false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(says);
    }
}
