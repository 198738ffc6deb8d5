#pragma once
// Expected failures are values. Pure modules name their failures with one enum each (Result<T, WireError>); adapters,
// whose failures come from the operating system or a library, use the default Error.

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace tongluo {

enum class ErrorKind : std::uint8_t {
  bad_input,    // what came from outside is wrong; the detail names what
  not_found,    // the named thing does not exist
  conflict,     // it exists already, or its state forbids this
  refused,      // a rule forbids it
  limit,        // a named limit was reached
  timeout,      // a deadline passed
  io,           // the operating system refused; the detail holds its words
  corrupt,      // stored data fails its own check
  unavailable,  // a part needed for this is missing or down; try again later
};

struct Error {
  ErrorKind kind{};
  std::string detail;  // one line, for people; never empty
};

template <class T, class E = Error>
using Result = tl::expected<T, E>;

template <class E>
auto fail(E error) {
  return tl::unexpected<E>(std::move(error));
}

inline auto fail(ErrorKind kind, std::string detail) { return tl::unexpected<Error>(Error{kind, std::move(detail)}); }

}  // namespace tongluo
