// Precompiled once per machine: everything that a verilated model includes.
#pragma once
#include "shim.h"
#include "verilated_syms.h"
#include <new>
