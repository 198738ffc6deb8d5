#include "protocol/wire/wire_error.hpp"

namespace tongluo::wire {

std::string to_string(WireFault fault) {
  switch (fault) {
    case WireFault::too_long:
      return "too_long";
    case WireFault::truncated:
      return "truncated";
    case WireFault::not_protobuf:
      return "not_protobuf";
    case WireFault::not_canonical:
      return "not_canonical";
    case WireFault::missing_field:
      return "missing_field";
    case WireFault::bad_value:
      return "bad_value";
    case WireFault::unknown_enum:
      return "unknown_enum";
    case WireFault::too_many:
      return "too_many";
    case WireFault::reader_too_old:
      return "reader_too_old";
    case WireFault::unknown_type:
      return "unknown_type";
  }
  return "unknown";
}

std::string to_string(const WireError& error) {
  return error.field.empty() ? to_string(error.fault) : to_string(error.fault) + " in " + error.field;
}

}  // namespace tongluo::wire
