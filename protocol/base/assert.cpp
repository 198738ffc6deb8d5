#include "protocol/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace tongluo {

void assertion_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "tongluo: broken invariant at %s:%d: %s\n", file, line, expression);
  std::abort();
}

}  // namespace tongluo
