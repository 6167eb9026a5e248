/* Two processes exchange messages of many lengths, then what else a VI can do.
 *
 *   pingpong server LEVEL        pingpong client LEVEL MESSAGES        pingpong again
 *
 * Memory is malloc's, and the heap around it must stay as it was. Ends with 0 if all was as it should be, else says where it was not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vipl.h"

#define LONGEST 20000
#define SLOTS 8
#define GUARD 64
#define SECONDS 20000
#define CHECK(what) check((what) ? 1 : 0, #what, __LINE__)
#define DO(what) expect((what), VIP_SUCCESS, #what, __LINE__)
#define GIVES(code, what) expect((what), (code), #what, __LINE__)

static const char *role;

static void check(int holds, const char *what, int line) {
    if (!holds) {
        fprintf(stderr, "%s: line %d: %s does not hold\n", role, line, what);
        exit(1);
    }
}

static void expect(VIP_RETURN is, VIP_RETURN wanted, const char *what, int line) {
    if (is != wanted) {
        fprintf(stderr, "%s: line %d: %s gives %d, not %d\n", role, line, what, is, wanted);
        exit(1);
    }
}

struct slot {
    VIP_DESCRIPTOR descriptor;
    char pad[64];
};

/* What is registered: descriptors and data, in one run of malloc's memory at no page's boundary. */
static char *whole;
static char *data;
static struct slot *slots;
static VIP_ULONG length;
static VIP_MEM_HANDLE memory;
static VIP_NIC_HANDLE nic;
static VIP_VI_HANDLE vi;
static VIP_CQ_HANDLE cq;
static VIP_PROTECTION_HANDLE tag;
static volatile int errors;
static volatile int notified;

static void on_error(VIP_PVOID context, VIP_ERROR_DESCRIPTOR *error) {
    CHECK(context == (VIP_PVOID)&errors && error->NicHandle == nic);
    errors++;
}

static void on_received(VIP_PVOID context, VIP_NIC_HANDLE its, VIP_VI_HANDLE which, VIP_DESCRIPTOR *done) {
    CHECK(context == (VIP_PVOID)&notified && its == nic && which == vi);
    CHECK(done->CS.Status & VIP_STATUS_DONE);
    notified++;
}

static VIP_DESCRIPTOR *fill(int slot, VIP_UINT16 control, VIP_UINT64 at, VIP_UINT32 bytes) {
    VIP_DESCRIPTOR *descriptor = &slots[slot].descriptor;
    memset(&slots[slot], 0, sizeof slots[slot]);
    descriptor->CS.Control = control;
    descriptor->CS.Length = bytes;
    descriptor->CS.SegCount = 1;
    descriptor->DS[0].Local.Data.AddressBits = at;
    descriptor->DS[0].Local.Handle = memory;
    descriptor->DS[0].Local.Length = bytes;
    return descriptor;
}

static char *place(int slot) {
    return data + (size_t)slot * LONGEST;
}

static void post_receive(int slot) {
    VIP_DESCRIPTOR *descriptor = fill(slot, VIP_CONTROL_OP_SENDRECV, (VIP_UINT64)place(slot), LONGEST);
    DO(VipPostRecv(vi, descriptor, memory));
}

static void await_send(VIP_DESCRIPTOR *descriptor) {
    VIP_DESCRIPTOR *done;
    VIP_RETURN result = VipSendWait(vi, SECONDS, &done);
    if (result != VIP_SUCCESS) {
        fprintf(stderr, "%s: a send of %u bytes ends with %d, status %#x\n", role, descriptor->CS.Length, result, descriptor->CS.Status);
    }
    expect(result, VIP_SUCCESS, "VipSendWait", __LINE__);
    CHECK(done == descriptor);
    CHECK((done->CS.Status & VIP_STATUS_DONE) && !(done->CS.Status & VIP_STATUS_ERROR_MASK));
}

static void send_bytes(int slot, VIP_UINT32 bytes) {
    VIP_DESCRIPTOR *descriptor = fill(slot, VIP_CONTROL_OP_SENDRECV, (VIP_UINT64)place(slot), bytes);
    DO(VipPostSend(vi, descriptor, memory));
    await_send(descriptor);
}

/* Through the completion queue, where there is one. */
static VIP_DESCRIPTOR *receive(void) {
    VIP_DESCRIPTOR *done;
    if (cq) {
        VIP_VI_HANDLE which;
        VIP_BOOLEAN received;
        GIVES(VIP_INVALID_STATE, VipRecvWait(vi, 1, &done));
        DO(VipCQWait(cq, SECONDS, &which, &received));
        CHECK(which == vi && received);
        DO(VipRecvDone(vi, &done));
    } else {
        DO(VipRecvWait(vi, SECONDS, &done));
    }
    CHECK(!(done->CS.Status & VIP_STATUS_ERROR_MASK));
    return done;
}

static void address(VIP_NET_ADDRESS *to, const char *station, const char *discriminator) {
    DO(VipNSGetHostByName(nic, (VIP_CHAR *)station, to, 0));
    CHECK(to->HostAddressLen == 6);
    to->DiscriminatorLen = (VIP_UINT16)strlen(discriminator);
    memcpy(to->HostAddress + to->HostAddressLen, discriminator, to->DiscriminatorLen);
}

static void own_address(VIP_NET_ADDRESS *to, const char *discriminator) {
    VIP_NIC_ATTRIBUTES attributes;
    DO(VipQueryNic(nic, &attributes));
    CHECK(attributes.NicAddressLen == 6 && attributes.MaxTransferSize >= LONGEST && attributes.MaxDiscriminatorLen == 64);
    to->HostAddressLen = attributes.NicAddressLen;
    memcpy(to->HostAddress, attributes.LocalNicAddress, attributes.NicAddressLen);
    to->DiscriminatorLen = (VIP_UINT16)strlen(discriminator);
    memcpy(to->HostAddress + to->HostAddressLen, discriminator, to->DiscriminatorLen);
}

static void begin(VIP_RELIABILITY_LEVEL level) {
    VIP_VI_ATTRIBUTES wanted = {level, LONGEST, 0, 0, VIP_TRUE, level != VIP_SERVICE_UNRELIABLE};
    VIP_MEM_ATTRIBUTES rights = {0, VIP_TRUE, VIP_TRUE};
    VIP_MEM_ATTRIBUTES is;
    VIP_VI_STATE state;
    VIP_BOOLEAN no_sends, no_receives;
    GIVES(VIP_INVALID_PARAMETER, VipCloseNic((VIP_NIC_HANDLE)77));
    DO(VipOpenNic("VINIC", &nic));
    DO(VipErrorCallback(nic, (VIP_PVOID)&errors, on_error));
    DO(VipNSInit(nic, NULL));
    DO(VipCreatePtag(nic, &tag));
    length = SLOTS * sizeof(struct slot) + (SLOTS + 1) * LONGEST;
    whole = malloc(length + 64 + 2 * GUARD);
    memset(whole, 0x55, length + 64 + 2 * GUARD);
    slots = (struct slot *)(((size_t)whole + GUARD + 63) & ~(size_t)63);
    data = (char *)(slots + SLOTS);
    GIVES(VIP_INVALID_PTAG, VipRegisterMem(nic, slots, length, &rights, &memory));
    rights.Ptag = tag;
    GIVES(VIP_INVALID_PARAMETER, VipRegisterMem(nic, slots, 0, &rights, &memory));
    DO(VipRegisterMem(nic, slots, length, &rights, &memory));
    DO(VipQueryMem(nic, slots, memory, &is));
    CHECK(is.Ptag == tag && is.EnableRdmaWrite && is.EnableRdmaRead);
    GIVES(VIP_INVALID_PTAG, VipCreateVi(nic, &wanted, NULL, NULL, &vi));
    wanted.Ptag = tag;
    wanted.ReliabilityLevel = 3;
    GIVES(VIP_INVALID_RELIABILITY_LEVEL, VipCreateVi(nic, &wanted, NULL, NULL, &vi));
    wanted.ReliabilityLevel = level;
    GIVES(VIP_INVALID_PARAMETER, VipCreateVi(nic, &wanted, nic, NULL, &vi));
    if (!strcmp(role, "server")) {
        DO(VipCreateCQ(nic, 4, &cq));
        DO(VipResizeCQ(cq, 16));
    }
    DO(VipCreateVi(nic, &wanted, NULL, cq, &vi));
    DO(VipQueryVi(vi, &state, &wanted, &no_sends, &no_receives));
    CHECK(state == VIP_STATE_IDLE && no_sends && no_receives && wanted.Ptag == tag && wanted.MaxTransferSize == LONGEST);
    GIVES(VIP_ERROR_RESOURCE, VipCloseNic(nic));
}

static void end(void) {
    VIP_DESCRIPTOR *done;
    int i;
    DO(VipDisconnect(vi));
    while (VipRecvDone(vi, &done) == VIP_DESCRIPTOR_ERROR && done) {
        CHECK(done->CS.Status & VIP_STATUS_DESC_FLUSHED_ERROR);
    }
    while (VipSendDone(vi, &done) != VIP_DESCRIPTOR_ERROR || done) {
    }
    GIVES(VIP_INVALID_PARAMETER, VipDestroyVi(nic));
    DO(VipDestroyVi(vi));
    if (cq) {
        DO(VipDestroyCQ(cq));
    }
    GIVES(VIP_ERROR_RESOURCE, VipDestroyPtag(nic, tag));
    DO(VipDeregisterMem(nic, slots, memory));
    GIVES(VIP_INVALID_PARAMETER, VipDeregisterMem(nic, slots, memory));
    DO(VipDestroyPtag(nic, tag));
    DO(VipNSShutdown(nic));
    DO(VipCloseNic(nic));
    for (i = 0; i < GUARD; i++) {
        CHECK(whole[i] == 0x55 && whole[length + 64 + GUARD + i] == 0x55);
    }
}

/* What the server tells of its memory, for RDMA. */
struct told {
    VIP_UINT64 at;
    VIP_MEM_HANDLE handle;
};

static void serve(VIP_RELIABILITY_LEVEL level) {
    VIP_NET_ADDRESS *local = malloc(128), *remote = malloc(128);
    VIP_VI_ATTRIBUTES other;
    VIP_CONN_HANDLE request;
    VIP_DESCRIPTOR *done;
    struct told told;
    int i, over = 0;
    begin(level);
    own_address(local, "ping");
    for (i = 0; i < 4; i++) {
        post_receive(i);
    }
    GIVES(VIP_TIMEOUT, VipConnectWait(nic, local, 1, remote, &other, &request));
    printf("listening\n");
    fflush(stdout);
    DO(VipConnectWait(nic, local, SECONDS, remote, &other, &request));
    CHECK(remote->DiscriminatorLen == 4 && !memcmp(remote->HostAddress + 6, "pong", 4));
    CHECK(other.ReliabilityLevel == level && other.MaxTransferSize == LONGEST && other.EnableRdmaWrite);
    DO(VipConnectReject(request));
    GIVES(VIP_INVALID_PARAMETER, VipConnectReject(request));
    DO(VipConnectWait(nic, local, SECONDS, remote, &other, &request));
    DO(VipConnectAccept(request, vi));
    told.at = (VIP_UINT64)place(SLOTS);
    told.handle = memory;
    memcpy(place(4), &told, sizeof told);
    send_bytes(4, sizeof told);
    while (!over) {
        int slot;
        done = receive();
        slot = (int)((struct slot *)done - slots);
        if (done->CS.Status & VIP_STATUS_IMMEDIATE) {
            /* The end of RDMA writes: what they wrote is there, and goes back. */
            CHECK((done->CS.Status & VIP_STATUS_OP_MASK) == VIP_STATUS_OP_REMOTE_RDMA_WRITE);
            CHECK(done->CS.ImmediateData == 0xCAFE);
            memcpy(place(5), place(SLOTS), LONGEST);
            post_receive(slot);
            send_bytes(5, LONGEST);
        } else if (done->CS.Length == 0) {
            over = 1;
        } else {
            VIP_UINT32 bytes = done->CS.Length;
            memcpy(place(5), place(slot), bytes);
            post_receive(slot);
            send_bytes(5, bytes);
        }
    }
    end();
}

static void converse(VIP_RELIABILITY_LEVEL level, int messages) {
    VIP_NET_ADDRESS *local = malloc(128), *remote = malloc(128);
    VIP_VI_ATTRIBUTES other;
    VIP_DESCRIPTOR *done, *write;
    VIP_VI_STATE state;
    struct told told;
    unsigned seed = 12345;
    int i, j, slot;
    begin(level);
    own_address(local, "pong");
    address(remote, "jetstreamd-1", "nobody");
    GIVES(VIP_NO_MATCH, VipConnectRequest(vi, local, remote, SECONDS, &other));
    address(remote, "jetstreamd-1", "ping");
    GIVES(VIP_REJECT, VipConnectRequest(vi, local, remote, SECONDS, &other));
    for (i = 0; i < 4; i++) {
        post_receive(i);
    }
    DO(VipConnectRequest(vi, local, remote, SECONDS, &other));
    CHECK(other.ReliabilityLevel == level);
    done = receive();
    CHECK(done->CS.Length == sizeof told);
    memcpy(&told, place((int)((struct slot *)done - slots)), sizeof told);
    post_receive((int)((struct slot *)done - slots));
    GIVES(VIP_DESCRIPTOR_ERROR, VipSendDone(vi, &done));
    CHECK(done == NULL);
    for (i = 0; i < messages; i++) {
        VIP_UINT32 bytes = 1 + (VIP_UINT32)(rand_r(&seed) % (i % 4 ? 200 : LONGEST));
        for (j = 0; j < (int)bytes; j++) {
            place(5)[j] = (char)rand_r(&seed);
        }
        send_bytes(5, bytes);
        done = receive();
        slot = (int)((struct slot *)done - slots);
        CHECK(done->CS.Length == bytes && !memcmp(place(slot), place(5), bytes));
        post_receive(slot);
    }
    /* RDMA: half of it, then the rest with immediate data. */
    for (i = 0; i < 2; i++) {
        VIP_UINT32 bytes = LONGEST / 2;
        VIP_UINT16 control = VIP_CONTROL_OP_RDMAWRITE | (i ? VIP_CONTROL_IMMEDIATE : 0);
        memset(place(6) + i * bytes, 'a' + i, bytes);
        write = fill(6, control, 0, bytes);
        write->CS.SegCount = 2;
        write->CS.ImmediateData = 0xCAFE;
        write->DS[0].Remote.Data.AddressBits = told.at + i * bytes;
        write->DS[0].Remote.Handle = told.handle;
        write->DS[0].Remote.Reserved = 0;
        write->DS[1].Local.Data.AddressBits = (VIP_UINT64)place(6) + i * bytes;
        write->DS[1].Local.Handle = memory;
        write->DS[1].Local.Length = bytes;
        DO(VipPostSend(vi, write, memory));
        await_send(write);
    }
    done = receive();
    slot = (int)((struct slot *)done - slots);
    CHECK(done->CS.Length == LONGEST && !memcmp(place(slot), place(6), LONGEST));
    post_receive(slot);
    if (level != VIP_SERVICE_UNRELIABLE) {
        VIP_DESCRIPTOR *read = fill(7, VIP_CONTROL_OP_RDMAREAD, 0, 999);
        read->CS.SegCount = 2;
        read->DS[0].Remote.Data.AddressBits = told.at + LONGEST / 2 - 500;
        read->DS[0].Remote.Handle = told.handle;
        read->DS[0].Remote.Reserved = 0;
        read->DS[1].Local.Data.AddressBits = (VIP_UINT64)place(7);
        read->DS[1].Local.Handle = memory;
        read->DS[1].Local.Length = 999;
        DO(VipPostSend(vi, read, memory));
        await_send(read);
        CHECK(!memcmp(place(7), place(6) + LONGEST / 2 - 500, 999));
    }
    /* A handler is called while this process does something else. */
    DO(VipRecvNotify(vi, (VIP_PVOID)&notified, on_received));
    place(5)[0] = 'n';
    send_bytes(5, 1);
    for (i = 0; i < SECONDS && !notified; i++) {
        usleep(1000);
    }
    CHECK(notified == 1);
    /* Descriptors that are wrong: not in registered memory, then a segment that is not. */
    {
        static VIP_DESCRIPTOR outside __attribute__((aligned(64)));
        int before = errors;
        GIVES(VIP_INVALID_PARAMETER, VipPostSend(vi, &outside, memory));
        CHECK(errors == before + 1);
    }
    send_bytes(5, 0);
    if (level != VIP_SERVICE_UNRELIABLE) {
        int stack;
        write = fill(6, VIP_CONTROL_OP_SENDRECV, (VIP_UINT64)&stack, sizeof stack);
        DO(VipPostSend(vi, write, memory));
        GIVES(VIP_DESCRIPTOR_ERROR, VipSendWait(vi, SECONDS, &done));
        CHECK(done == write && (done->CS.Status & VIP_STATUS_ERROR_MASK));
        DO(VipQueryVi(vi, &state, &other, NULL, NULL));
        CHECK(state == VIP_STATE_ERROR);
    }
    end();
}

/* Its daemon is started anew between two lines of input. */
static void open_again(void) {
    DO(VipOpenNic("VINIC", &nic));
    DO(VipCreatePtag(nic, &tag));
    printf("opened\n");
    fflush(stdout);
    CHECK(getchar() == '\n');
    GIVES(VIP_ERROR_RESOURCE, VipCreatePtag(nic, &tag));
    GIVES(VIP_ERROR_RESOURCE, VipOpenNic("VINIC", &nic));
    printf("gone\n");
    fflush(stdout);
    CHECK(getchar() == '\n');
    DO(VipOpenNic("VINIC", &nic));
    DO(VipCreatePtag(nic, &tag));
    DO(VipDestroyPtag(nic, tag));
    DO(VipCloseNic(nic));
}

int main(int count, char **values) {
    role = count > 1 ? values[1] : "";
    if (count == 3 && !strcmp(role, "server")) {
        serve((VIP_RELIABILITY_LEVEL)atoi(values[2]));
    } else if (count == 4 && !strcmp(role, "client")) {
        converse((VIP_RELIABILITY_LEVEL)atoi(values[2]), atoi(values[3]));
    } else if (count == 2 && !strcmp(role, "again")) {
        open_again();
    } else {
        fprintf(stderr, "pingpong server LEVEL | client LEVEL MESSAGES | again\n");
        return 2;
    }
    printf("%s done\n", role);
    return 0;
}
