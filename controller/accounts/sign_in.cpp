// Proving a password and a code, and how wrong ones are slowed down.

#include <algorithm>

#include "controller/accounts/account_book.hpp"
#include "controller/accounts/totp.hpp"

namespace tongluo::accounts {

// Whoever signed in from an address before is counted apart there: strangers who guess cannot lock the office out.
std::string AccountBook::lock_key(const std::string& name, const std::string& address) const {
  return signed_in_before(name, address) ? name + " " + address : name;
}

bool AccountBook::signed_in_before(const std::string& name, const std::string& address) const {
  const Account* account = find(name);
  return account != nullptr && std::find(account->known_addresses.begin(), account->known_addresses.end(), address) !=
                                   account->known_addresses.end();
}

Lockout& AccountBook::lockout_of(const std::string& name, const std::string& address) {
  const std::string key = lock_key(name, address);
  if (lockouts_.size() >= kMaxLockouts && !lockouts_.contains(key))
    lockouts_.erase(std::min_element(lockouts_.begin(), lockouts_.end(),
                                     [](const auto& a, const auto& b) { return a.second.last() < b.second.last(); }));
  return lockouts_[key];
}

WallTime AccountBook::locked_until(const std::string& name, const std::string& address) const {
  const auto at = lockouts_.find(lock_key(name, address));
  return at == lockouts_.end() ? WallTime{} : at->second.until();
}

WallTime AccountBook::locked_until(const std::string& name) const {
  const auto at = lockouts_.find(name);
  return at == lockouts_.end() ? WallTime{} : at->second.until();
}

Result<SignInTry, Fault> AccountBook::begin_try(WallTime now, const std::string& name, const std::string& address) {
  Lockout& lockout = lockout_of(name, address);
  if (lockout.locked(now)) return tl::unexpected(Fault::locked);
  lockout.begin(now);
  const Account* account = find(name);
  const bool usable = account != nullptr && !account->disabled;
  return SignInTry{name, address, usable ? account->password : std::string()};
}

// What was proved must still be what counts: it may have changed while it was computed. No password is never proved.
bool AccountBook::proves(const SignInTry& tried, bool right) const {
  const Account* account = find(tried.name);
  return right && !tried.encoded.empty() && account != nullptr && !account->disabled &&
         account->password == tried.encoded;
}

void AccountBook::take_back(const SignInTry& tried) { lockout_of(tried.name, tried.address).take_back(); }

bool AccountBook::finish_check(const SignInTry& tried, bool right) {
  const bool proved = proves(tried, right);
  if (proved) lockout_of(tried.name, tried.address).clear();
  return proved;
}

Decision<SignedIn> AccountBook::finish_sign_in(WallTime now, const SignInTry& tried, bool right,
                                               const std::string& code, ByteView secret, const std::string& agent,
                                               const std::optional<Digest>& replaced) {
  if (!proves(tried, right)) return tl::unexpected(Fault::refused);
  Account account = *find(tried.name);
  Lockout& lockout = lockout_of(tried.name, tried.address);
  if (account.totp_on) {
    if (code.empty()) return lockout.take_back(), tl::unexpected(Fault::code_needed);
    const auto step = totp_accept(account.totp_secret, now, code, account.totp_step);
    if (!step) return tl::unexpected(Fault::refused);
    account.totp_step = *step;
  }
  lockout.clear();
  account.last_sign_in = now;
  std::erase(account.known_addresses, tried.address);
  account.known_addresses.push_back(tried.address);
  if (account.known_addresses.size() > kMaxKnownAddresses)
    account.known_addresses.erase(account.known_addresses.begin());
  const Session session{digest_of_secret(secret),     account.name,  now,
                        now + settings_.session_life, tried.address, agent};
  std::vector<Write> writes = room_for_session(account.name);
  if (replaced && sessions_.contains(*replaced)) writes.emplace_back(Removed{kSessionKind, to_string(*replaced)});
  writes.emplace_back(session);
  const AuditLine line{"session.opened", account.name, "from " + tried.address};
  writes.emplace_back(std::move(account));
  return Decided<SignedIn>{{session.account, session.digest}, std::move(writes), {line}};
}

}  // namespace tongluo::accounts
