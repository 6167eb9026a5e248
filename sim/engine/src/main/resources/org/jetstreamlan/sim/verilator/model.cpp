// What Java sees of a verilated model, as far as it knows the model; the rest is in shim.cpp. Follows the model's own sources, if its translation unit has
// any that run more than once; `ports.inc` has one line PORT(number, member) for each port of the harness.
//
// `Model::eval` computes what depends on inputs, looks for edges, and computes what depends on those that came, until none comes. Where Shortcuts.java
// found the functions of these steps, the one that has something to do is called.

#include "Model.h"
#include "Model___024root.h"

#ifdef PHASES
bool Model___024root___eval_phase__ico(Model___024root* root);
bool Model___024root___eval_phase__act(Model___024root* root);
bool Model___024root___eval_phase__nba(Model___024root* root);
#endif

namespace {

struct Instance : Common {
    Model model{&context, "TOP"};
    CData* clock = nullptr;
    CData sampling = 1;
};

// A value of up to 64 bits somewhere in an instance; see Storage in Java.
struct Column {
    void* address;
    uint64_t bytes;
    uint64_t mask;

    void write(uint64_t value) const {
        switch (bytes) {
        case 1: *static_cast<CData*>(address) = value; break;
        case 2: *static_cast<SData*>(address) = value; break;
        case 4: *static_cast<IData*>(address) = value; break;
        default: *static_cast<QData*>(address) = value;
        }
    }

    uint64_t read() const {
        switch (bytes) {
        case 1: return mask & *static_cast<const CData*>(address);
        case 2: return mask & *static_cast<const SData*>(address);
        case 4: return mask & *static_cast<const IData*>(address);
        default: return mask & *static_cast<const QData*>(address);
        }
    }
};

template <typename Body>
inline Code guarded(Instance& instance, Body&& body) {
    try {
#ifdef TALKING  // what prints or stops asks the thread for its context; other designs need not tell it
        Verilated::threadContextp(&instance.context);
#endif
        body();
        if (VL_UNLIKELY(talking.load(std::memory_order_relaxed) != 0)) show();
        return RUNNING;
    } catch (...) {
        return failed(instance);
    }
}

// Settles after pokes of inputs that are no clocks.
inline void settle(Instance& instance) {
#ifndef PHASES
    instance.model.eval();
#elif defined(FROM_INPUTS)
    instance.model.rootp->__VicoFirstIteration = 1;
    while (Model___024root___eval_phase__ico(instance.model.rootp)) instance.model.rootp->__VicoFirstIteration = 0;
#endif
}

// One period from settled values to settled values.
inline void tick(Instance& instance) {
    *instance.clock = instance.sampling;
#ifdef PHASES
    do {
        while (Model___024root___eval_phase__act(instance.model.rootp)) {}
    } while (Model___024root___eval_phase__nba(instance.model.rootp));
#else
    instance.model.eval();
#endif
    *instance.clock = !instance.sampling;
#ifdef CLOCK_MEMORY
    instance.model.rootp->CLOCK_MEMORY = !instance.sampling;  // only the sampling edge changes anything
#else
    instance.model.eval();
#endif
    instance.context.timeInc(1);
}

}  // namespace

// Verilator's own: evaluates all combinational logic, as at the start. It is not told when somebody writes a register or a memory's cell, and looks at
// what follows from inputs and edges only.
void Model___024root___eval_settle(Model___024root* root);

#pragma GCC visibility push(default)
extern "C" {
// Functions have one of two shapes, each of which costs Java something: three words to a word, and for the short ones an instance to a code.

void* shim_port(Instance* instance, int64_t number, int64_t) {
    switch (number) {
#define PORT(number, member) \
    case number: return const_cast<void*>(static_cast<const void*>(&instance->model.member));
#include "ports.inc"
#undef PORT
    default: return nullptr;
    }
}

// A new instance with clock port `clock` (-1: none) that samples when it becomes `sampling`; 0 without memory for it. Its
// initial blocks have run, with the clock at rest, so that the first edge is seen as one; see shim_code.
void* shim_create(int64_t clock, int64_t sampling, int64_t) {
    auto* const instance = new (std::nothrow) Instance;
    if (!instance) return nullptr;
    instance->sampling = sampling;
    if (clock >= 0) {
        instance->clock = static_cast<CData*>(shim_port(instance, clock, 0));
        *instance->clock = !sampling;
    }
    guarded(*instance, [=] { instance->model.eval(); });
    return instance;
}

int64_t shim_destroy(Instance* instance, int64_t, int64_t) {
    Verilated::threadContextp(&instance->context);  // the destructor looks there for its own
    delete instance;
    Verilated::threadContextp(nullptr);
    return 0;
}

// Settles after pokes.
int shim_inputs(Instance* instance) {
    return guarded(*instance, [=] { settle(*instance); });
}

// Settles, and makes edges, after changes of any port, clocks included.
int shim_eval(Instance* instance) {
    return guarded(*instance, [=] { instance->model.eval(); });
}

// Settles after registers or cells of memories were written.
int shim_settle(Instance* instance) {
    return guarded(*instance, [=] {
        Model___024root___eval_settle(instance->model.rootp);
        instance->model.eval();
    });
}

// One period from settled values.
int shim_tick(Instance* instance) {
    return guarded(*instance, [=] { tick(*instance); });
}

// One period after pokes.
int shim_step(Instance* instance) {
    return guarded(*instance, [=] {
        settle(*instance);
        tick(*instance);
    });
}

// `cycles` periods, perhaps after pokes; the number of whole ones that were run.
int64_t shim_run(Instance* instance, int64_t cycles, int64_t) {
    int64_t done = 0;
    guarded(*instance, [&] {
        settle(*instance);
        for (; done < cycles; ++done) tick(*instance);
    });
    return done;
}

// `rows` periods: sets inputs from the rows of `stimulus`, settles, takes outputs to the rows of `response`, makes an edge. The number of
// whole ones; the rest was not run, since the design stopped or the next row has a value that does not fit.
int64_t shim_batch(Instance* instance, int64_t rows, int64_t inputs, const Column* input, const uint64_t* stimulus,
                   int64_t outputs, const Column* output, uint64_t* response) {
    int64_t done = 0;
    guarded(*instance, [&] {
        for (; done < rows; ++done) {
            uint64_t excess = 0;
            for (int64_t i = 0; i < inputs; ++i) excess |= stimulus[i] & ~input[i].mask;
            if (VL_UNLIKELY(excess)) return;
            for (int64_t i = 0; i < inputs; ++i) input[i].write(*stimulus++);
            settle(*instance);
            for (int64_t i = 0; i < outputs; ++i) *response++ = output[i].read();
            if (instance->clock) tick(*instance);
        }
    });
    return done;
}
}
#pragma GCC visibility pop
