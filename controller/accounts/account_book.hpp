#pragma once
// Who may sign in and what is known of them. Pure: no clock, no randomness (secrets come from the caller), no hashing
// of passwords. Owner thread: control. Every function that decides returns the writes that make it true; the caller
// stores them and then calls apply(), one decision at a time: nothing is true before it is durable. Only the counting
// of wrong tries and when a session was seen happen at once and in memory. Limits: below. docs/accounts.md.

#include <map>
#include <optional>

#include "controller/accounts/faults.hpp"
#include "controller/accounts/identity.hpp"
#include "controller/accounts/lockout.hpp"

namespace tongluo::accounts {

constexpr std::size_t kMaxAccounts = 500;
constexpr std::size_t kMaxSessions = 2'000;
constexpr std::size_t kMaxSessionsOfAccount = 16;  // the oldest leaves
constexpr std::size_t kMaxTokens = 200;
constexpr std::size_t kMaxChanges = 200;  // kept; decided ones leave first, the oldest before
constexpr std::size_t kMaxKnownAddresses = 8;
constexpr std::size_t kMaxLockouts = 4'096;  // names and addresses that were tried; the one longest untried leaves
constexpr std::size_t kMaxDisplayBytes = 128;
constexpr std::size_t kMaxAreasOfAccount = 64;
constexpr std::uint32_t kMaxTokenDays = 366;
constexpr std::chrono::hours kLinkLife{24};
constexpr std::size_t kSecretBytes = 32;  // of sessions, tokens and links

struct BookSettings {
  std::chrono::hours session_life{12};
  std::chrono::minutes session_idle{120};
  Roles second_factor;  // whoever has one of them needs one-time codes
};

// One try to prove a password. `encoded` is what it must match; empty for nobody: then it never does.
struct SignInTry {
  std::string name;
  std::string address;
  std::string encoded;
};
struct SignedIn {
  std::string account;
  Digest session;
};

struct SessionView {
  Session session;
  WallTime seen{};
};

class AccountBook {
 public:
  explicit AccountBook(BookSettings settings) : settings_(settings) {}
  // False: the record is damaged. At the start only; sessions count as seen at `now`.
  bool restore(WallTime now, const Record& record);
  void apply(WallTime now, const Write& write);

  // ---- the first administrator ----
  bool set_up_needed() const;                          // nobody can manage accounts
  void set_first_link(WallTime now, ByteView secret);  // the one before is void
  // Whose password a link sets; "" is the first administrator's.
  Result<std::string, Fault> owner_of_link(WallTime now, ByteView secret) const;
  // `name` and `display_name` count for the first administrator only.
  Decision<std::string> set_up(WallTime now, ByteView secret, const std::string& name, const std::string& display_name,
                               const std::string& encoded) const;

  // ---- sessions (sessions.cpp, sign_in.cpp) ----
  Result<SignInTry, Fault> begin_try(WallTime now, const std::string& name, const std::string& address);
  WallTime locked_until(const std::string& name, const std::string& address) const;
  bool signed_in_before(const std::string& name, const std::string& address) const;
  // `right`: the password matched. The session is new; `replaced` (the one that the browser showed) ends.
  Decision<SignedIn> finish_sign_in(WallTime now, const SignInTry& tried, bool right, const std::string& code,
                                    ByteView secret, const std::string& agent, const std::optional<Digest>& replaced);
  // The same for the password of somebody who is signed in.
  bool finish_check(const SignInTry& tried, bool right);
  // It could not be compared: the try counts against nobody.
  void take_back(const SignInTry& tried);
  std::optional<Identity> find_session(WallTime now, ByteView secret);
  // The same for who only watches: that is no request, and does not keep a session from its rest.
  std::optional<Identity> look_at_session(WallTime now, ByteView secret) const;
  Decision<Done> end_session(const std::string& account, const std::string& id) const;
  // All of an account, by an administrator; `keep` is the administrator's own.
  Decision<Done> end_sessions(const std::string& account, const std::string& by, const Digest& keep) const;
  std::vector<SessionView> sessions_of(const std::string& account) const;
  std::vector<Write> expired(WallTime now) const;

  // ---- one's own account (own_account.cpp) ----
  Decision<Done> change_password(const std::string& name, const std::string& encoded, const Digest& keep) const;
  Decision<Bytes> begin_totp(const std::string& name, ByteView secret) const;
  Decision<Done> confirm_totp(WallTime now, const std::string& name, const std::string& code) const;
  Decision<Done> drop_totp(const std::string& name) const;
  Decision<Done> set_key(const std::string& name, const Bytes& spki) const;

  // ---- administrators (account_changes.cpp, tokens.cpp) ----
  // `link`: the secret of the one-time link, should the change need one.
  Decision<AccountChange> propose(WallTime now, AccountChange change, ByteView link) const;
  Decision<AccountChange> approve(WallTime now, std::uint64_t number, const std::string& by, ByteView link) const;
  Decision<AccountChange> reject(std::uint64_t number, const std::string& by) const;
  Decision<Digest> make_token(WallTime now, Token token, ByteView secret, std::uint32_t days) const;
  Decision<Done> remove_token(const std::string& id, const std::string& by) const;
  std::optional<Identity> find_token(WallTime now, ByteView secret) const;
  std::optional<Identity> look_at_token(WallTime now, const Digest& token) const;

  const Account* find(const std::string& name) const;
  const std::map<std::string, Account>& accounts() const { return accounts_; }
  const std::map<Digest, Token>& tokens() const { return tokens_; }
  const std::map<std::uint64_t, AccountChange>& changes() const { return changes_; }
  WallTime locked_until(const std::string& name) const;  // from anywhere

 private:
  void put(WallTime now, const Account& account) { (void)now, accounts_.insert_or_assign(account.name, account); }
  void put(WallTime now, const Session& session) {
    sessions_.insert_or_assign(session.digest, SessionView{session, now});
  }
  void put(WallTime now, const Token& token) { (void)now, tokens_.insert_or_assign(token.digest, token); }
  void put(WallTime now, const AccountChange& change) { (void)now, changes_.insert_or_assign(change.number, change); }
  void put(WallTime now, const Removed& removed);
  bool needs_second_factor(const Account& account) const {
    return !account.totp_on && account.roles.any_of(settings_.second_factor);
  }
  bool proves(const SignInTry& tried, bool right) const;
  Lockout& lockout_of(const std::string& name, const std::string& address);
  std::string lock_key(const std::string& name, const std::string& address) const;
  std::vector<Write> without_sessions(const std::string& account, const std::optional<Digest>& keep) const;
  std::vector<Write> room_for_session(const std::string& account) const;
  std::vector<Write> room_for_change() const;
  std::size_t administrators_without(const std::string& name) const;
  Result<void, Fault> check_change(const AccountChange& change) const;
  Decided<AccountChange> carry_out(WallTime now, AccountChange change, ByteView link) const;

  BookSettings settings_;
  std::map<std::string, Account> accounts_;
  std::map<Digest, SessionView> sessions_;
  std::map<Digest, Token> tokens_;
  std::map<std::uint64_t, AccountChange> changes_;
  std::map<std::string, Lockout> lockouts_;  // by lock_key
  Digest first_link_;
  WallTime first_link_until_{};
};

bool is_account_name(std::string_view name);
bool is_display_name(std::string_view name);
Digest digest_of_secret(ByteView secret);
bool can_administrate(const Account& account);

}  // namespace tongluo::accounts
