#pragma once
// An orderly stop ends: whoever stops waits for its threads, and one may be in the hands of a stick, a disk or a name
// server that hangs.

#include <chrono>

namespace tongluo::firmware {

constexpr std::chrono::seconds kStopLimit(10);  // less than the watchdogs' patience

// From now on the process has kStopLimit to end by itself; then it ends with `code` and a line that says so. What is
// queued for the journal is written meanwhile, by its own thread. Once, from the main thread.
void limit_stop(int code);

}  // namespace tongluo::firmware
