// What Java sees of a verilated model, as far as it is the same for all: compiled once per machine. The rest is in model.cpp.
//
// A design that stops throws Halt out of eval; it is caught there, told as a code, and the instance is dead.

#include "shim.h"
#include "verilated_syms.h"
#include <cstdarg>
#include <cstdio>
#include <exception>

std::atomic<int> talking{0};

namespace {

struct Halt {
    Code code;
};

thread_local char text[4096];
thread_local size_t length;
thread_local char where[512];

void release() {
    if (length != 0) {
        length = 0;
        talking.fetch_sub(1, std::memory_order_relaxed);
    }
}

[[noreturn]] void halt(Code code, const char* file, int line, const char* reason) {
    snprintf(where, sizeof where, "%s:%d: %s", file ? file : "", line, reason ? reason : "");
    throw Halt{code};
}

Code die(Common& instance, Code code) {
    instance.code = code;
    instance.message.assign(where).append("\n").append(text, length);
    release();
    return code;
}

}  // namespace

void show() {
    if (length != 0) {
        fwrite(text, 1, length, stdout);
        fflush(stdout);
        release();
    }
}

Code failed(Common& instance) {
    try {
        throw;
    } catch (const Halt& stopped) {
        return die(instance, stopped.code);
    } catch (const std::exception& failure) {
        snprintf(where, sizeof where, ":0: %s", failure.what());
        return die(instance, FAILED);
    }
}

extern "C" int jetstream_print(const char* format, ...) {
    if (length == 0) talking.fetch_add(1, std::memory_order_relaxed);
    va_list arguments;
    va_start(arguments, format);
    const int wanted = vsnprintf(text + length, sizeof text - length, format, arguments);
    va_end(arguments);
    if (wanted > 0) length += wanted;
    if (length >= sizeof text) {  // what does not fit is cut; the rest goes on
        length = sizeof text - 1;
        show();
    }
    return wanted;
}

// Destructors of thread-local variables would keep the library loaded until the last thread that ran it ends. Verilator has some for
// text buffers; they are not run.
extern "C" __attribute__((visibility("hidden"))) int __cxa_thread_atexit(void (*)(void*), void*, void*) {
    return 0;
}

void vl_finish(const char* file, int line, const char*) { halt(FINISHED, file, line, "$finish"); }
void vl_stop(const char* file, int line, const char*) { halt(FAILED, file, line, "$stop"); }
void vl_fatal(const char* file, int line, const char*, const char* message) {
    halt(FAILED, file, line, message);
}

#pragma GCC visibility push(default)
extern "C" {
// The public variable `name` of `scope`, or 0.
void* shim_variable(Common* instance, const char* scope, const char* name) {
    const VerilatedScope* const found = instance->context.scopeFind(scope);
    if (!found) return nullptr;
    const VerilatedVar* const variable = found->varFind(name);
    return variable ? variable->datap() : nullptr;
}

int shim_code(const Common* instance) { return instance->code; }

// Why the instance died: "file:line: reason", a line end, and what the design printed last.
const char* shim_message(const Common* instance, int64_t, int64_t) { return instance->message.c_str(); }
}
#pragma GCC visibility pop
