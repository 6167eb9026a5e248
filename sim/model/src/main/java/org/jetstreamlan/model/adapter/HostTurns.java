package org.jetstreamlan.model.adapter;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.jetstreamlan.driver.Adapter;

/// Hosts in one thread that may sleep: while one waits for an interrupt, the others have their turns.
public final class HostTurns {
    /// Words that a host sleeps before the others have their turns again.
    private static final int SLEEP_WORDS = 200;

    private final IntFunction<? extends Adapter> adapters;
    private final int stations;
    private final IntConsumer turn;
    private boolean inTurn;

    /// @param adapters of the ring, by station
    /// @param turn what the host of a station does when it has its turn
    public HostTurns(IntFunction<? extends Adapter> adapters, int stations, IntConsumer turn) {
        this.adapters = adapters;
        this.stations = stations;
        this.turn = turn;
    }

    /// The adapter of a host that may sleep: as that of the ring, but for [Adapter#awaitInterrupt], which may return early.
    public Adapter adapter(int station) {
        var adapter = adapters.apply(station);
        return (Adapter)
                Proxy.newProxyInstance(
                        Adapter.class.getClassLoader(),
                        new Class<?>[] {Adapter.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("awaitInterrupt")) {
                                others(station);
                                long clocks = (Long) arguments[0];
                                return adapter.awaitInterrupt(Math.min(clocks, SLEEP_WORDS));
                            }
                            try {
                                return method.invoke(adapter, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getTargetException();
                            }
                        });
    }

    private void others(int sleeper) {
        if (inTurn) {
            return;
        }
        inTurn = true;
        try {
            for (int i = 0; i < stations; i++) {
                if (i != sleeper) {
                    turn.accept(i);
                }
            }
        } finally {
            inTurn = false;
        }
    }
}
