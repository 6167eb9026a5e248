package org.jetstreamlan.hdl.check;

import java.util.List;

/// A design that has errors. The message is the whole report; the stack trace is empty, since the places that matter
/// are in it.
public final class HdlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<HdlError> errors;

    /// `errors` must not be empty.
    public HdlException(List<HdlError> errors) {
        super(HdlErrors.report(errors), null, false, false);
        this.errors = List.copyOf(errors);
    }

    /// The same after user code has thrown `cause`.
    public HdlException(List<HdlError> errors, RuntimeException cause) {
        super(HdlErrors.report(errors), cause, false, false);
        this.errors = List.copyOf(errors);
    }

    /// For a mistake that makes going on pointless.
    public HdlException(HdlError error) {
        this(List.of(error));
    }

    /// What is wrong, in the order found.
    public List<HdlError> errors() {
        return errors;
    }

    /// The report alone, without the class name.
    @Override
    public String toString() {
        return HdlErrors.report(errors);
    }
}
