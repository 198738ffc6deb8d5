#include "tools/ctl/token_command.hpp"

#include <boost/json.hpp>

#include "tools/ctl/passphrase.hpp"
#include "tools/ctl/public_key_file.hpp"
#include "tools/ctl/text_table.hpp"
#include "tools/ctl/token_signer.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

std::string state_of(const TokenInfo& token) {
  if (!token.initialised) return "empty";
  if (!token.pin_set) return "no PIN";
  if (token.pin_locked) return "locked";
  if (!token.can_sign_p256) return "no P-256";
  return token.last_try ? "one PIN try left" : "ready";
}

std::string uri_of(const TokenInfo& token) {
  TokenUri uri;
  uri.token = token.label;
  uri.serial = token.serial;
  return token.initialised ? to_string(uri) : "";
}

Try<void> give_public_key(const Context& context, const TokenOptions& options, const sign::PublicKey& key,
                          const std::string& label) {
  const std::string pem = to_pem(key);
  if (!options.out.empty())
    if (Try<void> ok = write_bytes(options.out, as_bytes(pem)); !ok) return ok;
  if (context.options.json) {
    context.out << json::serialize(json::object{{"label", label}, {"key_id", to_string(key.id())}, {"pem", pem}})
                << "\n";
    return {};
  }
  context.err << "key \"" << label << "\", key id " << to_string(key.id()) << "\n";
  if (options.out.empty()) context.out << pem;
  return {};
}

}  // namespace

Try<void> run_token_list(const Context& context, const TokenOptions& options) {
  const Try<std::shared_ptr<const Pkcs11Module>> module = Pkcs11Module::load(options.signer.token_module);
  if (!module) return tl::unexpected(module.error());
  const Try<std::vector<TokenInfo>> tokens = (*module)->tokens();
  if (!tokens) return tl::unexpected(tokens.error());
  json::array rows;
  TextTable table({"token", "model", "state", "uri"});
  for (const TokenInfo& token : *tokens) {
    table.add({token.label, token.model, state_of(token), uri_of(token)});
    rows.push_back(json::object{{"token", token.label},
                                {"serial", token.serial},
                                {"model", token.model},
                                {"state", state_of(token)},
                                {"uri", uri_of(token)}});
  }
  if (context.options.json)
    context.out << json::serialize(json::object{{"tokens", std::move(rows)}}) << "\n";
  else
    context.out << table.text();
  return {};
}

Try<void> run_token_init_key(const Context& context, const TokenOptions& options) {
  if (options.label.empty()) return give_up(ExitCode::usage, "--label: the new key needs a name");
  const Try<std::unique_ptr<TokenSession>> session = open_token(options.signer);
  if (!session) return tl::unexpected(session.error());
  const Try<TokenKey> key = (*session)->generate(options.label);
  if (!key) return tl::unexpected(key.error());
  const Try<sign::PublicKey> public_key = (*session)->public_key(*key);
  if (!public_key) return tl::unexpected(public_key.error());
  return give_public_key(context, options, *public_key, key->label);
}

Try<void> run_token_public(const Context& context, const TokenOptions& options) {
  const Try<std::unique_ptr<TokenSigner>> signer = open_token_signer(options.signer);
  if (!signer) return tl::unexpected(signer.error());
  return give_public_key(context, options, (*signer)->public_key(), (*signer)->label());
}

Try<void> run_key_new(const Context& context, const NewKeyOptions& options) {
  const Algorithm algorithm = algorithm_from(options.algorithm);
  if (algorithm == Algorithm::unspecified)
    return give_up(ExitCode::usage, "--algorithm: ed25519, ecdsa_p256_sha256 or sm2_sm3");
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::symlink_status(options.out, error)))
    return give_up(ExitCode::failed, options.out + ": exists already; a key is never overwritten");
  const Try<std::string> passphrase = read_passphrase(context.passphrase_file(), PassphraseUse::choose_new);
  if (!passphrase) return tl::unexpected(passphrase.error());
  const auto key = sign::PrivateKey::generate(algorithm);
  if (!key) return give_up(ExitCode::key, sign::to_string(key.error()));
  DerivationCost cost;
  cost.memory_kib = options.memory_mib * 1024;
  const Try<std::string> text = seal_key(*key, {options.name, options.person, ""}, *passphrase, cost);
  if (!text) return tl::unexpected(text.error());
  if (Try<void> ok = write_bytes(options.out, as_bytes(*text), kSecretMode); !ok) return ok;
  context.out << options.out << "\nkey id " << to_string(key->key_id())
              << "\nIt may do nothing until the roots take it up:  tongluo trust add-person --public-key "
              << options.out << " …\n";
  return {};
}

}  // namespace tongluo::ctl
