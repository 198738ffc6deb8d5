#include "tests/faults/scarce_memory.hpp"

#include <array>
#include <cstdlib>
#include <new>
#include <sqlite3.h>

#include "protocol/base/assert.hpp"

namespace tongluo::faults {
namespace {

struct Scarcity {
  std::uint64_t left = 0;  // 0: not armed
  bool struck = false;
};
std::array<Scarcity, 2> scarcity;
std::int64_t live = 0;
sqlite3_mem_methods plain;

bool strikes(Allocator allocator) {
  Scarcity& one = scarcity[static_cast<std::size_t>(allocator)];
  if (one.left == 0 || --one.left > 0) return false;
  return one.struck = true;
}

void* sqlite_allocate(int bytes) { return strikes(Allocator::sqlite) ? nullptr : plain.xMalloc(bytes); }
void* sqlite_reallocate(void* old, int bytes) {
  return strikes(Allocator::sqlite) ? nullptr : plain.xRealloc(old, bytes);
}

void* allocate(std::size_t bytes) {
  void* memory = strikes(Allocator::operator_new) ? nullptr : std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) throw std::bad_alloc();
  ++live;
  return memory;
}

void give_back(void* memory) noexcept {
  if (memory != nullptr) --live;
  std::free(memory);
}

}  // namespace

void use_scarce_memory_in_sqlite() {
  if (plain.xMalloc != nullptr) return;
  TL_ASSERT(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plain) == SQLITE_OK);
  sqlite3_mem_methods scarce = plain;
  scarce.xMalloc = sqlite_allocate;
  scarce.xRealloc = sqlite_reallocate;
  TL_ASSERT(sqlite3_config(SQLITE_CONFIG_MALLOC, &scarce) == SQLITE_OK);
}

void fail_allocation(Allocator allocator, std::uint64_t nth) {
  scarcity = {};
  scarcity[static_cast<std::size_t>(allocator)].left = nth;
}

bool end_scarcity() {
  const bool struck = scarcity[0].struck || scarcity[1].struck;
  scarcity = {};
  return struck;
}

std::int64_t live_allocations() { return live; }

}  // namespace tongluo::faults

void* operator new(std::size_t bytes) { return tongluo::faults::allocate(bytes); }
void* operator new[](std::size_t bytes) { return tongluo::faults::allocate(bytes); }
void operator delete(void* memory) noexcept { tongluo::faults::give_back(memory); }
void operator delete[](void* memory) noexcept { tongluo::faults::give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { tongluo::faults::give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { tongluo::faults::give_back(memory); }
