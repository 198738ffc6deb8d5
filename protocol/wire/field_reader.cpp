#include "protocol/wire/field_reader.hpp"

#include <algorithm>

namespace tongluo::wire {
namespace {

constexpr std::int64_t kLastUs = 253'402'300'799'000'000;  // the end of year 9999

// Stands in for a value that was refused; never leaves the module, because the parse fails.
const TerminalId kNoTerminal = *TerminalId::parse("NONE");
const AreaCode kNoArea = *AreaCode::from_number(110'101'000'000);

template <class Octets>
Octets fixed(const std::string& value, bool& good) {
  Octets out;
  good = value.size() == out.octets.size();
  if (good)
    std::transform(value.begin(), value.end(), out.octets.begin(), [](char c) { return static_cast<std::byte>(c); });
  return out;
}

}  // namespace

void FieldReader::require(bool good, WireFault fault, std::string_view field) {
  if (good || fault_) return;
  fault_ = WireError{fault, std::string(message_) + "." + std::string(field)};
}

void FieldReader::reader_version(std::uint32_t required) {
  require(required != 0, WireFault::missing_field, "reader_version");
  require(required <= limits::kReaderVersion, WireFault::reader_too_old, "reader_version");
}

void FieldReader::at_most(std::size_t count, std::size_t limit, std::string_view field) {
  require(count <= limit, WireFault::too_many, field);
}

std::string FieldReader::text(const std::string& value, std::string_view field, std::size_t limit) {
  require(value.size() <= limit, WireFault::too_long, field);
  return failed() ? std::string() : value;
}

Bytes FieldReader::bytes(const std::string& value, std::string_view field, std::size_t limit) {
  require(value.size() <= limit, WireFault::too_long, field);
  return failed() ? Bytes() : to_bytes(value);
}

Digest FieldReader::digest(const std::string& value, std::string_view field) {
  require(!value.empty(), WireFault::missing_field, field);
  return optional_digest(value, field).value_or(Digest{});
}

std::optional<Digest> FieldReader::optional_digest(const std::string& value, std::string_view field) {
  if (value.empty()) return std::nullopt;
  bool good = false;
  const Digest digest = fixed<Digest>(value, good);
  require(good, WireFault::bad_value, field);
  return digest;
}

KeyId FieldReader::key_id(const std::string& value, std::string_view field) {
  bool good = false;
  const KeyId id = fixed<KeyId>(value, good);
  require(good, value.empty() ? WireFault::missing_field : WireFault::bad_value, field);
  return id;
}

Nonce FieldReader::nonce(const std::string& value, std::string_view field) {
  bool good = false;
  const Nonce nonce = fixed<Nonce>(value, good);
  require(good, value.empty() ? WireFault::missing_field : WireFault::bad_value, field);
  return nonce;
}

TerminalId FieldReader::terminal(const std::string& value, std::string_view field) {
  const auto id = TerminalId::parse(value);
  require(id.has_value(), value.empty() ? WireFault::missing_field : WireFault::bad_value, field);
  return id.value_or(kNoTerminal);
}

AreaCode FieldReader::area(std::uint64_t value, std::string_view field) {
  const auto code = AreaCode::from_number(value);
  require(code.has_value(), value == 0 ? WireFault::missing_field : WireFault::bad_value, field);
  return code.value_or(kNoArea);
}

WallTime FieldReader::time(std::int64_t us, std::string_view field) {
  require(us != 0, WireFault::missing_field, field);
  return optional_time(us, field);
}

WallTime FieldReader::optional_time(std::int64_t us, std::string_view field) {
  const bool good = us >= 0 && us <= kLastUs;
  require(good, WireFault::bad_value, field);
  return wall_from_us(good ? us : 0);
}

milliseconds FieldReader::duration(std::uint32_t ms, std::string_view field, milliseconds longest) {
  const milliseconds value(ms);
  require(value <= longest, WireFault::bad_value, field);
  return value;
}

}  // namespace tongluo::wire
