// Seen by every line of C++ that is compiled, Verilator's own runtime included: where the design's text goes, and that the
// shim says what $finish, $stop and $fatal do.
#pragma once
extern "C" int jetstream_print(const char* format, ...)
    __attribute__((format(printf, 1, 2), visibility("hidden")));
#define VL_PRINTF jetstream_print
#define VL_USER_FINISH
#define VL_USER_STOP
#define VL_USER_FATAL
