#pragma once
// How a command ends when it cannot do what was asked: an exit code that scripts may rely on and one line for people.

#include <string>
#include <utility>

#include "protocol/base/result.hpp"

namespace tongluo::ctl {

enum class ExitCode : int {
  ok = 0,
  failed = 1,        // refused by a rule, by the controller, or some terminal did not play
  usage = 2,         // the command line is wrong
  unreachable = 3,   // no controller answers
  key = 4,           // a key file or its passphrase
  verification = 5,  // what was checked is not what it claims to be
};

struct Failure {
  ExitCode code = ExitCode::failed;
  std::string message;  // one line, or one line for each fault found
};

template <class T>
using Try = Result<T, Failure>;

inline auto give_up(ExitCode code, std::string message) {
  return tl::unexpected<Failure>(Failure{code, std::move(message)});
}

inline auto give_up(ExitCode code, const Error& error) { return give_up(code, error.detail); }
inline auto refuse(std::string message) { return give_up(ExitCode::failed, std::move(message)); }
inline auto refuse_usage(std::string message) { return give_up(ExitCode::usage, std::move(message)); }
inline auto refuse_key(std::string message) { return give_up(ExitCode::key, std::move(message)); }
inline auto refuse_proof(std::string message) { return give_up(ExitCode::verification, std::move(message)); }

}  // namespace tongluo::ctl
