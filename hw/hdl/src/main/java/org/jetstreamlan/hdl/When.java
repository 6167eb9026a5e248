package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.List;

/// The end of a `when`, to go on with `elseWhen` or `otherwise`: at once, before any other statement, and each time on what the call before gave.
public final class When {
    private final Module module;
    private final Drive.When drive;
    private final List<Term> earlier;
    private final Choice choice;

    When(Module module, Drive.When drive, List<Term> earlier, Choice choice) {
        this.module = module;
        this.drive = drive;
        this.earlier = earlier;
        this.choice = choice;
    }

    /// Runs `body` if no earlier condition was true and `condition` is.
    public When elseWhen(Bool condition, Runnable body) {
        choice.branch("elseWhen", drive);
        List<Term> path = new ArrayList<>(earlier);
        path.add(Term.not(drive.condition()));
        Drive.When nested =
                new Drive.When(condition.term(), Drive.block(), Drive.block(), Site.capture());
        drive.otherwise().add(nested);
        choice.continueWith(nested);
        List<Term> inside = new ArrayList<>(path);
        inside.add(condition.term());
        module.then(nested, inside, body);
        return new When(module, nested, path, choice);
    }

    /// Runs `body` if no condition was true.
    public void otherwise(Runnable body) {
        choice.otherwise(drive.otherwise(), drive);
        List<Term> path = new ArrayList<>(earlier);
        path.add(Term.not(drive.condition()));
        module.within(drive.otherwise(), path, body);
    }
}
