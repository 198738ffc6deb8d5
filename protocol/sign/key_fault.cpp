#include "protocol/sign/keys.hpp"

namespace tongluo::sign {

std::string to_string(KeyFault fault) {
  switch (fault) {
    case KeyFault::unknown_algorithm:
      return "unknown_algorithm";
    case KeyFault::malformed:
      return "malformed";
    case KeyFault::wrong_kind:
      return "wrong_kind";
    case KeyFault::point_invalid:
      return "point_invalid";
    case KeyFault::engine_failed:
      return "engine_failed";
  }
  return "unknown";
}

}  // namespace tongluo::sign
