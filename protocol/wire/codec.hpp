#pragma once
// Private to protocol/wire: bytes ↔ generated messages, and the canonical rule for signed payloads.

#include <string>

#include "protocol/base/assert.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/wire/field_reader.hpp"

namespace tongluo::wire {

inline std::string raw(ByteView bytes) { return std::string(as_text(bytes)); }

template <class Octets>
std::string raw_octets(const Octets& value) {
  return raw(value.octets);
}

// The library would write a line to standard error for each bad string of a hostile peer; our errors say it instead.
void silence_library_log();

template <class Proto>
bool decode(ByteView bytes, Proto& out) {
  silence_library_log();
  return out.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

template <class Proto>
Bytes encode(const Proto& proto) {
  Bytes bytes(proto.ByteSizeLong());
  const bool done = proto.SerializeToArray(bytes.data(), static_cast<int>(bytes.size()));
  TL_ASSERT(done);
  return bytes;
}

// Parses a payload whose exact bytes were (or will be) signed: `read` turns the generated message into the value, and
// the value must serialise to the very same bytes. So nothing that this reader does not understand is ever skipped.
template <class Value, class Proto, class Read>
WireResult<Value> parse_canonical(ByteView bytes, std::string_view name, Read read) {
  if (bytes.size() > limits::kMaxPayloadBytes) return fail(WireError{WireFault::too_long, std::string(name)});
  Proto proto;
  if (!decode(bytes, proto)) return fail(WireError{WireFault::not_protobuf, std::string(name)});
  FieldReader fields(name);
  Value value = read(proto, fields);
  if (fields.failed()) return fail(fields.error());
  if (serialize(value) != Bytes(bytes.begin(), bytes.end()))
    return fail(WireError{WireFault::not_canonical, std::string(name)});
  return value;
}

}  // namespace tongluo::wire
