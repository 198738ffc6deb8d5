#pragma once
// One logged-in session with one token: find, make and use a P-256 key. The private key never leaves the token.
// Blocking; main thread only. Limits: kMaxTokenKeys looked at. Errors: ExitCode::key, in words a person can act on.

#include <memory>
#include <optional>

#include "protocol/sign/keys.hpp"
#include "tools/ctl/pkcs11_module.hpp"
#include "tools/ctl/sealing.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMaxTokenKeys = 64;

struct TokenKey {
  CK_OBJECT_HANDLE private_key = 0;
  std::string label;
  Bytes id;                         // CKA_ID, which joins the two halves
  bool asks_for_every_use = false;  // CKA_ALWAYS_AUTHENTICATE: the PIN again before each signature
};

class TokenSession {
 public:
  // Logs in. Refuses: no PIN set, locked, wrong PIN (saying so when one more locks it), a token without ECDSA P-256.
  static Try<std::unique_ptr<TokenSession>> open(std::shared_ptr<const Pkcs11Module> module, const TokenUri& uri,
                                                 std::string_view pin);
  TokenSession(const TokenSession&) = delete;
  TokenSession& operator=(const TokenSession&) = delete;
  ~TokenSession();

  // The keys with which this token could sign, those of the URI's label and id only.
  Try<std::vector<TokenKey>> keys(const TokenUri& uri) const;
  Try<TokenKey> only_key(const TokenUri& uri) const;  // exactly one, else an error that lists them
  // Checked to be P-256 and on the curve.
  Try<sign::PublicKey> public_key(const TokenKey& key) const;
  // A new pair, not extractable. Refuses a label that is in use.
  Try<TokenKey> generate(const std::string& label) const;
  // r‖s over a SHA-256 digest.
  Try<Bytes> sign(const TokenKey& key, ByteView digest) const;

 private:
  TokenSession(std::shared_ptr<const Pkcs11Module> module, TokenInfo token, CK_SESSION_HANDLE session,
               std::string_view pin);
  Try<void> log_in();
  std::vector<CK_OBJECT_HANDLE> find(std::vector<CK_ATTRIBUTE> wanted) const;
  std::optional<Bytes> attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const;
  CK_RV enter_pin(CK_USER_TYPE user) const;

  std::shared_ptr<const Pkcs11Module> module_;
  TokenInfo token_;
  CK_SESSION_HANDLE session_;
  SecretBytes pin_;
};

}  // namespace tongluo::ctl
