#pragma once
// Work done again and again, each time with another of its allocations failing.

#include <new>

#include "tests/faults/scarce_memory.hpp"

namespace tongluo::faults {

constexpr std::uint64_t kMostAllocations = 200'000;

// How many of them failed; `after` is called each time the work has ended, by std::bad_alloc or not.
template <class Work, class After>
std::uint64_t starve(Work work, After after) {
  std::uint64_t struck = 0;
  for (std::uint64_t nth = 1; nth < kMostAllocations; ++nth, ++struck) {
    fail_allocation(Allocator::operator_new, nth);
    try {
      work();
    } catch (const std::bad_alloc&) {
    }
    const bool failed = end_scarcity();
    after(nth);
    if (!failed) break;
  }
  return struck;
}

template <class Work>
std::uint64_t starve(Work work) {
  return starve(work, [](std::uint64_t) {});
}

}  // namespace tongluo::faults
