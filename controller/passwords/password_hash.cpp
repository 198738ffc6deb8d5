#include "controller/passwords/password_hash.hpp"

#include <argon2.h>
#include <vector>

namespace tongluo::passwords {

Result<std::string> hash(const std::string& password, ByteView salt, const Cost& cost) {
  const std::size_t size = argon2_encodedlen(cost.iterations, cost.memory_kib, kLanes,
                                             static_cast<std::uint32_t>(salt.size()), kHashBytes, Argon2_id);
  std::vector<char> encoded(size);
  const int code = argon2id_hash_encoded(cost.iterations, cost.memory_kib, kLanes, password.data(), password.size(),
                                         salt.data(), salt.size(), kHashBytes, encoded.data(), encoded.size());
  if (code != ARGON2_OK) return fail(ErrorKind::io, std::string("Argon2id: ") + argon2_error_message(code));
  return std::string(encoded.data());
}

bool matches(const std::string& encoded, const std::string& password) {
  return argon2id_verify(encoded.c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace tongluo::passwords
