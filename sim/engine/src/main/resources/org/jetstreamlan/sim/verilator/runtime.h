// Precompiled once per machine: everything that a verilated model includes.
#pragma once
#include "print.h"
#include "verilated.h"
#include "verilated_syms.h"
#include <atomic>
#include <cstdarg>
#include <cstdio>
#include <exception>
#include <string>
