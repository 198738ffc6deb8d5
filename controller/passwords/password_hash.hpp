#pragma once
// Argon2id (RFC 9106) of passwords. Any thread; slow on purpose (about a tenth of a second) and hungry (kMemoryKib), so
// never on the control thread. No clock. Errors: io (out of memory).

#include <string>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::passwords {

constexpr std::uint32_t kMemoryKib = 47 * 1024;  // OWASP's first choice for Argon2id: 46 MiB or more, one pass or more
constexpr std::uint32_t kIterations = 2;
constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;

struct Cost {
  std::uint32_t memory_kib = kMemoryKib;
  std::uint32_t iterations = kIterations;
};

// The PHC text form: "$argon2id$v=19$m=…,t=…,p=1$SALT$HASH". `salt`: kSaltBytes random bytes.
Result<std::string> hash(const std::string& password, ByteView salt, const Cost& cost = {});
// False too for a text that is no such form.
bool matches(const std::string& encoded, const std::string& password);

}  // namespace tongluo::passwords
