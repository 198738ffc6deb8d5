#pragma once
// A key on a PKCS#11 token as a sign::Signer: SHA-256 here, ECDSA P-256 there, the result checked before it is given
// out. Blocking; main thread only.

#include "tools/ctl/signer_choice.hpp"
#include "tools/ctl/token_session.hpp"

namespace tongluo::ctl {

class TokenSigner final : public sign::Signer {
 public:
  static Try<std::unique_ptr<TokenSigner>> open(std::unique_ptr<TokenSession> session, const TokenUri& uri);

  Algorithm algorithm() const override { return public_key_.algorithm(); }
  KeyId key_id() const override { return public_key_.id(); }
  const Bytes& spki() const override { return public_key_.spki(); }
  Result<Bytes, sign::KeyFault> sign(ByteView message) const override;
  const sign::PublicKey& public_key() const { return public_key_; }
  const std::string& label() const { return key_.label; }

 private:
  TokenSigner(std::unique_ptr<TokenSession> session, TokenKey key, sign::PublicKey public_key)
      : session_(std::move(session)), key_(std::move(key)), public_key_(std::move(public_key)) {}
  std::unique_ptr<TokenSession> session_;
  TokenKey key_;
  sign::PublicKey public_key_;
};

// Module, PIN, login: a session with the token of options.token.
Try<std::unique_ptr<TokenSession>> open_token(const SignerOptions& options);
Try<std::unique_ptr<TokenSigner>> open_token_signer(const SignerOptions& options);

}  // namespace tongluo::ctl
