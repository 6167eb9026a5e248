package org.jetstreamlan.abi.clan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.regs.Register;
import org.junit.jupiter.api.Test;

class ClanFormatsTest {
    private final MemorySegment memory = Arena.ofAuto().allocate(4_200, 64);

    private static ClanFrame write(long address) {
        return new ClanFrame(
                ClanOperation.WRITE,
                ClanFrame.NOTIFY,
                ClanFrame.vci(5, 0x3F),
                9,
                0x21,
                0xBEEF,
                0x1234,
                ClanReason.NONE,
                RegionKey.of(3, 0x12345),
                address);
    }

    private String hex(int at, int bytes) {
        return HexFormat.of().formatHex(memory.asSlice(at, bytes).toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void a_frame_is_laid_out_as_drawn() {
        var frame = write(0x0001_0203_0405_0607L);
        int length = ClanFrame.length(frame.address(), 5);
        assertThat(length).isEqualTo(24 + 7 + 5);
        assertThat(frame.write(memory, length)).isEqualTo(12);
        memory.set(ValueLayout.JAVA_BYTE, frame.dataAt(), (byte) 0xAA);
        ClanFrame.seal(memory, 12);
        assertThat(hex(0, 40))
                .isEqualTo(
                        "0117003f"
                                + "2421beef"
                                + "12340000"
                                + "01812345"
                                + "0001020304050607"
                                + "00000000000000aa"
                                + "0000000000000000");
        assertThat(hex(40, 4)).isEqualTo("00000024");
        assertThat(Aal5.crc(memory, 0, 48)).isEqualTo(~Aal5.RESIDUE);
        assertThat(ClanFrame.lengthOf(memory, 12)).isEqualTo(length);
        assertThat(ClanFrame.read(memory)).isEqualTo(frame);
        assertThat(frame.dataBytes(length, 12)).isEqualTo(5);
        assertThat(StationVci.isFreeOn(frame.vci(), 5)).isFalse();
        assertThat(ClanFrame.endpointOf(frame.vci())).isEqualTo(0x3F);
        assertThat(ClanFrame.endpointOf(StationVci.of(5, 0x3_0400))).isEqualTo(-1);
    }

    @Test
    void each_frame_of_legal_data_has_one_length_and_no_other_payload_goes_with_it() {
        for (int lane = 0; lane < 8; lane++) {
            var frame = write(0x7000 + lane);
            for (int bytes = 0; bytes <= 4_096; bytes++) {
                int length = ClanFrame.length(frame.address(), bytes);
                int words = ClanFrame.payloadWords(length);
                assertThat(words).isBetween(12, ClanFrame.PAYLOAD_WORDS_MAXIMUM + 2);
                int said = frame.dataBytes(length, words);
                assertThat(said).isEqualTo(lane + bytes <= 4_096 ? bytes : -1);
                assertThat(frame.dataBytes(length, words + 1)).isEqualTo(-1);
                assertThat(frame.dataBytes(length, words - 1)).isEqualTo(-1);
            }
            assertThat(frame.dataBytes(24 + lane - 1, 12)).isEqualTo(-1);
        }
    }

    @Test
    void a_read_reply_or_break_has_the_length_that_it_has() {
        for (var operation :
                new ClanOperation[] {
                    ClanOperation.READ, ClanOperation.REPLY, ClanOperation.BREAK
                }) {
            var frame = new ClanFrame(operation, 0, 1, 0, 0, 0, 0, ClanReason.KEY, 0, 0x1FFF);
            for (int length = 0; length < 64; length++) {
                boolean right = length == (operation == ClanOperation.READ ? 32 : 24);
                int words = ClanFrame.payloadWords(length);
                assertThat(frame.dataBytes(length, words)).isEqualTo(right ? 0 : -1);
            }
        }
        memory.set(ValueLayout.JAVA_BYTE, 0, (byte) 0x50);
        assertThat(ClanFrame.read(memory)).isNull();
    }

    @Test
    void a_descriptor_is_laid_out_as_drawn() {
        int head =
                DmaDescriptor.OPERATION.of(DmaDescriptor.READ)
                        | DmaDescriptor.COMPLETE.mask()
                        | DmaDescriptor.COUNT.of(1);
        DmaDescriptor.write(memory, 64, head, 7, RegionKey.of(1, 2), 0x0102030405060708L);
        DmaDescriptor.writeSegment(memory, 64, 0, RegionKey.of(0, 3), 9, 0x1_0000_0002L);
        assertThat(hex(64, 48))
                .isEqualTo(
                        "02200100"
                                + "07000000"
                                + "02008000"
                                + "00000000"
                                + "0807060504030201"
                                + "0000000000000000"
                                + "03000000"
                                + "09000000"
                                + "0200000001000000");
        assertThat(DmaDescriptor.LAYOUT.bytes()).isEqualTo(DmaDescriptor.BYTES);
    }

    @Test
    void an_event_comes_back_from_its_entry() {
        for (var kind : ClanEvent.Kind.values()) {
            var event = new ClanEvent(kind, 5, 13, 0xFFF, 0x1234);
            event.write(memory, 32);
            assertThat(ClanEvent.read(memory, 32)).isEqualTo(event);
        }
        assertThat(hex(32, 8)).isEqualTo("520dff0f34120000");
        assertThat(ClanEvent.LAYOUT.bytes()).isEqualTo(32);
        assertThat(StatusPage.LAYOUT.bytes()).isEqualTo(StatusPage.BYTES);
    }

    @Test
    void each_entry_fits_the_data_registers() {
        for (var table : ClanTable.values()) {
            assertThat(table.layout().words()).hasSizeLessThanOrEqualTo(ClanRegisters.DATA_WORDS);
        }
        assertThat(EndpointEntry.cells(0)).isZero();
        assertThat(EndpointEntry.cells(7)).isEqualTo(1_024);
    }

    @Test
    void no_register_of_clan_lies_where_another_is() {
        var places = new HashSet<Integer>();
        for (var block : List.of(Registers.BLOCK, ClanRegisters.BLOCK)) {
            for (Register register : block.registers()) {
                for (int i = 0; i < register.count(); i++) {
                    assertThat(places.add(register.offset(i))).as(register.name()).isTrue();
                }
            }
        }
        assertThat(ClanCounter.ACCEPTED.offset()).isEqualTo(0x900);
    }

    @Test
    void sizes_come_back_from_their_register() {
        assertThat(ClanSizes.of(ClanSizes.DEFAULT.register())).isEqualTo(ClanSizes.DEFAULT);
        assertThatThrownBy(() -> ClanSizes.of(-1)).hasMessageContaining("log2Endpoints");
        assertThatThrownBy(() -> ClanFrame.vci(0, 1_024)).hasMessageContaining("endpoint 1024");
        assertThatThrownBy(() -> RegionKey.of(512, 1)).hasMessageContaining("ENTRY");
    }

    @Test
    void a_tripwire_may_lie_in_four_different_sets_of_its_table() {
        int word0 = TripwireEntry.VALID.mask() | TripwireEntry.PLACE.of(17);
        long key = TripwireHash.key(word0, 0xABCDE);
        assertThat(key).isEqualTo(17L << 24 | 0xABCDE);
        assertThat(TripwireHash.key(word0 | TripwireEntry.OUTBOUND.mask(), 0))
                .isEqualTo(1L << 34 | 17L << 24);
        for (int log2 = 6; log2 <= 12; log2++) {
            for (int way = 0; way < TripwireHash.WAYS; way++) {
                assertThat(TripwireHash.entry(key, way, log2) >>> log2 - 2).isEqualTo(way);
            }
        }
    }
}
