package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.check.Spot;
import org.jspecify.annotations.Nullable;

/// A `when` or `select` that may get further branches, as long as no other statement follows it: what stands between would seem to come before the
/// branch, but the whole choice is one statement, at the place of its first line.
final class Choice {
    private final Module module;
    private final List<Drive> block;
    private final Drive first;
    private Drive last;
    private @Nullable List<Drive> otherwise;

    /// @param first its statement, which stands at the end of the module's statements
    Choice(Module module, Drive first) {
        this.module = module;
        this.block = module.statements();
        this.first = first;
        this.last = first;
    }

    /// Notes a branch behind `to`, and an error if it is not one that may follow there.
    void branch(String verb, Drive to) {
        if (otherwise != null) {
            report(
                    verb,
                    "follows its otherwise",
                    otherwise.isEmpty() ? null : otherwise.getFirst(),
                    "in its otherwise");
        } else if (to != last) {
            report(verb, "follows a branch that has another behind it", last, "the other");
        } else if (module.statements() != block) {
            report(verb, "stands in another block", null, "");
        } else if (block.getLast() != first) {
            Drive between = block.get(block.lastIndexOf(first) + 1);
            report(verb, "follows other statements", between, "stands between");
        }
    }

    /// Notes a last branch, whose statements are `body`.
    void otherwise(List<Drive> body, Drive to) {
        branch("otherwise", to);
        otherwise = body;
    }

    /// Notes that the next branch follows `drive`.
    void continueWith(Drive drive) {
        last = drive;
    }

    private void report(String verb, String problem, @Nullable Drive other, String otherText) {
        String kind = first instanceof Drive.When ? "when" : "select";
        List<Spot> spots = new ArrayList<>();
        spots.add(new Spot(Elaboration.placeOf(Site.capture()), verb));
        spots.add(new Spot(Elaboration.placeOf(first.site()), "the " + kind + " it belongs to"));
        if (other != null) {
            spots.add(new Spot(Elaboration.placeOf(other.site()), otherText));
        }
        Elaboration.report(
                new HdlError.LateBranch(
                        Reports.path(module), verb, kind, problem, suggestion(kind), spots));
    }

    private String suggestion(String kind) {
        return otherwise == null
                ? "say it right behind the last branch of the "
                        + kind
                        + ", in the same block; what stands between belongs before the "
                        + kind
                        + ", or after it"
                : "put otherwise last, and once";
    }
}
