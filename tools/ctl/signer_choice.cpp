#include "tools/ctl/signer_choice.hpp"

#include "tools/ctl/passphrase.hpp"
#include "tools/ctl/token_signer.hpp"

namespace tongluo::ctl {
namespace {

using OpenedSigner = Try<std::unique_ptr<sign::Signer>>;

OpenedSigner open_key_file(const Context& context, const SignerOptions& options, const std::string& default_key) {
  std::filesystem::path path = options.key;
  if (path.empty()) {
    if (default_key.empty()) return give_up(ExitCode::usage, "which key? Give --key or --token");
    const Try<Home> home = context.home();
    if (!home) return give_up(ExitCode::usage, "which key? Give --key, --token or --home");
    path = home->key(default_key);
  }
  const Try<std::string> passphrase = read_passphrase(context.passphrase_file(), PassphraseUse::open_existing);
  if (!passphrase) return tl::unexpected(passphrase.error());
  Try<OpenedKey> opened = read_key(path, *passphrase);
  if (!opened) return tl::unexpected(opened.error());
  return std::make_unique<sign::PrivateKey>(std::move(opened->key));
}

}  // namespace

Try<std::unique_ptr<sign::Signer>> open_signer(const Context& context, const SignerOptions& options,
                                               const std::string& default_key) {
  if (!options.key.empty() && !options.token.empty()) return give_up(ExitCode::usage, "--key or --token, not both");
  if (!options.token.empty()) return open_token_signer(options);
  return open_key_file(context, options, default_key);
}

}  // namespace tongluo::ctl
