package org.jetstreamlan.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Random;
import org.jetstreamlan.regs.RegisterBlock;
import org.junit.jupiter.api.Test;

class LayoutsTest {
    private final Random random = Seeds.random("layouts");
    private final MemorySegment memory = MemorySegment.ofArray(new byte[96]);

    @Test
    void a_header_word_is_laid_out_as_drawn() {
        var header = new Header(FrameType.MANAGEMENT, true, false, 0b101101, 0b110001);
        var atm = new AtmHeader(0xA, 0xBCDEF1, 0b011, true);
        assertThat(header.bytes01()).isEqualTo(0b1010_1011_1100_0101);
        assertThat(header.word0(atm) >>> 16).isEqualTo(header.bytes01());
        assertThat(header.word0(atm) & 0xFF).isEqualTo(0xAB);
        assertThat(atm.word()).isEqualTo(0xABCD_EF17);
        assertThat(atm.word1()).isEqualTo(0xCDEF_1700 | AtmHeader.hec(0xABCD_EF17));
    }

    @Test
    void headers_come_back_from_their_words() {
        for (int i = 0; i < 1_000; i++) {
            int bits = random.nextInt();
            assertThat(Header.of(bits).bytes01()).isEqualTo(bits >>> 16);
            assertThat(AtmHeader.of(bits).word()).isEqualTo(bits);
            int word0 = Header.of(bits).word0(AtmHeader.of(bits));
            assertThat(AtmHeader.word(word0, AtmHeader.of(bits).word1())).isEqualTo(bits);
            assertThat(Header.checkGood(word0)).isTrue();
        }
    }

    @Test
    void setting_the_circulation_bit_adds_57_to_the_check() {
        var clear = new Header(FrameType.DATA, false, false, 11, 22);
        var set = new Header(FrameType.DATA, false, true, 11, 22);
        assertThat(clear.check() ^ set.check()).isEqualTo(Header.CIRCULATION_CHECK);
        var atm = AtmHeader.noCrc(7);
        assertThat(clear.word0(atm) ^ Header.CIRCULATION_FLIP).isEqualTo(set.word0(atm));
    }

    @Test
    void only_user_data_with_the_user_bit_ends_a_pdu() {
        for (int pt = 0; pt < 8; pt++) {
            assertThat(new AtmHeader(0, 1, pt, false).endsPdu()).isEqualTo(pt == 1 || pt == 3);
        }
    }

    @Test
    void a_copy_descriptor_and_its_completion_are_laid_out_as_drawn() {
        new CopyDescriptor(
                        0x123,
                        0x2A,
                        true,
                        true,
                        0x4567,
                        0xFEDC,
                        0x0102_0304_0506_0708L,
                        0x0A0B_0C0D)
                .write(memory, 0);
        int[] words = {0x032A_0123, 0xFEDC_4567, 0x0506_0708, 0x0102_0304, 0x0A0B_0C0D, 0, 0, 0};
        for (int i = 0; i < words.length; i++) {
            assertThat(memory.get(WindowWords.INT, 4 * i)).as("word %d", i).isEqualTo(words[i]);
        }
        CopyCompletion.write(memory, 32, 0x0A0B_0C0D, CopyOutcome.BUS_ERROR, 0xABCD);
        assertThat(memory.get(WindowWords.INT, 36)).isEqualTo(0x0002_ABCD);
        assertThat(CopyCompletion.read(memory, 32))
                .isEqualTo(new CopyCompletion(0x0A0B_0C0D, CopyOutcome.BUS_ERROR, 0xABCD));
        assertThat(CopyDescriptor.isRunLegal(0x0001_07FF, 0, 2_048)).isTrue();
        assertThat(CopyDescriptor.isRunLegal(0x0002_07FF, 0, 2_048)).isFalse();
        assertThat(CopyDescriptor.isRunLegal(0x0000_0000, 0, 2_048)).isFalse();
        assertThat(CopyDescriptor.isRunLegal(0x0001_0000, -1L << 16, 2_048)).isFalse();
        assertThat(CopyDescriptor.isRunLegal(0x0001_0000, (-1L << 16) - 1, 2_048)).isTrue();
    }

    @Test
    void a_descriptor_is_laid_out_as_drawn() {
        var descriptor =
                new TransmitDescriptor(
                        0x123, true, true, 65_528, AtmHeader.endOfPdu(0xABCDEF).word(), 0x01020304);
        descriptor.write(memory, 8);
        assertThat(hex(8))
                .isEqualTo("23010300f8ff0000f2debc0a04030201" + "00000000000000000000000000000000");
        assertThat(TransmitDescriptor.read(memory, 8)).isEqualTo(descriptor);
        var summed = descriptor.withChecksum(0x1234, 0xFEDC);
        summed.write(memory, 8);
        assertThat(hex(8))
                .isEqualTo("23010700f8ff0000f2debc0a04030201" + "3412dcfe000000000000000000000000");
        assertThat(TransmitDescriptor.read(memory, 8)).isEqualTo(summed);
    }

    @Test
    void a_completion_is_laid_out_as_drawn() {
        var completion = new Completion(7, CompletionResult.LOST, 63, 0x69, 0x100, 0x3_0000_0200L);
        completion.write(memory, 0);
        assertThat(hex(0))
                .isEqualTo("07000000693f01000001000000020000" + "00000000030000000000000000000000");
        assertThat(Completion.read(memory, 0)).isEqualTo(completion);
    }

    @Test
    void an_event_is_laid_out_as_drawn() {
        var event =
                new ReceiveEvent(
                        0x1FF,
                        5,
                        CrcVerdict.BAD,
                        true,
                        65_528,
                        32,
                        0x12345678,
                        0x4_0000_0009L,
                        0xBEEF);
        event.write(memory, 16);
        assertThat(hex(16))
                .isEqualTo("ff010506f8ff00027856341209000000" + "efbe0000040000000000000000000000");
        assertThat(ReceiveEvent.read(memory, 16)).isEqualTo(event);
    }

    @Test
    void an_entry_is_valid_under_its_own_index_alone() {
        var ring = Arena.ofAuto().allocate(2 * RingEntry.BYTES, RingEntry.ALIGNMENT);
        for (int index : new int[] {0, 1, 0xFFFE, 0xFFFF, 0x1_0000, 0x1_0001}) {
            int at = index % 2 * RingEntry.BYTES;
            assertThat(RingEntry.isWritten(ring, at, index)).isFalse();
            RingEntry.publish(ring, at, index);
            assertThat(RingEntry.isWritten(ring, at, index)).isTrue();
            assertThat(RingEntry.isWritten(ring, at, index + 2)).isFalse();
            assertThat(RingEntry.isWritten(ring, at, index - 2)).isFalse();
        }
    }

    private String hex(int at) {
        return HexFormat.of()
                .formatHex(
                        memory.asSlice(at, RingEntry.BYTES)
                                .toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
    }

    @Test
    void a_management_frame_comes_back_and_has_a_good_crc() {
        var management =
                new ManagementFrame(
                        ManagementFrame.Operation.CLAIM, 3, -5, 125_000, 16_382, 0xA1B2C3D4E5F6L);
        var frame = management.frame(17);
        assertThat(frame.length()).isEqualTo(48);
        assertThat(frame.header().source()).isEqualTo(17);
        assertThat(frame.crcVerdict()).isEqualTo(CrcVerdict.GOOD);
        assertThat(ManagementFrame.of(frame)).isEqualTo(management);
    }

    @Test
    void the_vci_says_whose_it_is() {
        int vci = StationVci.of(63, 0x3FFFF);
        assertThat(vci).isEqualTo(0xFFFFFF);
        assertThat(StationVci.station(vci)).isEqualTo(63);
        assertThat(StationVci.isFreeOn(vci, 63)).isFalse();
        int free = StationVci.of(63, 0x2FFFF);
        assertThat(StationVci.isFreeOn(free, 63)).isTrue();
        assertThat(StationVci.isFreeOn(free, 62)).isFalse();
        assertThat(StationVci.isSystem(StationVci.ARP)).isTrue();
        assertThat(StationVci.isUnicastOf(StationVci.ARP, 0)).isFalse();
        assertThat(StationVci.isUnicastOf(0x100, 0)).isTrue();
        assertThatThrownBy(() -> StationVci.of(64, 0)).hasMessageContaining("station 64");
    }

    @Test
    void capabilities_come_back_from_their_registers() {
        var ecp5 = Capabilities.ECP5;
        assertThat(
                        Capabilities.of(
                                ecp5.blocksRegister(), ecp5.tablesRegister(), ecp5.ringsRegister()))
                .isEqualTo(ecp5);
        assertThat(ecp5.blocksFor(65_520)).isEqualTo(32);
        assertThatThrownBy(() -> Capabilities.of(-1, -1, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_registers_of_the_contract_lie_where_docs_adapter_md_says() {
        RegisterBlock block = Registers.BLOCK;
        assertThat(block.bytes()).isEqualTo(4096);
        assertThat(Registers.CONTROL.offset()).isEqualTo(0x20);
        assertThat(Registers.TRANSMIT_PRODUCER.offset()).isEqualTo(0x80);
        assertThat(Registers.INTERRUPT_STATUS.offset()).isEqualTo(0xA0);
        assertThat(Registers.FREE.offset()).isEqualTo(0xC0);
        assertThat(Registers.POOL_INDEX.offset()).isEqualTo(0xD0);
        assertThat(Registers.VCI_INDEX.offset()).isEqualTo(0x100);
        assertThat(Registers.ALLOC.offset(63)).isEqualTo(0x2FC);
        assertThat(Registers.CLAIM.offset()).isEqualTo(0x300);
        assertThat(Registers.CLAIM.offset(63)).isEqualTo(0x3FC);
        assertThat(Counter.DELIVERED.offset()).isEqualTo(0x400);
    }
}
