package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jetstreamlan.hdl.ir.Observation.Form;
import org.jetstreamlan.hdl.ir.Observation.Kind;
import org.jetstreamlan.hdl.ir.Observation.Named;
import org.jetstreamlan.hdl.ir.Observation.Radix;
import org.jetstreamlan.hdl.ir.Observation.Signed;

/// A check, assumption, cover point or print while its module is being built. `enable` is the condition of the `when`s around it.
sealed interface Observe {
    Term enable();

    ClockDomain domain();

    Site site();

    record Property(
            Kind kind, Term enable, Term condition, ClockDomain domain, String message, Site site)
            implements Observe {
        /// A label made of the message: `level never passes depth` gives `level_never_passes_depth`.
        String label() {
            String words = message.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
            String label = words.replaceAll("^[0-9_]+|_+$", "");
            int end =
                    label.length() <= LONGEST_LABEL
                            ? label.length()
                            : label.lastIndexOf('_', LONGEST_LABEL);
            return label.isEmpty()
                    ? kind.name().toLowerCase(Locale.ROOT)
                    : label.substring(0, end < 1 ? LONGEST_LABEL : end);
        }
    }

    record Print(
            Term enable,
            ClockDomain domain,
            List<String> texts,
            List<Term> values,
            List<Form> forms,
            Site site)
            implements Observe {}

    /// Letters of a label, about.
    int LONGEST_LABEL = 48;

    /// Where a format takes a value: `{}` as its type is read, `{x}` hexadecimal, `{b}` binary.
    Pattern HOLE = Pattern.compile("\\{([xb]?)}");

    static Print print(Term enable, ClockDomain domain, String format, Data<?>... values) {
        List<String> texts = new ArrayList<>();
        List<Term> terms = new ArrayList<>();
        for (Data<?> value : values) {
            terms.add(Term.present(value.asBits().term()));
        }
        List<Form> forms = new ArrayList<>();
        Matcher holes = HOLE.matcher(format);
        int end = 0;
        while (holes.find()) {
            texts.add(format.substring(end, holes.start()));
            int hole = forms.size();
            forms.add(
                    switch (holes.group(1)) {
                        case "x" -> Radix.HEXADECIMAL;
                        case "b" -> Radix.BINARY;
                        default -> hole < values.length ? form(values[hole]) : Radix.DECIMAL;
                    });
            end = holes.end();
        }
        texts.add(format.substring(end));
        if (forms.size() != values.length) {
            throw Reports.fatalArgument(
                    "print(\"" + format + "\")",
                    "has " + forms.size() + " holes for " + values.length + " values",
                    "write one {}, {x} or {b} for each value");
        }
        return new Print(enable, domain, texts, terms, forms, Site.capture());
    }

    /// How a value of this type is read.
    private static Form form(Data<?> value) {
        return switch (value) {
            case SInt number -> new Signed(number.width());
            case Enumerated<?> one -> new Named(one.code().enumeration());
            default -> Radix.DECIMAL;
        };
    }
}
