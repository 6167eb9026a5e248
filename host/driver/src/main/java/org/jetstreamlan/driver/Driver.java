package org.jetstreamlan.driver;

import static org.jetstreamlan.driver.DriverException.Reason.ALREADY_STARTED;
import static org.jetstreamlan.driver.DriverException.Reason.BAD_CAPABILITIES;
import static org.jetstreamlan.driver.DriverException.Reason.DRIVER_CLOSED;
import static org.jetstreamlan.driver.DriverException.Reason.DUPLICATE_ADDRESS;
import static org.jetstreamlan.driver.DriverException.Reason.LIMIT_OUT_OF_RANGE;
import static org.jetstreamlan.driver.DriverException.Reason.NOT_AN_ADAPTER;
import static org.jetstreamlan.driver.DriverException.Reason.NOT_OPERATIONAL;
import static org.jetstreamlan.driver.DriverException.Reason.NO_POOL_LEFT;
import static org.jetstreamlan.driver.DriverException.Reason.RESET_TIME_OUT;
import static org.jetstreamlan.driver.DriverException.Reason.RING_TIME_OUT;
import static org.jetstreamlan.driver.DriverException.Reason.TOO_MANY_STATIONS;
import static org.jetstreamlan.driver.DriverException.Reason.UNKNOWN_POOL;
import static org.jetstreamlan.driver.DriverException.Reason.UNKNOWN_VERSION;

import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingPhase;
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
///     ...
/// }
/// ```
/// Pool number 0 is INIT, 1 and 2 are kept for ARP and IP.
public final class Driver implements AutoCloseable {
    /// Number of the first pool that [#openPool] gives out.
    static final int FIRST_POOL = 3;

    private static final long RESET_CLOCKS = 1_000_000;

    private static final int INTERRUPTS =
            Registers.INTERRUPT_RECEIVE.mask()
                    | Registers.INTERRUPT_COMPLETION.mask()
                    | Registers.INTERRUPT_RING.mask();

    /// A handle is a generation above the pool's number.
    private static final int POOL_BITS = 8;

    private static final int POOL_GENERATIONS = 1 << 22;

    private final Adapter adapter;
    private final int version;
    private final Capabilities capabilities;
    private final int clockKhz;
    private final @Nullable Pool[] pools;
    private final int[] poolGeneration;

    final BlockLedger ledger;
    final ChainTable chains;
    final VciTable vcis;
    final TransmitQueue transmit;
    final ReceiveQueue receive;

    private final Pool init;
    private boolean started;
    private boolean closed;
    private int station = -1;
    private int largestBytes = Frame.PAYLOAD_BYTES_MAXIMUM;
    private int stations;

    private Driver(Adapter adapter, int version, Capabilities capabilities) {
        this.adapter = adapter;
        this.version = version;
        this.capabilities = capabilities;
        clockKhz = adapter.readRegister(Registers.CLOCK_KHZ.offset());
        pools = new Pool[capabilities.pools()];
        poolGeneration = new int[capabilities.pools()];
        ledger = new BlockLedger(adapter, capabilities);
        chains = new ChainTable(adapter, capabilities);
        vcis = new VciTable(adapter, capabilities);
        transmit = new TransmitQueue(adapter, capabilities, ledger, chains);
        receive = new ReceiveQueue(adapter, capabilities, ledger, chains);
        int few = Math.min(4, capabilities.blocks());
        init = openAt(0, PoolOptions.named("INIT").limits(few, few).withPrivilege());
    }

    /// Checks that this is an adapter that the driver knows, and resets it.
    ///
    /// @throws DriverException NOT_AN_ADAPTER, UNKNOWN_VERSION, BAD_CAPABILITIES, RESET_TIME_OUT
    public static Driver open(Adapter adapter) {
        int identification = adapter.readRegister(Registers.IDENTIFICATION.offset());
        if (identification != Registers.IDENTIFICATION_VALUE) {
            throw new DriverException(
                    NOT_AN_ADAPTER,
                    "adapter: identification reads %#010x, not %#010x; check the address"
                            .formatted(identification, Registers.IDENTIFICATION_VALUE));
        }
        int version = adapter.readRegister(Registers.VERSION.offset());
        int major = Registers.VERSION_MAJOR.get(version);
        int known = Registers.VERSION_MAJOR.get(Registers.VERSION_VALUE);
        if (major != known) {
            throw new DriverException(
                    UNKNOWN_VERSION,
                    "adapter: major version %d, this driver knows %d; take the matching driver"
                            .formatted(major, known));
        }
        reset(adapter);
        return new Driver(adapter, version, readCapabilities(adapter));
    }

    private static Capabilities readCapabilities(Adapter adapter) {
        int blocks = adapter.readRegister(Registers.BLOCKS.offset());
        int tables = adapter.readRegister(Registers.TABLES.offset());
        int rings = adapter.readRegister(Registers.RINGS.offset());
        try {
            return Capabilities.of(blocks, tables, rings);
        } catch (IllegalArgumentException e) {
            throw new DriverException(
                    BAD_CAPABILITIES,
                    "adapter: BLOCKS %#x, TABLES %#x, RINGS %#x: %s; it needs a newer driver"
                            .formatted(blocks, tables, rings, e.getMessage()));
        }
    }

    private static void reset(Adapter adapter) {
        adapter.writeRegister(Registers.CONTROL.offset(), Registers.CONTROL_RESET.mask());
        long begin = adapter.clocks();
        while (!Registers.STATUS_READY.isSet(adapter.readRegister(Registers.STATUS.offset()))) {
            if (adapter.clocks() - begin > RESET_CLOCKS) {
                throw new DriverException(
                        RESET_TIME_OUT,
                        "adapter: not ready %d clocks after reset; check its clock"
                                .formatted(RESET_CLOCKS));
            }
        }
    }

    /// Enables the adapter: the station claims the ring, and takes part in it from then on.
    ///
    /// @throws DriverException ALREADY_STARTED, DRIVER_CLOSED
    public void start(RingOptions options) {
        requireOpen();
        if (started) {
            throw new DriverException(
                    ALREADY_STARTED, "driver: started already; close it and open it again");
        }
        started = true;
        write(Registers.TTRT, options.ttrtWords());
        write(Registers.D_MAX, options.dMaxWords());
        write(Registers.T_MAX, options.tMaxWords());
        write(Registers.TVX, options.tvxWords());
        write(Registers.LARGEST, options.largestWords());
        write(Registers.ALLOCATION, options.allocationWords());
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
        requireOpen();
        if (!started) {
            throw new DriverException(NOT_OPERATIONAL, "driver: not started; call start first");
        }
        long begin = adapter.clocks();
        while (!readOperational()) {
            long left = timeoutClocks - (adapter.clocks() - begin);
            if (left <= 0) {
                throw ringTimeOut(timeoutClocks);
            }
            adapter.awaitInterrupt(left);
        }
    }

    private boolean readOperational() {
        arm();
        var ring = RingStatus.read(adapter);
        if (ring.phase() == RingPhase.OFF && ring.tooMany()) {
            throw new DriverException(
                    TOO_MANY_STATIONS,
                    "ring: this station is the 65th, 64 are possible; take some away");
        }
        if (ring.duplicate()) {
            throw new DriverException(
                    DUPLICATE_ADDRESS,
                    "ring: another station has this one's address; give each its own");
        }
        if (!ring.operational()) {
            return false;
        }
        station = ring.station();
        stations = ring.stations();
        largestBytes = 4 * ring.largestWords();
        return true;
    }

    private DriverException ringTimeOut(long clocks) {
        var ring = ring();
        return new DriverException(
                RING_TIME_OUT,
                "ring: state %s (%s) after %d clocks; it claimed last for %s (%s); is every station connected and powered?"
                        .formatted(
                                ring.phase(),
                                ring.phase().description(),
                                clocks,
                                ring.cause(),
                                ring.cause().description()));
    }

    /// The ring as this station sees it now.
    ///
    /// @throws DriverException DRIVER_CLOSED
    public RingStatus ring() {
        requireOpen();
        return RingStatus.read(adapter);
    }

    /// Most payload bytes of an asynchronous frame on this ring, F; of any frame before the ring is up.
    int largestBytes() {
        return largestBytes;
    }

    /// Opens a pool.
    ///
    /// @throws DriverException LIMIT_OUT_OF_RANGE, NO_POOL_LEFT, DRIVER_CLOSED
    public Pool openPool(PoolOptions options) {
        requireOpen();
        int blocks = capabilities.blocks();
        requireLimit(options, "transmit", options.transmitLimit(), blocks);
        requireLimit(options, "receive", options.receiveLimit(), blocks);
        poll();
        for (int number = FIRST_POOL; number < pools.length; number++) {
            if (pools[number] == null && drained(number)) {
                return openAt(number, options);
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

    /// Whether the hardware holds nothing for this number any more.
    private boolean drained(int number) {
        adapter.writeRegister(Registers.POOL_INDEX.offset(), number);
        return adapter.readRegister(Registers.POOL_COUNT.offset()) == 0;
    }

    private Pool openAt(int number, PoolOptions options) {
        var pool = new Pool(this, number, options);
        pools[number] = pool;
        adapter.writeRegister(Registers.POOL_INDEX.offset(), number);
        adapter.writeRegister(
                Registers.POOL_POLICY.offset(),
                options.keepBadCrc() ? Registers.POOL_POLICY_KEEP_BAD_CRC.mask() : 0);
        writeLimits(options.transmitLimit(), options.receiveLimit());
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

    /// The pool for ring initialisation, open from the start.
    public Pool initPool() {
        return init;
    }

    /// Takes completions and receive events from the adapter, if there are any: one register read
    /// when there are none.
    ///
    /// @return how many there were
    public int poll() {
        if (closed) {
            return 0;
        }
        int producers = adapter.readRegister(Registers.PRODUCERS.offset());
        return transmit.reap(Registers.PRODUCERS_COMPLETION.get(producers))
                + receive.take(Registers.PRODUCERS_EVENT.get(producers));
    }

    /// Clears all interrupts before the caller looks for what they told, so that anything that
    /// comes later wakes the sleep that follows.
    void arm() {
        adapter.writeRegister(Registers.INTERRUPT_STATUS.offset(), INTERRUPTS);
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
    /// @throws DriverException NOT_OPERATIONAL before [#awaitOperational] has returned
    public int station() {
        requireStation("the station id");
        return station;
    }

    /// Stations on the ring.
    ///
    /// @throws DriverException NOT_OPERATIONAL before [#awaitOperational] has returned
    public int stations() {
        requireStation("the number of stations");
        return stations;
    }

    boolean operational() {
        return station >= 0;
    }

    private void requireStation(String what) {
        if (!operational()) {
            throw new DriverException(
                    NOT_OPERATIONAL,
                    "ring: %s is not known yet; call awaitOperational first".formatted(what));
        }
    }

    /// Value of an event counter, unsigned, saturating at 2^32 - 1.
    public long counter(Counter counter) {
        requireOpen();
        return Integer.toUnsignedLong(adapter.readRegister(counter.offset()));
    }

    Adapter adapter() {
        return adapter;
    }

    boolean started() {
        return started && !closed;
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
        } finally {
            closed = true;
            transmit.abort();
            adapter.close();
        }
    }
}
