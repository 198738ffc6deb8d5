#pragma once
// Private to protocol/wire: turns raw fields into checked values. The first fault is kept and later reads are harmless,
// so a parse function reads like the field table of PROTOCOL.md and asks once, at its end, whether all went well.

#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/digest.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/base/time.hpp"
#include "protocol/wire/wire_error.hpp"

namespace tongluo::wire {

class FieldReader {
 public:
  explicit FieldReader(std::string_view message) : message_(message) {}

  void require(bool good, WireFault fault, std::string_view field);
  void reader_version(std::uint32_t required);
  void at_most(std::size_t count, std::size_t limit, std::string_view field);

  std::string text(const std::string& value, std::string_view field, std::size_t limit = limits::kMaxTextBytes);
  Bytes bytes(const std::string& value, std::string_view field, std::size_t limit);
  Digest digest(const std::string& value, std::string_view field);
  std::optional<Digest> optional_digest(const std::string& value, std::string_view field);
  KeyId key_id(const std::string& value, std::string_view field);
  Nonce nonce(const std::string& value, std::string_view field);
  TerminalId terminal(const std::string& value, std::string_view field);
  AreaCode area(std::uint64_t value, std::string_view field);
  WallTime time(std::int64_t us, std::string_view field);           // required: after 1970
  WallTime optional_time(std::int64_t us, std::string_view field);  // zero is allowed
  milliseconds duration(std::uint32_t ms, std::string_view field, milliseconds longest);

  // Zero is a refusal; so is a number above `last`.
  template <class Enum>
  Enum enumeration(std::uint32_t value, Enum last, std::string_view field) {
    require(value != 0, WireFault::unknown_enum, field);
    return optional_enumeration(value, last, field);
  }
  template <class Enum>
  Enum optional_enumeration(std::uint32_t value, Enum last, std::string_view field) {
    const bool known = value <= static_cast<std::uint32_t>(last);
    require(known, WireFault::unknown_enum, field);
    return known ? static_cast<Enum>(value) : Enum{};
  }

  bool failed() const { return fault_.has_value(); }
  const WireError& error() const { return *fault_; }

 private:
  std::string_view message_;
  std::optional<WireError> fault_;
};

}  // namespace tongluo::wire
