package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.List;

/// The end of a `when`, to go on with `elseWhen` or `otherwise`.
public final class When {
    private final Module module;
    private final Drive.When drive;
    private final List<Term> earlier;

    When(Module module, Drive.When drive, List<Term> earlier) {
        this.module = module;
        this.drive = drive;
        this.earlier = earlier;
    }

    /// Runs `body` if no earlier condition was true and `condition` is.
    public When elseWhen(Bool condition, Runnable body) {
        List<Term> path = new ArrayList<>(earlier);
        path.add(Term.not(drive.condition()));
        Drive.When nested =
                new Drive.When(condition.term(), Drive.block(), Drive.block(), Site.capture());
        drive.otherwise().add(nested);
        List<Term> inside = new ArrayList<>(path);
        inside.add(condition.term());
        module.within(nested.then(), inside, body);
        return new When(module, nested, path);
    }

    /// Runs `body` if no condition was true.
    public void otherwise(Runnable body) {
        List<Term> path = new ArrayList<>(earlier);
        path.add(Term.not(drive.condition()));
        module.within(drive.otherwise(), path, body);
    }
}
