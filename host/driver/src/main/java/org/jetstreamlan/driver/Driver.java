package org.jetstreamlan.driver;

import static org.jetstreamlan.driver.DriverException.Reason.ALREADY_STARTED;
import static org.jetstreamlan.driver.DriverException.Reason.DRIVER_CLOSED;
import static org.jetstreamlan.driver.DriverException.Reason.LIMIT_OUT_OF_RANGE;
import static org.jetstreamlan.driver.DriverException.Reason.NOT_OPERATIONAL;
import static org.jetstreamlan.driver.DriverException.Reason.NO_POOL_LEFT;
import static org.jetstreamlan.driver.DriverException.Reason.RESERVE_NOT_FREE;
import static org.jetstreamlan.driver.DriverException.Reason.RESERVE_OUT_OF_RANGE;
import static org.jetstreamlan.driver.DriverException.Reason.UNKNOWN_POOL;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.regs.Register;
import org.jspecify.annotations.Nullable;

/// One adapter and its pools.
///
/// ```java
/// try (var driver = Driver.open(adapter)) {
///     driver.start(RingOptions.station(0x0200_5E10_0001L));
///     driver.awaitOperational(1_000_000);
///     var pool = driver.openPool(PoolOptions.named("file").limits(32, 64));
///     pool.assoc(StationVci.of(driver.station(), 0x200));
///     driver.awaitMap(1_000_000);
///     pool.send(chain, bytes, driver.map().vci(peerAddress, 0x200), ticket);
///     ...
/// }
/// ```
/// Ids, and the VCIs made of them, are good until the ring goes down: [#nextRingEvent()] and [#ringGeneration()] tell. What
/// pools have associated follows by itself. One thread at a time; it takes part in ring management whenever it waits in
/// the driver, or calls [#service()].
///
/// Pools 0, 1 and 2 are INIT, ARP and IP, open from the start.
public final class Driver implements AutoCloseable {
    /// Number of the first pool that [#openPool] gives out.
    static final int FIRST_POOL = SystemPools.COUNT;

    private static final int DATA_INTERRUPTS =
            Registers.INTERRUPT_RECEIVE.mask() | Registers.INTERRUPT_COMPLETION.mask();

    private static final int INTERRUPTS =
            DATA_INTERRUPTS | Registers.INTERRUPT_RING.mask() | Registers.INTERRUPT_BUS.mask();

    /// A handle is a generation above the pool's number.
    private static final int POOL_BITS = 8;

    private static final int POOL_GENERATIONS = 1 << 22;

    private final Adapter adapter;
    private final int version;
    private final Capabilities capabilities;
    private final int clockKhz;
    private final @Nullable Pool[] pools;
    private final int[] poolGeneration;

    private final HostRings rings;
    private final SynchronousShares shares;
    final BlockLedger ledger;
    final BlockContents contents;
    final ChainTable chains;
    final VciTable vcis;
    final TransmitQueue transmit;
    private final TransmitShare own;
    final ReceiveQueue receive;
    final CopyQueue copies;

    private final SystemPools system;
    private final RingEvents ringEvents = new RingEvents();
    private @Nullable RingControl control;
    private boolean closed;

    private Driver(Adapter adapter, AdapterIdentity identity) {
        this.adapter = adapter;
        version = identity.version();
        capabilities = identity.capabilities();
        clockKhz = adapter.readRegister(Registers.CLOCK_KHZ.offset());
        pools = new Pool[capabilities.pools()];
        poolGeneration = new int[capabilities.pools()];
        rings = new HostRings(adapter, capabilities);
        shares = new SynchronousShares(adapter);
        ledger = new BlockLedger(adapter, capabilities);
        contents = new BlockContents(adapter, capabilities);
        chains = new ChainTable(adapter, capabilities);
        vcis = new VciTable(adapter, capabilities);
        transmit = new TransmitQueue(adapter, capabilities, rings, ledger, chains);
        receive = new ReceiveQueue(adapter, capabilities, rings, ledger, chains);
        copies = new CopyQueue(adapter, capabilities, rings);
        own = transmit.shares().open();
        system = new SystemPools(this, capabilities);
    }

    /// Checks that this is an adapter that the driver knows, and resets it.
    ///
    /// @throws DriverException NOT_AN_ADAPTER, UNKNOWN_VERSION, BAD_CAPABILITIES, RESET_TIME_OUT
    public static Driver open(Adapter adapter) {
        return open(adapter, DriverOptions.DEFAULT);
    }

    /// The same, with options.
    ///
    /// @throws DriverException NOT_AN_ADAPTER, UNKNOWN_VERSION, BAD_CAPABILITIES, RESET_TIME_OUT, BLOCK_SIZE_OUT_OF_RANGE: the adapter has
    ///     been reset, with the block size that it had
    public static Driver open(Adapter adapter, DriverOptions options) {
        return new Driver(adapter, AdapterIdentity.read(adapter, options));
    }

    /// Enables the adapter: the station claims the ring, and takes part in it from then on.
    ///
    /// @throws DriverException ALREADY_STARTED, DRIVER_CLOSED
    public void start(RingOptions options) {
        requireOpen();
        if (control != null) {
            throw new DriverException(
                    ALREADY_STARTED, "driver: started already; close it and open it again");
        }
        control = new RingControl(this, system, ringEvents, options);
        write(Registers.TTRT, options.ttrtWords());
        write(Registers.D_MAX, options.dMaxWords());
        write(Registers.T_MAX, options.tMaxWords());
        write(Registers.TVX, options.tvxWords());
        write(Registers.LARGEST, options.largestWords());
        write(Registers.ALLOCATION, 0);
        write(Registers.POLICY, options.overrun() ? Registers.POLICY_OVERRUN.mask() : 0);
        write(Registers.NONCE, options.nonce());
        write(Registers.ADDRESS_LOW, (int) options.address());
        write(Registers.ADDRESS_HIGH, (int) (options.address() >>> 32));
        write(Registers.INTERRUPT_ENABLE, INTERRUPTS);
        write(Registers.CONTROL, Registers.CONTROL_ENABLE.mask());
    }

    private void write(Register register, int value) {
        adapter.writeRegister(register.offset(), value);
    }

    /// Waits until the ring is up and this station may send.
    ///
    /// @param timeoutClocks longest wait in core clocks
    /// @throws DriverException RING_TIME_OUT, TOO_MANY_STATIONS, DUPLICATE_ADDRESS, NOT_OPERATIONAL (not started)
    public void awaitOperational(long timeoutClocks) {
        started().awaitOperational(timeoutClocks);
    }

    /// The ring as this station sees it now.
    ///
    /// @throws DriverException DRIVER_CLOSED
    public RingStatus ring() {
        requireOpen();
        return RingStatus.read(adapter);
    }

    /// Who is where: the stations that have told of themselves since the last bring-up.
    ///
    /// @throws DriverException NOT_OPERATIONAL while the ring is down, DRIVER_CLOSED
    public RingMap map() {
        return started().map();
    }

    /// Waits until all stations are in the map.
    ///
    /// @param timeoutClocks longest wait in core clocks
    /// @throws DriverException MAP_TIME_OUT, DUPLICATE_ADDRESS, NOT_OPERATIONAL (not started), DRIVER_CLOSED
    public RingMap awaitMap(long timeoutClocks) {
        return started().awaitMap(timeoutClocks);
    }

    /// Asks station 0 for a synchronous allocation in place of the present one, and waits for the answer. The
    /// driver asks for it again after each bring-up, before which it is 0; how that ends is a [RingEvent].
    ///
    /// @param words SA per token, framing included
    /// @param timeoutClocks longest wait in core clocks
    /// @throws DriverException ALLOCATION_REFUSED with the numbers, ALLOCATION_TIME_OUT; the allocation is as before,
    ///     or smaller if less was asked for. ALLOCATION_IN_USE if pools have shares of more. NOT_OPERATIONAL, DRIVER_CLOSED
    public void requestAllocation(int words, long timeoutClocks) {
        var ring = started();
        shares.requireRoom(words);
        ring.requestAllocation(words, timeoutClocks);
    }

    /// The oldest event of the ring that has not been taken. The last 64 are kept.
    public Optional<RingEvent> nextRingEvent() {
        return Optional.ofNullable(ringEvents.take());
    }

    /// Events of the ring that nobody took in time.
    public long ringEventsLost() {
        return ringEvents.lost();
    }

    /// Bring-ups that the driver has seen: ids and VCIs of stations are those of one of them.
    public int ringGeneration() {
        return control == null ? 0 : control.watch().generation();
    }

    /// What came on the INIT VCI.
    ///
    /// @throws DriverException NOT_OPERATIONAL before [#start], DRIVER_CLOSED
    public InitStatistics initStatistics() {
        return started().statistics();
    }

    /// For a program that does not sleep in the driver: as [#poll()], and does what ring management has to do. Call
    /// it every few TTRT; every wait of the driver does it, too.
    public int service() {
        int count = poll();
        ringTurn();
        return count;
    }

    /// Takes part in the ring for this long, sleeping.
    ///
    /// @throws DriverException NOT_OPERATIONAL (not started), DRIVER_CLOSED
    public void serve(long clocks) {
        started().serve(() -> false, clocks);
    }

    void ringTurn() {
        if (control != null && !closed) {
            system.restore();
            control.turn();
        }
    }

    /// Longest sleep before the next [#ringTurn].
    long ringDue() {
        return control == null ? Long.MAX_VALUE : control.untilDue();
    }

    /// Whether it was up and is not.
    boolean ringDown() {
        return ringGeneration() > 0 && !operational();
    }

    private RingControl started() {
        requireOpen();
        if (control == null) {
            throw new DriverException(NOT_OPERATIONAL, "driver: not started; call start first");
        }
        return control;
    }

    /// Most payload bytes of an asynchronous frame on this ring, F; of any frame before the ring is up.
    int largestBytes() {
        return control != null && control.watch().up()
                ? 4 * control.watch().status().largestWords()
                : Frame.PAYLOAD_BYTES_MAXIMUM;
    }

    /// Opens a pool. All pools opened so have one share of the transmit ring, with those that are open from the start.
    ///
    /// @throws DriverException LIMIT_OUT_OF_RANGE, RESERVE_OUT_OF_RANGE, RESERVE_NOT_FREE, SYNCHRONOUS_OUT_OF_RANGE, SYNCHRONOUS_NOT_FREE, NO_POOL_LEFT,
    ///     DRIVER_CLOSED
    public Pool openPool(PoolOptions options) {
        return openPool(options, own, VciQuota.NONE);
    }

    /// Lets the adapter reach memory of this process: pools' copies of 512 bytes or more between it and blocks are then done by the adapter, at twice the
    /// rate of the window, and cost the processor nothing. Scripts' copies, too.
    ///
    /// @param memory native, of an arena that any thread may touch, and that lives until this is closed or the driver is
    /// @return empty if this adapter does not copy, or cannot reach that memory: copies go through the window as before
    /// @throws DriverException DRIVER_CLOSED
    public Optional<MappedMemory> map(MemorySegment memory) {
        requireOpen();
        return copies.map(memory);
    }

    /// A party of its own that sends, beside the driver's pools and others.
    public TransmitShare newTransmitShare() {
        return transmit.shares().open();
    }

    /// Opens a pool that sends out of a share of the transmit ring.
    ///
    /// @param share of this driver, open
    /// @param quota counts the pool's VCIs
    /// @throws DriverException as [#openPool(PoolOptions)]
    public Pool openPool(PoolOptions options, TransmitShare share, VciQuota quota) {
        requireOpen();
        int blocks = capabilities.blocks();
        requireLimit(options, "transmit", options.limits().transmit(), blocks);
        requireLimit(options, "receive", options.limits().receive(), blocks);
        requireReserve(
                options, "transmit", options.reserves().transmit(), options.limits().transmit());
        requireReserve(
                options, "receive", options.reserves().receive(), options.limits().receive());
        shares.admit(options, control == null ? 0 : control.allocation());
        poll();
        for (int number = FIRST_POOL; number < pools.length; number++) {
            if (pools[number] == null && drained(number)) {
                reserve(options);
                return openAt(number, options, share, quota);
            }
        }
        throw new DriverException(
                NO_POOL_LEFT,
                "pool '%s': all %d pools of the adapter are in use; close one"
                        .formatted(options.name(), Math.max(0, pools.length - FIRST_POOL)));
    }

    private static void requireLimit(PoolOptions options, String direction, int limit, int blocks) {
        if (limit < 0 || limit > blocks) {
            throw new DriverException(
                    LIMIT_OUT_OF_RANGE,
                    "pool '%s': %s limit %d blocks; the adapter has %d, choose 0..%d"
                            .formatted(options.name(), direction, limit, blocks, blocks));
        }
    }

    private static void requireReserve(
            PoolOptions options, String direction, int reserve, int limit) {
        if (reserve < 0 || reserve > limit) {
            throw new DriverException(
                    RESERVE_OUT_OF_RANGE,
                    "pool '%s': %s reserve %d blocks, its limit is %d; choose 0..%d"
                            .formatted(options.name(), direction, reserve, limit, limit));
        }
    }

    /// Keeps blocks for the pool that is selected, which has none.
    private void reserve(PoolOptions options) {
        int wanted =
                Registers.POOL_RESERVE_TRANSMIT.of(options.reserves().transmit())
                        | Registers.POOL_RESERVE_RECEIVE.of(options.reserves().receive());
        if (wanted != 0 && writeReserves(wanted) != wanted) {
            writeReserves(0);
            int free = adapter.readRegister(Registers.BLOCKS_FREE.offset());
            int promised =
                    Registers.POOL_PROMISED_BLOCKS.get(
                            adapter.readRegister(Registers.POOL_PROMISED.offset()));
            throw new DriverException(
                    RESERVE_NOT_FREE,
                    "pool '%s': reserves of %d and %d blocks; %d are free, of which %d are promised to other pools; ask for less, or close a pool"
                            .formatted(
                                    options.name(),
                                    options.reserves().transmit(),
                                    options.reserves().receive(),
                                    free,
                                    promised));
        }
    }

    /// @return what the selected pool's reserves are then
    private int writeReserves(int reserves) {
        adapter.writeRegister(Registers.POOL_RESERVE.offset(), reserves);
        while (Registers.POOL_PROMISED_BUSY.isSet(
                adapter.readRegister(Registers.POOL_PROMISED.offset()))) {
            Thread.onSpinWait();
        }
        return adapter.readRegister(Registers.POOL_RESERVE.offset());
    }

    /// Whether the hardware holds nothing for this number any more.
    boolean drained(int number) {
        adapter.writeRegister(Registers.POOL_INDEX.offset(), number);
        return adapter.readRegister(Registers.POOL_COUNT.offset()) == 0;
    }

    /// Opens a pool of the driver's own under a number that is free.
    Pool openAt(int number, PoolOptions options) {
        return openAt(number, options, own, VciQuota.NONE);
    }

    Pool openAt(int number, PoolOptions options, TransmitShare share, VciQuota quota) {
        var pool = new Pool(this, number, options, share, quota);
        pools[number] = pool;
        adapter.writeRegister(Registers.POOL_INDEX.offset(), number);
        adapter.writeRegister(
                Registers.POOL_POLICY.offset(),
                (options.keepBadCrc() ? Registers.POOL_POLICY_KEEP_BAD_CRC.mask() : 0)
                        | (options.dropOld() ? Registers.POOL_POLICY_DROP_OLD.mask() : 0));
        adapter.writeRegister(Registers.POOL_SEND_FIRST.offset(), options.sends().first());
        adapter.writeRegister(Registers.POOL_SEND_LAST.offset(), options.sends().last());
        shares.open(options);
        writeLimits(options.limits().transmit(), options.limits().receive());
        return pool;
    }

    private void writeLimits(int transmitLimit, int receiveLimit) {
        adapter.writeRegister(
                Registers.POOL_LIMIT.offset(),
                Registers.POOL_LIMIT_TRANSMIT.of(transmitLimit)
                        | Registers.POOL_LIMIT_RECEIVE.of(receiveLimit));
    }

    /// The open pool with this handle, as another process would name it.
    ///
    /// @throws DriverException UNKNOWN_POOL
    public Pool pool(int handle) {
        int number = handle & (1 << POOL_BITS) - 1;
        var pool = number < pools.length ? pools[number] : null;
        if (pool == null || pool.handle() != handle) {
            throw new DriverException(
                    UNKNOWN_POOL, "pool handle %#x names no open pool; open one".formatted(handle));
        }
        return pool;
    }

    /// The pool for ring initialisation, open from the start, the driver's own.
    Pool initPool() {
        return system.init;
    }

    /// The pool for address resolution, open from the start: what comes on the ARP VCI is its.
    ///
    /// @throws DriverException NO_POOL_LEFT if the adapter has fewer than 2 pools; POOL_TAKEN while it is lent
    public Pool arpPool() {
        return system.required(SystemPool.ARP);
    }

    /// The pool for IP, open from the start: what comes on the VCI of IP broadcast is its, and from the first bring-up on that
    /// of this station's IP channel. Copies return the IP checksum.
    ///
    /// @throws DriverException NO_POOL_LEFT if the adapter has fewer than 3 pools; POOL_TAKEN while it is lent
    public Pool ipPool() {
        return system.required(SystemPool.IP);
    }

    /// Gives the ARP or IP pool to a party of its own, as open for it: what nobody took before is dropped, and the VCIs are associated. When it closes the pool, the driver has it again.
    ///
    /// @param sends where it may send
    /// @param share of this driver, open
    /// @param quota counts its VCIs
    /// @throws DriverException POOL_TAKEN if somebody has it; NO_POOL_LEFT if the adapter has too few pools; DRIVER_CLOSED; what `quota` refuses
    public Pool lendPool(
            SystemPool which, ChannelRange sends, TransmitShare share, VciQuota quota) {
        requireOpen();
        poll();
        return system.lend(which, sends, share, quota);
    }

    /// Takes the completions and receive events that have come to the host's memory; no access to the
    /// adapter when there are none.
    ///
    /// @return how many there were
    public int poll() {
        if (closed) {
            return 0;
        }
        int count = transmit.reap() + receive.take();
        if (count == 0) {
            adapter.pause();
        }
        return count;
    }

    /// Frames that have been sent and have not completed, as far as [#poll()] has seen.
    public int framesOutstanding() {
        return transmit.outstanding();
    }

    /// Receive events that [#poll()] has taken so far, for all pools.
    public long eventsTaken() {
        return receive.taken();
    }

    /// Blocks that nobody holds.
    public int freeBlocks() {
        return adapter.readRegister(Registers.BLOCKS_FREE.offset());
    }

    PoolOptions.Share held(int number) {
        adapter.writeRegister(Registers.POOL_INDEX.offset(), number);
        int count = adapter.readRegister(Registers.POOL_COUNT.offset());
        return new PoolOptions.Share(
                Registers.POOL_COUNT_TRANSMIT.get(count), Registers.POOL_COUNT_RECEIVE.get(count));
    }

    /// Clears the interrupts of data before the caller looks for what they told, so that anything that
    /// comes later wakes the sleep that follows: the read returns when the write has happened, and
    /// behind what was written to the host's memory before. RING stays for [RingControl#turn].
    ///
    /// @throws AdapterFault if the bus has refused an entry of a ring, which ends that ring
    void arm() {
        adapter.writeRegister(Registers.INTERRUPT_STATUS.offset(), DATA_INTERRUPTS);
        int status = adapter.readRegister(Registers.INTERRUPT_STATUS.offset());
        if (Registers.INTERRUPT_BUS.isSet(status)) {
            throw new AdapterFault(
                    "adapter: the host's bus has refused an entry of a ring (BUS_STATUS %#x); open the driver again"
                            .formatted(adapter.readRegister(Registers.BUS_STATUS.offset())));
        }
    }

    int handleOf(int number) {
        return poolGeneration[number] << POOL_BITS | number;
    }

    /// Takes a pool out of service: no more frames for it, its blocks go back when they can.
    void closePool(Pool pool) {
        int number = pool.number();
        pools[number] = null;
        poolGeneration[number] = (poolGeneration[number] + 1) % POOL_GENERATIONS;
        vcis.removeAll(number);
        adapter.writeRegister(Registers.POOL_INDEX.offset(), number);
        writeLimits(0, 0);
        writeReserves(0);
        shares.close(pool.options());
        if (pool.options().dropOld()) {
            // From now on none waits, and those that did are dropped as their events come.
            adapter.writeRegister(Registers.POOL_POLICY.offset(), 0);
            while (receive.claim(number)) {
                poll();
            }
        }
        poll();
        receive.close(number);
        ledger.releaseAll(number);
    }

    public Capabilities capabilities() {
        return capabilities;
    }

    /// Most blocks that one frame takes, for chains.
    public int blocksOfLongestFrame() {
        return Math.min(capabilities.blocks(), capabilities.blocksFor(Frame.PAYLOAD_BYTES_MAXIMUM));
    }

    /// Value of the version register.
    public int version() {
        return version;
    }

    /// Core clock in kHz: what turns clocks into time.
    public int clockKhz() {
        return clockKhz;
    }

    /// This station's id.
    ///
    /// @throws DriverException NOT_OPERATIONAL before [#awaitOperational] has returned, and while the ring is down
    public int station() {
        return requireStation("the station id").station();
    }

    /// Stations on the ring.
    ///
    /// @throws DriverException NOT_OPERATIONAL before [#awaitOperational] has returned, and while the ring is down
    public int stations() {
        return requireStation("the number of stations").stations();
    }

    /// Whether the ring is up, as far as the driver has seen.
    public boolean isUp() {
        return operational();
    }

    boolean operational() {
        return control != null && control.watch().up();
    }

    private RingStatus requireStation(String what) {
        if (control == null || !control.watch().up()) {
            throw new DriverException(
                    NOT_OPERATIONAL,
                    "ring: %s is not known while it is not up; call awaitOperational first"
                            .formatted(what));
        }
        return control.watch().status();
    }

    /// Value of an event counter, unsigned, saturating at 2^32 - 1.
    public long counter(Counter counter) {
        requireOpen();
        return Integer.toUnsignedLong(adapter.readRegister(counter.offset()));
    }

    Adapter adapter() {
        return adapter;
    }

    boolean isStarted() {
        return control != null && !closed;
    }

    void requireOpen() {
        if (closed) {
            throw new DriverException(DRIVER_CLOSED, "driver: closed; open the adapter again");
        }
    }

    /// Closes all pools, ends outstanding tickets as ABORTED, stops the adapter (which goes on
    /// repeating) and lets go of it.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            for (var pool : pools) {
                if (pool != null) {
                    pool.close();
                }
            }
            write(Registers.INTERRUPT_ENABLE, 0);
            write(Registers.CONTROL, 0);
            rings.remove();
            copies.close();
        } finally {
            closed = true;
            transmit.abort();
            adapter.close();
        }
    }
}
