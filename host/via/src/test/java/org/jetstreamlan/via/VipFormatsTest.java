package org.jetstreamlan.via;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Names, numbers and bytes of the specification.
class VipFormatsTest {
    @Test
    void codesHaveTheSpecificationsNumbers() {
        assertThat(Arrays.stream(VipResult.values()).map(code -> code.ordinal() + " " + code))
                .containsExactly(
                        "0 SUCCESS",
                        "1 NOT_DONE",
                        "2 INVALID_PARAMETER",
                        "3 ERROR_RESOURCE",
                        "4 TIMEOUT",
                        "5 REJECT",
                        "6 INVALID_RELIABILITY_LEVEL",
                        "7 INVALID_MTU",
                        "8 INVALID_QOS",
                        "9 INVALID_PTAG",
                        "10 INVALID_RDMAREAD",
                        "11 DESCRIPTOR_ERROR",
                        "12 INVALID_STATE",
                        "13 ERROR_NAMESERVICE",
                        "14 NO_MATCH");
        assertThat(VipErrorCode.values()).hasSize(11);
        assertThat(Arrays.stream(VipReliability.values()).map(VipReliability::code))
                .containsExactly(1, 2, 4);
    }

    @Test
    void aDescriptorIsWhatTheSpecificationSays() {
        var memory = Arena.ofAuto().allocate(64, VipDescriptor.ALIGNMENT);
        memory.fill((byte) 0xEE);
        int control = VipDescriptor.OP_RDMAWRITE | VipDescriptor.IMMEDIATE | VipDescriptor.QFENCE;
        var descriptor =
                new VipDescriptor(memory)
                        .control(control, 0x0102)
                        .immediate(0xA1B2_C3D4)
                        .remote(0x1122_3344_5566_7788L, 0x0A0B_0C0D)
                        .data(0x0807_0605_0403_0201L, 0x7766_5544, 0x0102);
        assertThat(HexFormat.of().formatHex(memory.toArray(ValueLayout.JAVA_BYTE)))
                .isEqualTo(
                        "0000000000000000" // Next
                                + "00000000" // NextHandle
                                + "0200" // SegCount
                                + "0d00" // Control
                                + "00000000" // Reserved
                                + "d4c3b2a1" // ImmediateData
                                + "02010000" // Length
                                + "00000000" // Status
                                + "8877665544332211" // address segment
                                + "0d0c0b0a"
                                + "00000000"
                                + "0102030405060708" // data segment
                                + "44556677"
                                + "02010000");
        descriptor.finish(7, VipDescriptor.STATUS_OP_RDMA_READ | VipDescriptor.LENGTH_ERROR);
        assertThat(descriptor.status()).isEqualTo(0x4_0009);
        assertThat(descriptor.length()).isEqualTo(7);
        assertThat(
                        new int[] {
                            VipDescriptor.FORMAT_ERROR,
                            VipDescriptor.PROTECTION_ERROR,
                            VipDescriptor.LENGTH_ERROR,
                            VipDescriptor.PARTIAL_ERROR,
                            VipDescriptor.DESC_FLUSHED_ERROR,
                            VipDescriptor.TRANSPORT_ERROR,
                            VipDescriptor.RDMA_PROT_ERROR,
                            VipDescriptor.REMOTE_DESC_ERROR
                        })
                .containsExactly(2, 4, 8, 16, 32, 64, 128, 256);
    }

    @Test
    void whatTwoEndsTellEachOtherIsReadAsItWasWritten() {
        var text =
                new ConnectText(
                        0x8000_0001,
                        -2L,
                        1 << 20,
                        true,
                        false,
                        ConnectText.Kind.AGAIN,
                        new byte[] {1, 2},
                        new byte[64]);
        var read = ConnectText.of(text.bytes()).orElseThrow();
        assertThat(read).usingRecursiveComparison().isEqualTo(text);
        for (int bytes = 0; bytes < text.bytes().length; bytes++) {
            assertThat(ConnectText.of(Arrays.copyOf(text.bytes(), bytes))).isEmpty();
        }
        var forged = text.bytes();
        forged[2] = (byte) 200;
        assertThat(ConnectText.of(forged)).isEmpty();
        forged = text.bytes();
        forged[1] |= 0xC;
        assertThat(ConnectText.of(forged)).isEmpty();
    }

    /// Services from 0 to 255 are privileged users' in a daemon.
    @Test
    void noDiscriminatorIsAServiceThatNeedsARight() {
        assertThat(new VipAddress(1, new byte[0]).service()).isNegative();
        for (int value = 0; value < 256; value++) {
            assertThat(new VipAddress(1, new byte[] {(byte) value}).service()).isNegative();
        }
    }
}
