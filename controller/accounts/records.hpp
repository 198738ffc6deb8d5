#pragma once
// Accounts, sessions, tokens and changes as they are kept, and each as a record of the store: a kind, a name, and lines
// of "field value". No secret is in them but a one-time code's (which must be readable to be checked): passwords are
// Argon2id, sessions, tokens and links SHA-256. Pure values.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "controller/accounts/area_scope.hpp"
#include "controller/accounts/roles.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/base/digest.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::accounts {

inline constexpr std::string_view kAccountKind = "account", kSessionKind = "session", kTokenKind = "token",
                                  kChangeKind = "change";

struct Account {
  std::string name;
  std::string display_name;
  Roles roles;
  AreaScope scope;
  std::string password;         // Argon2id in PHC form; empty: none yet
  Bytes totp_secret;            // empty: none
  bool totp_on = false;         // confirmed: asked for at each sign-in
  std::uint64_t totp_step = 0;  // of the last code taken
  bool disabled = false;
  Digest link;  // of the one-time link that sets the password; zero: none
  WallTime link_until{};
  Bytes spki;  // the browser's signing key; empty: none
  WallTime last_sign_in{};
  std::vector<std::string> known_addresses;  // it has signed in from them, newest last
  bool operator==(const Account&) const = default;
};

struct Session {
  Digest digest;  // of its secret
  std::string account;
  WallTime created{};
  WallTime until{};
  std::string address;
  std::string agent;
  bool operator==(const Session&) const = default;
};

struct Token {
  Digest digest;
  std::string name;
  std::string by;  // the administrator who made it
  Roles roles;
  AreaScope scope;
  WallTime created{};
  WallTime until{};
  bool operator==(const Token&) const = default;
};

enum class ChangeKind : std::uint8_t { create, change, disable, reset };
enum class ChangeState : std::uint8_t { proposed, done, rejected };
std::string_view to_string(ChangeKind kind);
std::optional<ChangeKind> change_kind_from(std::string_view text);
std::string_view to_string(ChangeState state);

struct AccountChange {
  std::uint64_t number = 0;
  ChangeKind kind{};
  std::string name;
  std::string display_name;  // of create and change; empty: as it is
  Roles roles;               // likewise
  AreaScope scope;           // likewise
  bool scope_given = false;
  std::string by;
  WallTime at{};
  ChangeState state{};
  std::string decided_by;
  bool operator==(const AccountChange&) const = default;
};

struct Removed {
  std::string_view kind;
  std::string name;
  bool operator==(const Removed&) const = default;
};
using Write = std::variant<Account, Session, Token, AccountChange, Removed>;

struct Record {
  std::string kind;
  std::string name;
  std::string body;
};
std::string record_name(const Write& write);
std::string_view record_kind(const Write& write);
std::string record_body(const Write& write);  // empty: removed
// Nothing for a kind that is not ours, or damage.
std::optional<Write> parse_record(const Record& record);

std::string public_id(const Digest& secret);  // by which people name a session or a token: not its secret

}  // namespace tongluo::accounts
