// What the account book says no to, as problems of the API.

#include "controller/http/console_gate.hpp"

namespace tongluo::http {

using accounts::Fault;

Problem problem_of(Fault fault) {
  switch (fault) {
    case Fault::refused:
      return {401, "session.refused", "name, password or code is wrong", {}};
    case Fault::code_needed:
      return {401, "session.code_needed", "this account asks for a one-time code too", "code"};
    case Fault::locked:
      return {429, "session.locked", "too many wrong tries; wait before the next one", {}};
    case Fault::link_refused:
      return {422, "account.link_refused", "this link is unknown, used or too old", "token"};
    case Fault::name_malformed:
      return {422, "account.name_malformed", "a name has 2 to 32 of a-z, 0-9, '.', '-', '_' and begins with a letter",
              "name"};
    case Fault::name_taken:
      return {409, "account.conflict", "this exists already", {}};
    case Fault::account_unknown:
      return {404, "account.not_found", "there is no such account", {}};
    case Fault::no_role:
      return {422, "account.no_role", "it needs a role, and a program's token may not be an administrator", "roles"};
    case Fault::last_administrator:
      return {409, "account.last_administrator", "nobody could manage accounts any more", {}};
    case Fault::same_person:
      return {403, "account.second_person", "another administrator has to approve it", {}};
    case Fault::change_unknown:
      return {404, "account_change.not_found", "there is no such change", {}};
    case Fault::change_decided:
      return {409, "account_change.decided", "this change is approved or rejected already", {}};
    case Fault::code_refused:
      return {422, "account.code_refused", "the one-time code does not fit", "code"};
    case Fault::key_malformed:
      return {422, "account.key_malformed", "this is no P-256 public key (SubjectPublicKeyInfo)", "spki"};
    case Fault::session_unknown:
      return {404, "session.not_found", "there is no such session", {}};
    case Fault::token_unknown:
      return {404, "token.not_found", "there is no such token", {}};
    case Fault::second_factor_needed:
      return {
          403, "session.second_factor_needed", "this account's roles ask for one-time codes: set them up first", {}};
    case Fault::out_of_range:
      return {422, "field.out_of_range", "a name of 1 to 128 bytes without control characters; 1 to 366 days", {}};
    case Fault::too_many:
      return {422, "account.too_many", "there are as many as this controller keeps", {}};
  }
  return {500, "internal", "an unknown fault of the account book", {}};
}

}  // namespace tongluo::http
