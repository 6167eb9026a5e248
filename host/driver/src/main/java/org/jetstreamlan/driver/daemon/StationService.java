package org.jetstreamlan.driver.daemon;

import static org.jetstreamlan.abi.daemon.ServiceReason.ADAPTER_FAILED;
import static org.jetstreamlan.abi.daemon.ServiceReason.BAD_GREETING;
import static org.jetstreamlan.abi.daemon.ServiceReason.DONE;
import static org.jetstreamlan.abi.daemon.ServiceReason.QUOTA_EXCEEDED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jetstreamlan.abi.daemon.ClientMemory;
import org.jetstreamlan.abi.daemon.ServiceReason;
import org.jetstreamlan.abi.daemon.StatusMemory;
import org.jetstreamlan.driver.AdapterFault;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.shared.EventFlag;
import org.jetstreamlan.driver.shared.ProcessWatch;
import org.jetstreamlan.driver.shared.RingFault;
import org.jetstreamlan.driver.shared.SystemCallException;
import org.jetstreamlan.driver.shared.UnixSocket;
import org.jspecify.annotations.Nullable;

/// A station: its adapter's driver, the socket at which it is reached, and who uses it.
final class StationService {
    private static final long BRING_UP_CLOCKS = 10_000_000;

    /// Visitors that have not spoken yet.
    private static final int VISITORS = 64;

    /// Of these, whom the settings do not name: they are told when they have spoken.
    private static final int STRANGERS = 8;

    /// Of these, each user's.
    private static final int VISITORS_OF_USER = 16;

    private static final long PATIENCE_NANOSECONDS = 1_000_000_000;

    /// How long nobody is let in where the system has no descriptor for who comes.
    private static final long PAUSE_NANOSECONDS = 100_000_000;

    /// Between two tries to reset an adapter that has failed.
    private static final long REVIVE_NANOSECONDS = 1_000_000_000;

    /// A client and what is watched of it.
    private record Seat(
            ServedClient client,
            UnixSocket socket,
            @Nullable ProcessWatch process,
            List<Integer> tokens) {}

    private final int station;
    private final Backend backend;
    private final DaemonSettings settings;
    private final Watches watches;
    private final Consumer<String> log;
    private final ServiceSocket socket;
    private final StatusFile status = new StatusFile();
    private final List<Seat> seats = new ArrayList<>();
    private final List<ServedClient> clients = new ArrayList<>();
    private final List<Visitor> visitors = new ArrayList<>();

    /// Of clients that have gone: some may not be closed yet.
    private final List<ClientFiles> leftFiles = new ArrayList<>();

    private final Map<Integer, Account> accounts = new HashMap<>();

    /// Whose processes the daemon's own are.
    private final int uid;

    private Driver driver;
    private StationClan clan;

    /// Of its [Watches]; empty while nobody is let in, until `openAgain`.
    private OptionalInt door;

    private long openAgain;

    /// The adapter did not come back from a fault; it is tried again at `reviveAt`.
    private boolean lost;

    private long reviveAt;
    private long eventsSeen;
    private int numbers;
    private int refused;
    private int ended;
    private int faulty;

    StationService(
            int station,
            Backend backend,
            Path path,
            DaemonSettings settings,
            Watches watches,
            Consumer<String> log)
            throws IOException {
        this.station = station;
        this.backend = backend;
        this.settings = settings;
        this.watches = watches;
        this.log = log;
        socket = new ServiceSocket(path, settings.socketMode());
        door = OptionalInt.of(watches.add(socket.descriptor(), this::accept));
        uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        driver = started();
        clan = newClan();
    }

    private StationClan newClan() {
        return new StationClan(
                driver, backend.adapter(station), backend.options(station).address());
    }

    private Driver started() {
        var started = Driver.open(backend.adapter(station));
        var options = backend.options(station);
        int words = settings.synchronousWords();
        started.start(words == 0 ? options : options.allocation(words));
        return started;
    }

    /// Waits until the ring is up; all stations have to be started.
    void bringUp() {
        driver.awaitOperational(BRING_UP_CLOCKS);
        show();
        say("at %s, its id is %d of %d", socket.path(), driver.station(), driver.stations());
    }

    private void say(String words, Object... values) {
        log.accept("station %d: ".formatted(station) + words.formatted(values));
    }

    boolean busy() {
        return !lost && (driver.framesOutstanding() > 0 || clan.isBusy());
    }

    /// Takes what the adapter has, and one submission of each client.
    ///
    /// @return whether there was something
    boolean turn() {
        if (lost) {
            return false;
        }
        try {
            boolean worked = driver.poll() > 0;
            clan.turn();
            for (int i = 0; i < seats.size(); i++) {
                worked |= turn(seats.get(i));
            }
            long events = driver.eventsTaken();
            if (events != eventsSeen) {
                eventsSeen = events;
                for (int i = 0; i < clients.size(); i++) {
                    clients.get(i).arrived();
                }
            }
            return worked;
        } catch (AdapterFault fault) {
            restart(fault);
            return true;
        }
    }

    private boolean turn(Seat seat) {
        try {
            return seat.client().turn();
        } catch (RingFault lie) {
            faulty++;
            end(seat, BAD_GREETING, String.valueOf(lie.getMessage()));
        } catch (AdapterFault fault) {
            throw fault;
        } catch (RuntimeException mistake) {
            // Ours; it costs this client its connection, and nobody else's.
            end(seat, BAD_GREETING, "a mistake of the daemon, " + mistake);
        }
        return true;
    }

    /// Does something that may find the adapter failed.
    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (AdapterFault fault) {
            restart(fault);
        }
    }

    /// Lets go of something; whatever the system says to that, it is gone.
    private void letGo(Watches.Action close) {
        try {
            close.run();
        } catch (IOException e) {
            say("%s", String.valueOf(e.getMessage()));
        }
    }

    /// Ring management, visitors who say nothing, and those who could not come in.
    void serve() {
        long now = System.nanoTime();
        if (!lost) {
            guarded(() -> driver.service());
        } else if (now - reviveAt > 0) {
            revive();
        }
        for (var visitor : List.copyOf(visitors)) {
            if (now - visitor.since > PATIENCE_NANOSECONDS) {
                dismiss(visitor, BAD_GREETING, "no greeting within a second");
            }
        }
        if (isShut() && now - openAgain > 0) {
            open(now);
        }
        clients.forEach(client -> client.files().settle());
        leftFiles.removeIf(ClientFiles::settle);
    }

    /// Whether visitors wait until the system has descriptors again.
    boolean isShut() {
        return door.isEmpty();
    }

    /// Says that the daemon is about to sleep.
    ///
    /// @return whether it may: nobody has work
    boolean maySleep() {
        status.sleeps(true);
        for (int i = 0; i < clients.size(); i++) {
            if (hasWork(clients.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasWork(ServedClient client) {
        try {
            return client.hasWork();
        } catch (RingFault lie) {
            return true;
        }
    }

    /// Nanoseconds until a script that waits has to be told that its time is over.
    long untilDue() {
        long due = Long.MAX_VALUE;
        long now = System.nanoTime();
        for (int i = 0; i < clients.size(); i++) {
            due = Math.min(due, clients.get(i).untilDue(now));
        }
        return due;
    }

    void awake() {
        status.sleeps(false);
    }

    /// Writes the status file.
    void update() {
        if (!lost) {
            guarded(this::show);
        }
    }

    private void show() {
        status.update(driver, new StatusFile.Comings(numbers, refused, ended, faulty), clients);
    }

    // ---- who comes

    private void accept() {
        try {
            for (var come = socket.accept(); come != null; come = socket.accept()) {
                receive(come);
            }
        } catch (IOException e) {
            say(
                    "nobody can come in now, those who want to wait: %s",
                    String.valueOf(e.getMessage()));
            shut(System.nanoTime());
        }
    }

    /// Looks at the socket no more for a while: who waits there would have the daemon look again and again.
    private void shut(long now) {
        door.ifPresent(watches::forget);
        door = OptionalInt.empty();
        openAgain = now + PAUSE_NANOSECONDS;
    }

    private void open(long now) {
        try {
            door = OptionalInt.of(watches.add(socket.descriptor(), this::accept));
        } catch (IOException notYet) {
            shut(now);
        }
    }

    private void receive(UnixSocket come) {
        try {
            var visitor = new Visitor(come, settings.user(come.peer()));
            var crowd = crowd(visitor);
            if (!crowd.isEmpty()) {
                refuse(visitor, QUOTA_EXCEEDED, crowd);
                return;
            }
            visitor.token = watches.add(come.descriptor(), () -> guarded(() -> listen(visitor)));
            visitors.add(visitor);
            // Most have spoken by now, some have gone.
            guarded(() -> listen(visitor));
        } catch (IOException e) {
            refused++;
            var why = String.valueOf(e.getMessage());
            say("a visitor is refused: %s", why);
            Visitor.tell(come, QUOTA_EXCEEDED, why);
            letGo(come::hangUp);
        }
    }

    /// Why so many wait already that this one cannot; empty if it can.
    private String crowd(Visitor visitor) {
        boolean known = visitor.user.isPresent();
        int waiting = 0;
        int own = 0;
        for (var each : visitors) {
            waiting += each.user.isPresent() == known ? 1 : 0;
            own += each.peer.uid() == visitor.peer.uid() ? 1 : 0;
        }
        int most = known ? VISITORS : STRANGERS;
        if (waiting < most && own < VISITORS_OF_USER) {
            return "";
        }
        return "%d have connected and said nothing yet, %d of them user %d's; %d and %d may; say who you are, then try again"
                .formatted(waiting, own, visitor.peer.uid(), most, VISITORS_OF_USER);
    }

    private void listen(Visitor visitor) {
        try {
            switch (visitor.listen()) {
                case Visitor.Wish.Silent() -> {}
                case Visitor.Wish.Gone() -> letGo(leave(visitor)::close);
                case Visitor.Wish.Status() -> {
                    update();
                    var come = leave(visitor);
                    Visitor.tell(come, DONE, "", status.descriptor());
                    letGo(come::close);
                }
                case Visitor.Wish.Client(var sizes) -> admit(visitor, sizes);
            }
        } catch (ServiceException e) {
            dismiss(visitor, e.reason(), e.why());
        }
    }

    private UnixSocket leave(Visitor visitor) {
        visitors.remove(visitor);
        watches.forget(visitor.token);
        return visitor.socket;
    }

    private void dismiss(Visitor visitor, ServiceReason reason, String why) {
        leave(visitor);
        refuse(visitor, reason, why);
    }

    private void refuse(Visitor visitor, ServiceReason reason, String why) {
        refused++;
        say("process %d (user %d) refused: %s", visitor.peer.pid(), visitor.peer.uid(), why);
        Visitor.tell(visitor.socket, reason, why);
        letGo(visitor.socket::hangUp);
    }

    private void admit(Visitor visitor, ClientMemory sizes) throws ServiceException {
        if (lost) {
            throw new ServiceException(
                    ADAPTER_FAILED, "the adapter has failed, it is reset again and again; wait");
        }
        if (seats.size() == StatusMemory.CLIENT_ROWS) {
            throw new ServiceException(
                    QUOTA_EXCEEDED,
                    "%d clients are connected, no more fit; end one".formatted(seats.size()));
        }
        var seat = seat(visitor, sizes);
        var client = seat.client();
        numbers = client.number;
        seats.add(seat);
        clients.add(client);
        visitors.remove(visitor);
        watches.change(visitor.token, () -> guarded(() -> hear(seat)));
        seat.tokens().add(visitor.token);
        Visitor.tell(
                visitor.socket,
                DONE,
                "",
                status.descriptor(),
                client.memoryDescriptor(),
                client.bellDescriptor());
        say(
                "client %d is process %d (user %d)",
                client.number, client.peer.pid(), client.peer.uid());
    }

    /// All that a client needs, and is watched of it but its socket; or nothing, where its quota or the system has not as much.
    private Seat seat(Visitor visitor, ClientMemory sizes) throws ServiceException {
        var peer = visitor.peer;
        var user = visitor.user.orElseThrow();
        var account = accounts.computeIfAbsent(peer.uid(), Account::new);
        var connection = Quota.client(sizes.scripts(), sizes.userBytes());
        account.take(connection, user.quota());
        var bell = bell(account, connection);
        var files =
                new ClientFiles(
                        visitor.socket::receive,
                        account,
                        user.quota(),
                        bell::raise,
                        ClientFiles.SYSTEM);
        var pools = new ClientPools(driver, user, account, connection, files);
        var lender = clan;
        ServedClient client;
        try {
            client =
                    new ServedClient(
                            numbers + 1,
                            peer,
                            sizes,
                            pools,
                            files,
                            wake ->
                                    new ClientClan(
                                            lender,
                                            user,
                                            uid,
                                            peer.uid(),
                                            peer.pid(),
                                            account,
                                            files,
                                            wake),
                            bell);
        } catch (SystemCallException e) {
            pools.closeAll();
            letGo(bell::close);
            throw new ServiceException(QUOTA_EXCEEDED, String.valueOf(e.getMessage()));
        }
        var seat = new Seat(client, visitor.socket, watch(peer.pid()), new ArrayList<>());
        try {
            watch(seat);
        } catch (SystemCallException e) {
            vacate(seat);
            throw new ServiceException(QUOTA_EXCEEDED, String.valueOf(e.getMessage()));
        }
        return seat;
    }

    private static EventFlag bell(Account account, Quota connection) throws ServiceException {
        try {
            return EventFlag.create();
        } catch (SystemCallException e) {
            account.giveBack(connection);
            throw new ServiceException(QUOTA_EXCEEDED, String.valueOf(e.getMessage()));
        }
    }

    private void watch(Seat seat) throws SystemCallException {
        seat.tokens().add(watches.addBell(seat.client().bellDescriptor()));
        if (seat.process() != null) {
            seat.tokens()
                    .add(
                            watches.add(
                                    seat.process().descriptor(),
                                    () -> guarded(() -> end(seat, DONE, "its process has ended"))));
        }
    }

    /// Null for a process of another namespace, or one that has ended: its socket tells that.
    private static @Nullable ProcessWatch watch(int pid) {
        try {
            return new ProcessWatch(pid);
        } catch (SystemCallException none) {
            return null;
        }
    }

    // ---- who goes

    /// A client's socket has its end, a descriptor, or a word that it should not have.
    private void hear(Seat seat) {
        try {
            if (!seat.client().files().listen()) {
                end(seat, DONE, "it has gone");
            }
        } catch (RingFault lie) {
            faulty++;
            end(seat, BAD_GREETING, String.valueOf(lie.getMessage()));
        }
    }

    private void end(Seat seat, ServiceReason reason, String why) {
        if (!seats.remove(seat)) {
            return;
        }
        var client = seat.client();
        clients.remove(client);
        ended++;
        if (reason != DONE) {
            Visitor.tell(seat.socket(), reason, why);
        }
        try {
            var returned = vacate(seat);
            say(
                    "client %d ends, %s; %d pools and %d blocks are back",
                    client.number, why, returned.pools(), returned.blocks());
        } finally {
            letGo(seat.socket()::hangUp);
        }
    }

    /// Takes all back but the socket.
    private ClientPools.Returned vacate(Seat seat) {
        for (int token : seat.tokens()) {
            watches.forget(token);
        }
        if (seat.process() != null) {
            letGo(seat.process()::close);
        }
        try {
            seat.client().clan().end();
            return seat.client().pools().closeAll();
        } finally {
            letGo(seat.client()::close);
            seat.client().files().end();
            leftFiles.add(seat.client().files());
        }
    }

    /// The adapter is lost, and all that clients had there; others can come to the same one, reset.
    private void restart(AdapterFault fault) {
        var why = "the adapter has failed: " + fault.getMessage();
        say("%s", why);
        for (var seat : List.copyOf(seats)) {
            seat.client().pools().forgetAll();
            seat.client().clan().forgetAll();
            end(seat, ADAPTER_FAILED, why);
        }
        revive();
    }

    /// Resets the adapter; where that fails, too, this station has nobody until it does not: the others go on.
    private void revive() {
        try {
            driver = started();
            clan = newClan();
            eventsSeen = 0;
            bringUp();
            lost = false;
        } catch (AdapterFault | DriverException e) {
            lost = true;
            reviveAt = System.nanoTime() + REVIVE_NANOSECONDS;
            say("its adapter does not come back: %s", String.valueOf(e.getMessage()));
        }
    }

    /// Tells all clients, and takes everything back.
    void close(String why) {
        socket.close();
        for (var visitor : List.copyOf(visitors)) {
            letGo(leave(visitor)::close);
        }
        try {
            for (var seat : List.copyOf(seats)) {
                end(seat, ADAPTER_FAILED, why);
            }
            driver.close();
        } catch (AdapterFault fault) {
            say("the adapter has failed: %s", String.valueOf(fault.getMessage()));
        } finally {
            letGo(status::close);
        }
    }
}
