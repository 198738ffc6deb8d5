#pragma once
// Memory that runs out once, at a chosen allocation. Linking it replaces operator new of the whole program; SQLite's
// own allocator is replaced by use_scarce_memory_in_sqlite(), before any database is opened. One thread.

#include <cstdint>

namespace tongluo::faults {

enum class Allocator : std::uint8_t { operator_new, sqlite };

void use_scarce_memory_in_sqlite();
// The nth allocation from now on fails, counted from 1, and no other.
void fail_allocation(Allocator allocator, std::uint64_t nth);
// Ends it; true: it had failed.
bool end_scarcity();
// What operator new has given and nobody has given back.
std::int64_t live_allocations();

}  // namespace tongluo::faults
