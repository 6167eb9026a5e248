package org.jetstreamlan.hdl.lib;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Signal;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Register;
import org.jetstreamlan.regs.RegisterBlock;

/// An AXI4-Lite subordinate for a [RegisterBlock]: address decoder, storage and read multiplexer are made from the description, no address is
/// written twice. What the design connects depends on the register:
///
/// | register | the design drives | the design gets |
/// | --- | --- | --- |
/// | RO | [#status] | [#read], 1 in the clock in which a read takes the value |
/// | RW | | [#value], held here, from `reset` on; [#written], 1 in the first clock of a new value |
/// | RW declared external; W1C | [#status] | [#value], what is being written, while [#written] is 1 |
/// | WO | | [#value], what is being written, while [#written] is 1 |
/// | RO array | [#reply], once per request, in its clock or any time after it | [#request], the element's index |
///
/// Ports are one a field, named `register_field`; a register without fields has one of 32 bits. Bits without a field read 0.
///
/// SLVERR, with nothing changed and 0 read: an address without a register, an address that is no multiple of 4, a write to an RO register, a
/// write with a byte strobe missing.
///
/// ```
/// clock     0      1       2        3                      AW and W in either order; the later one counts
/// write   AW, W  decode  written   B
/// read     AR    decode  taken     R                       arrays: request in 2, R the clock after the reply
/// ```
/// Throughput one write and one read every 3 clocks, at the same time. All AXI outputs come from registers or from one gate behind one.
public final class Axi4LiteRegisters extends Module {
    private static final int WORD_BITS = 32;

    /// A register and the ports it has.
    private record Served(
            Register register,
            RegisterService service,
            Map<String, Bits> status,
            Map<String, Bits> value) {}

    private final String name;
    private final RegisterBlock block;
    private final int addressWidth;
    private final Map<String, Served> served = new LinkedHashMap<>();
    private final Map<String, Bool> strobes = new LinkedHashMap<>();
    private final Map<String, Stream<UInt>> requests = new LinkedHashMap<>();
    private final Map<String, Flow<Bits>> replies = new LinkedHashMap<>();

    /// The bus.
    public final Axi4Lite axil;

    /// What is stored goes back to its reset value; writes in the same clock are lost.
    public final Bool clear = input(bool());

    /// Named after the block.
    ///
    /// @param external RW registers that the design holds
    public Axi4LiteRegisters(RegisterBlock block, Register... external) {
        this(block.name() + "Registers", block, external);
    }

    /// @param name of the module
    /// @param external RW registers that the design holds
    public Axi4LiteRegisters(String name, RegisterBlock block, Register... external) {
        this.name = name;
        this.block = block;
        this.addressWidth = 32 - Integer.numberOfLeadingZeros(block.bytes() - 1);
        super();
        this.axil = input(Axi4Lite.type(addressWidth, WORD_BITS)).named("s_axil");
        Set<String> outside = new HashSet<>();
        for (Register register : external) {
            outside.add(register.name());
        }
        for (Register register : block.registers()) {
            declare(register, RegisterService.of(register, outside));
        }
    }

    @Override
    protected String moduleName() {
        return name;
    }

    // ---- what the design connects

    /// Input: what a read shows of `field`.
    public final Bits status(Register register, Field field) {
        return fieldOf(find(register), true, field.name());
    }

    /// Input: what a read shows of a register without fields.
    public final Bits status(Register register) {
        return fieldOf(find(register), true, "");
    }

    /// Output: the stored value of `field`, or what is being written to it.
    public final Bits value(Register register, Field field) {
        return fieldOf(find(register), false, field.name());
    }

    /// Output: the stored value of a register without fields, or what is being written to it.
    public final Bits value(Register register) {
        return fieldOf(find(register), false, "");
    }

    /// Output: see the table above.
    public final Bool written(Register register) {
        Bool strobe = strobes.get(register.name() + "_written");
        if (strobe == null) {
            throw wrong(find(register), "has no written(...)");
        }
        return strobe;
    }

    /// Output: a read takes the value in this clock. Only for registers whose description says that a read has an effect.
    public final Bool read(Register register) {
        Bool strobe = strobes.get(register.name() + "_read");
        if (strobe == null) {
            throw wrong(find(register), "has no read(...)");
        }
        return strobe;
    }

    /// Output: the index of an array's element that a read wants; it stays until taken.
    public final Stream<UInt> request(Register register) {
        Stream<UInt> request = requests.get(register.name());
        if (request == null) {
            throw wrong(find(register), "has no request(...), being no array");
        }
        return request;
    }

    /// Input: the element, once per request, in the clock in which that is taken or any number of clocks later.
    public final Flow<Bits> reply(Register register) {
        Flow<Bits> reply = replies.get(register.name());
        if (reply == null) {
            throw wrong(find(register), "has no reply(...), being no array");
        }
        return reply;
    }

    private Served find(Register register) {
        Served found = served.get(register.name());
        if (found == null) {
            throw Arguments.wrong(
                    "register '" + register.name() + "'",
                    "is not in block " + block.name(),
                    "give one that is: " + String.join(", ", served.keySet()));
        }
        return found;
    }

    /// The port of a field; `field` is empty for a register without fields.
    private static Bits fieldOf(Served entry, boolean status, String field) {
        Map<String, Bits> ports = status ? entry.status() : entry.value();
        Bits port = ports.get(field);
        if (port != null) {
            return port;
        }
        String verb = status ? "status" : "value";
        if (ports.isEmpty()) {
            throw wrong(entry, "has no " + verb + "(...)");
        }
        String name = entry.register().name();
        throw Arguments.wrong(
                "register '" + name + "'",
                field.isEmpty() ? "has fields" : "has no field '" + field + "'",
                ports.containsKey("")
                        ? "say %s(%s): it has no fields".formatted(verb, name)
                        : "name one that it has: " + String.join(", ", ports.keySet()));
    }

    /// A register was asked for what one of its kind does not have: says what it has.
    private static HdlException wrong(Served entry, String problem) {
        Register register = entry.register();
        String use =
                switch (entry.service()) {
                    case STATUS ->
                            "the design gives what a read shows: drive status(...)"
                                    + (register.readHasEffect()
                                            ? ", and look at read(...)"
                                            : "; read(...) is there if the description says that a read has an effect");
                    case STORED ->
                            "the block holds it: read value(...) and written(...); for a status of the design's own, give the register to the constructor as external";
                    case EXTERNAL ->
                            "the design holds it: drive status(...), and take value(...) while written(...) is 1";
                    case COMMAND -> "take value(...) while written(...) is 1; a read shows 0";
                    case ASKED -> "take request(...), and give the element with reply(...)";
                };
        return Arguments.wrong(
                "register '%s' (%s)".formatted(register.name(), register.access()), problem, use);
    }

    // ---- ports

    private void declare(Register register, RegisterService service) {
        Served entry = new Served(register, service, new LinkedHashMap<>(), new LinkedHashMap<>());
        served.put(register.name(), entry);
        switch (service) {
            case STATUS -> {
                declareStatus(entry, "");
                if (register.readHasEffect()) {
                    strobe(register, "read");
                }
            }
            case STORED -> {
                declareValue(entry, "");
                strobe(register, "written");
            }
            case EXTERNAL -> {
                declareStatus(entry, "_status");
                declareValue(entry, "_value");
                strobe(register, "written");
            }
            case COMMAND -> {
                declareValue(entry, "");
                strobe(register, "written");
            }
            case ASKED -> {
                requests.put(
                        register.name(),
                        output(stream(uint(indexWidth(register))))
                                .named(lower(register.name()) + "_request"));
                replies.put(
                        register.name(),
                        input(flow(bits(WORD_BITS))).named(lower(register.name()) + "_reply"));
            }
        }
    }

    private void declareStatus(Served entry, String suffix) {
        for (Field field : fieldsOf(entry.register())) {
            entry.status()
                    .put(
                            field.name(),
                            input(bits(field.width()))
                                    .named(portName(entry.register(), field) + suffix));
        }
    }

    private void declareValue(Served entry, String suffix) {
        for (Field field : fieldsOf(entry.register())) {
            entry.value()
                    .put(
                            field.name(),
                            output(bits(field.width()))
                                    .named(portName(entry.register(), field) + suffix));
        }
    }

    private void strobe(Register register, String what) {
        String name = register.name() + "_" + what;
        strobes.put(name, output(bool()).named(lower(name)));
    }

    private static List<Field> fieldsOf(Register register) {
        return register.fields().isEmpty()
                ? List.of(Field.of("", 0, WORD_BITS, register.description()))
                : register.fields();
    }

    private static String portName(Register register, Field field) {
        return lower(register.name()) + (field.name().isEmpty() ? "" : "_" + lower(field.name()));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static int indexWidth(Register array) {
        return 32 - Integer.numberOfLeadingZeros(array.count() - 1);
    }

    // ---- hardware

    @Override
    protected void build() {
        buildWrites();
        buildReads();
    }

    private void buildWrites() {
        var address = reg(uint(addressWidth)).named("write_address");
        var addressHeld = reg(bool(), init(0)).named("write_address_held");
        var data = reg(bits(WORD_BITS)).named("write_data");
        var strobesComplete = reg(bool()).named("write_whole");
        var dataHeld = reg(bool(), init(0)).named("write_data_held");
        var decoded = reg(bool(), init(0)).named("write_decoded");
        var answered = reg(bool(), init(0)).named("write_answered");
        var refused = reg(bool()).named("write_refused");

        axil.aw().ready().assign(addressHeld.not());
        axil.w().ready().assign(dataHeld.not());
        axil.b().valid().assign(answered);
        axil.b().payload().assign(cat(refused, low()));

        var perform = decoded.and(answered.not().or(axil.b().ready())).named("write_perform");
        decoded.next(addressHeld.and(dataHeld).and(perform.not()));
        when(
                perform,
                () -> {
                    addressHeld.next(0);
                    dataHeld.next(0);
                });
        var addressMoves = axil.aw().fire().named("write_address_moves");
        when(
                addressMoves,
                () -> {
                    addressHeld.next(1);
                    address.next(axil.aw().payload());
                });
        var dataMoves = axil.w().fire().named("write_data_moves");
        when(
                dataMoves,
                () -> {
                    dataHeld.next(1);
                    data.next(axil.w().payload().data());
                    strobesComplete.next(axil.w().payload().strb().andR());
                });

        List<Bool> accepted = new ArrayList<>();
        for (Served entry : served.values()) {
            if (entry.register().access().writable()) {
                var selected =
                        reg(bool()).named(lower(entry.register().name()) + "_write_selected");
                selected.next(selects(entry.register(), address).and(strobesComplete));
                accepted.add(selected);
                var write = selected.and(perform).named(lower(entry.register().name()) + "_write");
                buildWrite(entry, data, write);
            }
        }
        answered.next(answered.and(axil.b().ready().not()).or(perform));
        var unknown = anyOf(accepted, low()).not().named("write_unknown");
        when(perform, () -> refused.next(unknown));
    }

    private void buildWrite(Served entry, Bits data, Bool write) {
        Register register = entry.register();
        Bool written = written(register);
        if (entry.service() != RegisterService.STORED) {
            written.assign(write);
            for (Field field : fieldsOf(register)) {
                fieldOf(entry, false, field.name()).assign(data.slice(field.hi(), field.lo()));
            }
            return;
        }
        var fresh = reg(bool(), init(0)).named(lower(register.name()) + "_fresh");
        fresh.next(write);
        written.assign(fresh);
        for (Field field : fieldsOf(register)) {
            var held =
                    reg(bits(field.width()), init(resetOf(register, field)))
                            .named(portName(register, field) + "_held");
            when(write, () -> held.next(data.slice(field.hi(), field.lo())));
            when(clear, () -> held.next(resetOf(register, field)));
            fieldOf(entry, false, field.name()).assign(held);
        }
    }

    private static long resetOf(Register register, Field field) {
        return register.reset() >>> field.lo() & field.maximum();
    }

    private void buildReads() {
        var address = reg(uint(addressWidth)).named("read_address");
        var held = reg(bool(), init(0)).named("read_held");
        var decoded = reg(bool(), init(0)).named("read_decoded");
        var answered = reg(bool(), init(0)).named("read_answered");
        var answer = reg(bits(WORD_BITS)).named("read_answer");
        var refused = reg(bool()).named("read_refused");
        var waiting = reg(bool(), init(0)).named("read_waiting");

        axil.ar().ready().assign(held.not());
        axil.r().valid().assign(answered);
        axil.r().payload().data().assign(answer);
        axil.r().payload().resp().assign(cat(refused, low()));

        var free = answered.not().or(axil.r().ready()).named("read_free");
        var take = decoded.and(waiting.not()).and(free).named("read_take");
        var done = wire(bool()).named("read_done");
        decoded.next(held.and(done.not()));
        when(done, () -> held.next(0));
        var addressMoves = axil.ar().fire().named("read_address_moves");
        when(
                addressMoves,
                () -> {
                    held.next(1);
                    address.next(axil.ar().payload());
                });

        List<Bool> known = new ArrayList<>();
        List<Bool> asked = new ArrayList<>();
        List<Bool> taken = new ArrayList<>();
        List<Bool> replied = new ArrayList<>();
        List<Bits> answers = new ArrayList<>();
        for (Served entry : served.values()) {
            Register register = entry.register();
            var selected = reg(bool()).named(lower(register.name()) + "_read_selected");
            selected.next(selects(register, address));
            known.add(selected);
            switch (entry.service()) {
                case STATUS, EXTERNAL -> answers.add(onlyIf(selected, word(entry, true)));
                case STORED -> answers.add(onlyIf(selected, word(entry, false)));
                case COMMAND -> {}
                case ASKED -> {
                    var request = request(register);
                    var reply = reply(register);
                    request.valid().assign(take.and(selected));
                    request.payload().assign(address.slice(indexWidth(register) + 1, 2).asUInt());
                    asked.add(selected);
                    taken.add(request.fire());
                    replied.add(reply.valid());
                    answers.add(onlyIf(reply.valid(), reply.payload()));
                }
            }
            if (strobes.containsKey(register.name() + "_read")) {
                read(register).assign(take.and(selected));
            }
        }

        var now = take.and(anyOf(asked, low()).not());
        var replyIn = anyOf(replied, low());
        var awaited = waiting.or(anyOf(taken, low())).named("read_awaited");
        done.assign(now.or(awaited.and(replyIn)));
        waiting.next(awaited.and(replyIn.not()));
        answered.next(answered.and(axil.r().ready().not()).or(done));
        var unknown = anyOf(known, low()).not().named("read_unknown");
        var shown = anyOf(answers, zeros(WORD_BITS)).named("read_value");
        when(
                done,
                () -> {
                    answer.next(shown);
                    refused.next(unknown);
                });
    }

    /// Whether `address` is `register`'s, for an array one of its elements'.
    private Bool selects(Register register, UInt address) {
        if (register.count() == 1) {
            return address.eq(register.offset());
        }
        int low = indexWidth(register) + 2;
        if (register.stride() != Register.BYTES || register.offset() % (1 << low) != 0) {
            throw Arguments.wrong(
                    "register array '" + register.name() + "'",
                    "at 0x"
                            + Integer.toHexString(register.offset())
                            + ", "
                            + register.stride()
                            + " bytes apart",
                    "put elements 4 bytes apart, the first at a multiple of 0x"
                            + Integer.toHexString(1 << low));
        }
        var inArray =
                address.slice(addressWidth - 1, low)
                        .eq(register.offset() >> low)
                        .and(address.slice(1, 0).eq(0));
        return register.count() == 1 << indexWidth(register)
                ? inArray
                : inArray.and(address.slice(low - 1, 2).asUInt().lt(register.count()));
    }

    /// The fields of a register in their places, 0 elsewhere.
    private static Bits word(Served entry, boolean status) {
        List<Field> rising = new ArrayList<>(fieldsOf(entry.register()));
        rising.sort((a, b) -> Integer.compare(a.lo(), b.lo()));
        List<Data<?>> parts = new ArrayList<>();
        int next = 0;
        for (Field field : rising) {
            if (field.lo() > next) {
                parts.addFirst(zeros(field.lo() - next));
            }
            parts.addFirst(fieldOf(entry, status, field.name()));
            next = field.hi() + 1;
        }
        if (next < WORD_BITS) {
            parts.addFirst(zeros(WORD_BITS - next));
        }
        return cat(parts.toArray(Data<?>[]::new));
    }

    private static Bits onlyIf(Bool condition, Bits bits) {
        return mux(condition, bits, zeros(bits.width()));
    }

    /// The OR of all, as a tree; `none` where there are none.
    private static <S extends Signal<S>> S anyOf(List<S> terms, S none) {
        List<S> level = terms.isEmpty() ? List.of(none) : terms;
        while (level.size() > 1) {
            List<S> next = new ArrayList<>();
            for (int i = 0; i + 1 < level.size(); i += 2) {
                next.add(level.get(i).or(level.get(i + 1)));
            }
            if (level.size() % 2 == 1) {
                next.add(level.getLast());
            }
            level = next;
        }
        return level.getFirst();
    }
}
