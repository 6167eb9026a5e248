// What model.cpp and shim.cpp know of each other.
#pragma once
#include "print.h"
#include "verilated.h"
#include <atomic>
#include <string>

#pragma GCC visibility push(hidden)

enum Code { RUNNING = 0, FINISHED = 1, FAILED = 2 };

// One thread runs one instance: no pool of worker threads, which 5.048 would start for each context.
struct Context : VerilatedContext {
    Context() { threads(1); }
};

// What all instances have, whatever their model.
struct Common {
    Context context;
    Code code = RUNNING;
    std::string message;
};

// Threads that have text which the design printed in the running eval are counted, so that a silent design pays one load.
extern std::atomic<int> talking;

// Writes this thread's.
void show();

// Called where something was caught: what the instance died of.
Code failed(Common& instance);

#pragma GCC visibility pop
