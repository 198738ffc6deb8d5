#pragma once
// Why bytes are not what they should be. One enumeration for the whole module.

#include <cstdint>
#include <string>

#include "protocol/base/result.hpp"

namespace tongluo::wire {

enum class WireFault : std::uint8_t {
  too_long,        // longer than its limit; refused before allocation
  truncated,       // ends inside a field
  not_protobuf,    // the bytes are no message of the schema
  not_canonical,   // parses, but other bytes would say the same (signed payloads only)
  missing_field,   // a field that must be there is not
  bad_value,       // a field is out of its range
  unknown_enum,    // an enumeration's zero or a number we do not know
  too_many,        // a repeated field is longer than its limit
  reader_too_old,  // it requires a newer reader
  unknown_type,    // a message type of a newer minor version: ignored and counted
};

struct WireError {
  WireFault fault{};
  std::string field;  // which field, as named in tongluo.proto; may be empty
};

template <class T>
using WireResult = Result<T, WireError>;

std::string to_string(WireFault fault);
std::string to_string(const WireError& error);  // one line: "bad_value in order.volume_percent"

}  // namespace tongluo::wire
