// What everybody may change: their own password, one-time codes, signing key.

#include "controller/accounts/account_book.hpp"
#include "controller/accounts/totp.hpp"
#include "protocol/sign/keys.hpp"

namespace tongluo::accounts {

Decision<Done> AccountBook::change_password(const std::string& name, const std::string& encoded,
                                            const Digest& keep) const {
  const Account* found = find(name);
  if (found == nullptr) return tl::unexpected(Fault::account_unknown);
  Account account = *found;
  account.password = encoded;
  account.link = Digest{};
  std::vector<Write> writes = without_sessions(name, keep);
  writes.emplace_back(std::move(account));
  return Decided<Done>{{}, std::move(writes), {{"account.password_changed", name, "by itself"}}};
}

Decision<Bytes> AccountBook::begin_totp(const std::string& name, ByteView secret) const {
  const Account* found = find(name);
  if (found == nullptr) return tl::unexpected(Fault::account_unknown);
  if (found->totp_on) return tl::unexpected(Fault::name_taken);  // it is dropped first, with the password
  Account account = *found;
  account.totp_secret.assign(secret.begin(), secret.end());
  account.totp_step = 0;
  const Bytes answer = account.totp_secret;
  return Decided<Bytes>{answer, {std::move(account)}, {}};
}

Decision<Done> AccountBook::confirm_totp(WallTime now, const std::string& name, const std::string& code) const {
  const Account* found = find(name);
  if (found == nullptr) return tl::unexpected(Fault::account_unknown);
  Account account = *found;
  if (account.totp_secret.empty() || account.totp_on) return tl::unexpected(Fault::code_refused);
  const auto step = totp_accept(account.totp_secret, now, code, account.totp_step);
  if (!step) return tl::unexpected(Fault::code_refused);
  account.totp_on = true;
  account.totp_step = *step;
  return Decided<Done>{{}, {std::move(account)}, {{"account.totp_on", name, "by itself"}}};
}

Decision<Done> AccountBook::drop_totp(const std::string& name) const {
  const Account* found = find(name);
  if (found == nullptr) return tl::unexpected(Fault::account_unknown);
  Account account = *found;
  account.totp_secret.clear();
  account.totp_on = false;
  account.totp_step = 0;
  return Decided<Done>{{}, {std::move(account)}, {{"account.totp_off", name, "by itself"}}};
}

Decision<Done> AccountBook::set_key(const std::string& name, const Bytes& spki) const {
  const Account* found = find(name);
  if (found == nullptr) return tl::unexpected(Fault::account_unknown);
  if (needs_second_factor(*found)) return tl::unexpected(Fault::second_factor_needed);
  const auto key = sign::PublicKey::parse(Algorithm::ecdsa_p256_sha256, spki);
  if (!key) return tl::unexpected(Fault::key_malformed);
  Account account = *found;
  account.spki = spki;
  return Decided<Done>{{}, {std::move(account)}, {{"account.key", name, "key " + to_string(key->id())}}};
}

}  // namespace tongluo::accounts
