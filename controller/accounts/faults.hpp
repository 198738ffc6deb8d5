#pragma once
// Why the account book says no. Pure.

#include <string>
#include <vector>

#include "controller/accounts/records.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::accounts {

enum class Fault : std::uint8_t {
  refused,         // name, password or code is wrong; it is not said which
  code_needed,     // the password is right, a one-time code is asked for
  locked,          // too many wrong tries
  link_refused,    // a one-time link that is unknown, used or too old
  name_malformed,  // an account's name: 2 to 32 of a-z, 0-9, '.', '-', '_', beginning with a letter
  name_taken,
  account_unknown,
  no_role,
  last_administrator,  // nobody could manage accounts any more
  same_person,         // a second administrator is asked for
  change_unknown,
  change_decided,  // already
  code_refused,    // a one-time code does not fit
  key_malformed,   // no P-256 public key
  session_unknown,
  token_unknown,
  second_factor_needed,  // one-time codes come first
  out_of_range,          // days, a name: the detail of the door says which
  too_many,
};

// One line of the audit log that belongs to what was decided.
struct AuditLine {
  std::string action;
  std::string subject;
  std::string detail;
};

// An answer, and what must be durable before it is given.
template <class Answer>
struct Decided {
  Answer answer;
  std::vector<Write> writes;
  std::vector<AuditLine> audit;
};
template <class Answer>
using Decision = Result<Decided<Answer>, Fault>;
struct Done {};

}  // namespace tongluo::accounts
