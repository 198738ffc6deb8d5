#pragma once
// Our own broken invariants stop the process, in release builds too; data from outside must never reach one.

namespace tongluo {

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace tongluo

#define TL_ASSERT(expression) \
  (static_cast<bool>(expression) ? static_cast<void>(0) : ::tongluo::assertion_failed(#expression, __FILE__, __LINE__))
