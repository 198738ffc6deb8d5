#include "tools/ctl/token_signer.hpp"

#include "protocol/sign/digest_of.hpp"
#include "tools/ctl/passphrase.hpp"

namespace tongluo::ctl {

Try<std::unique_ptr<TokenSigner>> TokenSigner::open(std::unique_ptr<TokenSession> session, const TokenUri& uri) {
  Try<TokenKey> key = session->only_key(uri);
  if (!key) return tl::unexpected(key.error());
  Try<sign::PublicKey> public_key = session->public_key(*key);
  if (!public_key) return tl::unexpected(public_key.error());
  return std::unique_ptr<TokenSigner>(new TokenSigner(std::move(session), std::move(*key), std::move(*public_key)));
}

Result<Bytes, sign::KeyFault> TokenSigner::sign(ByteView message) const {
  Try<Bytes> signature = session_->sign(key_, sign::digest_of(message).view());
  // A token that signs with another key than it shows would make envelopes that everybody refuses.
  if (!signature || !public_key_.verify(message, *signature)) return fail(sign::KeyFault::engine_failed);
  return std::move(*signature);
}

Try<std::unique_ptr<TokenSession>> open_token(const SignerOptions& options) {
  const Try<TokenUri> uri = parse_token_uri(options.token);
  if (!uri) return tl::unexpected(uri.error());
  Try<std::shared_ptr<const Pkcs11Module>> module = Pkcs11Module::load(options.token_module);
  if (!module) return tl::unexpected(module.error());
  // Whether the token is there, before anybody types a PIN.
  if (const Try<TokenInfo> token = (*module)->find(*uri); !token) return tl::unexpected(token.error());
  const Try<std::string> pin = read_pin(options.pin_file);
  if (!pin) return tl::unexpected(pin.error());
  return TokenSession::open(std::move(*module), *uri, *pin);
}

Try<std::unique_ptr<TokenSigner>> open_token_signer(const SignerOptions& options) {
  const Try<TokenUri> uri = parse_token_uri(options.token);
  if (!uri) return tl::unexpected(uri.error());
  Try<std::unique_ptr<TokenSession>> session = open_token(options);
  if (!session) return tl::unexpected(session.error());
  return TokenSigner::open(std::move(*session), *uri);
}

}  // namespace tongluo::ctl
