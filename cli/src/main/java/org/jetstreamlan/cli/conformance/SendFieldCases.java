package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipError;
import org.jetstreamlan.via.VipErrorCode;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipViAttributes;

/// Sends with each field wrong.
final class SendFieldCases {
    private static final VipReliability LEVEL = VipReliability.RELIABLE_DELIVERY;

    private SendFieldCases() {}

    /// A send that is wrong in one field.
    private static void wrong(Cases list, String what, int status, Wrong wrong) {
        list.full(
                what,
                bench -> {
                    var pair = bench.pair(LEVEL);
                    bench.near().send(pair.client(), wrong.of(bench.near().memory()));
                    bench.sent(pair.client(), status);
                });
    }

    @FunctionalInterface
    private interface Wrong {
        VipDescriptor of(ViaMemory own);
    }

    static void add(Cases list) {
        wrong(
                list,
                "Control: a reserved bit is FORMAT_ERROR",
                0x3,
                memory -> memory.descriptor(0, 0x10, 0));
        wrong(
                list,
                "Control: the reserved operation is FORMAT_ERROR",
                0x3,
                memory -> memory.descriptor(0, VipDescriptor.OP_MASK, 0));
        wrong(
                list,
                "Reserved that is not 0 is FORMAT_ERROR",
                0x3,
                memory -> {
                    memory.segment().set(ValueLayout.JAVA_INT, VipDescriptor.RESERVED_AT, 0);
                    var descriptor = memory.descriptor(0, 0, 0);
                    memory.segment().set(ValueLayout.JAVA_INT, VipDescriptor.RESERVED_AT, 1);
                    return descriptor;
                });
        wrong(
                list,
                "SegCount 17 is FORMAT_ERROR",
                0x3,
                memory -> {
                    var descriptor = memory.descriptor(0, 0, 17);
                    for (int i = 0; i < 17; i++) {
                        descriptor.data(memory.data(i), memory.handle(), 1);
                    }
                    return descriptor;
                });
        wrong(
                list,
                "an RDMA write without an address segment is FORMAT_ERROR",
                0x2_0003,
                memory -> memory.descriptor(0, VipDescriptor.OP_RDMAWRITE, 0));
        wrong(
                list,
                "an RDMA read with immediate data is FORMAT_ERROR",
                0xC_0003,
                memory ->
                        memory.descriptor(0, VipDescriptor.OP_RDMAREAD | VipDescriptor.IMMEDIATE, 0)
                                .remote(memory.data(0), memory.handle()));
        wrong(
                list,
                "an address segment whose Reserved is not 0 is FORMAT_ERROR",
                0x2_0003,
                memory ->
                        memory.descriptor(0, VipDescriptor.OP_RDMAWRITE, 0)
                                .data(memory.data(0), memory.handle(), 1));
        wrong(
                list,
                "Data below the memory is PROTECTION_ERROR",
                0x5,
                memory -> memory.descriptor(0, 0, 8).data(memory.at(-1), memory.handle(), 8));
        wrong(
                list,
                "Data beyond the memory is PROTECTION_ERROR",
                0x5,
                memory ->
                        memory.descriptor(0, 0, 8)
                                .data(memory.at(ViaHost.BYTES - 7), memory.handle(), 8));
        wrong(
                list,
                "a length of 2^32 - 1 is PROTECTION_ERROR and LENGTH_ERROR",
                0xD,
                memory -> memory.descriptor(0, 0, -1).data(memory.data(0), memory.handle(), -1));
        list.full(
                "longer than maxTransferSize is LENGTH_ERROR",
                bench -> {
                    var client =
                            bench.near()
                                    .vi(
                                            new VipViAttributes(
                                                    bench.near().tag(), LEVEL, 64, 0, true, true));
                    var server =
                            bench.far()
                                    .vi(
                                            new VipViAttributes(
                                                    bench.far().tag(), LEVEL, 64, 0, true, true));
                    bench.connect(client, server);
                    bench.near().send(client, bench.near().memory().message(0, 0, 65));
                    bench.sent(client, 0x9);
                });
        list.full(
                "a descriptor that is not 64-byte aligned: INVALID_PARAMETER, POST_DESC",
                bench -> {
                    var vi = bench.pair(LEVEL).client();
                    var own = bench.near().memory();
                    expect(
                            vi.postSend(new VipDescriptor(own.segment().asSlice(8)), own.handle()),
                            VipResult.INVALID_PARAMETER);
                    expect(
                            bench.near().errors(),
                            List.of(new VipError(VipErrorCode.POST_DESC, vi)));
                });
        list.full(
                "a descriptor whose segments lie beyond its memory: INVALID_PARAMETER, POST_DESC",
                bench -> {
                    var vi = bench.pair(LEVEL).client();
                    var own = bench.near().memory(64, false, false);
                    var large = bench.near().memory();
                    var descriptor =
                            new VipDescriptor(own.segment())
                                    .control(0, 0)
                                    .data(large.data(0), large.handle(), 0)
                                    .data(large.data(0), large.handle(), 0);
                    expect(vi.postSend(descriptor, own.handle()), VipResult.SUCCESS);
                    own.segment()
                            .set(ValueLayout.JAVA_SHORT, VipDescriptor.SEG_COUNT_AT, (short) 3);
                    expect(vi.postSend(descriptor, own.handle()), VipResult.INVALID_PARAMETER);
                });
    }
}
