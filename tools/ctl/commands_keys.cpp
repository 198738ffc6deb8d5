#include "tools/ctl/commands_keys.hpp"

#include "tools/ctl/bundle_command.hpp"
#include "tools/ctl/token_command.hpp"

namespace tongluo::ctl {
namespace {

void add_module(CLI::App& command, SignerOptions& options) {
  command.add_option("--token-module", options.token_module, "the token's PKCS#11 module")
      ->envname("TONGLUO_PKCS11_MODULE");
}

void add_token(CLI::App& command, SignerOptions& options) {
  command.add_option("--token", options.token, "PKCS#11 URI: pkcs11:token=NAME")->required();
  add_module(command, options);
  command.add_option("--pin-file", options.pin_file, "first line is the PIN; default: asked for");
}

void add_token_family(CommandSet& commands) {
  CLI::App& family = *commands.add_family("token", "PKCS#11 tokens: look, make a key, give out its public half");
  auto listing = std::make_shared<TokenOptions>();
  CLI::App* list = commands.add_under(family, "list", "Tokens that the module shows",
                                      "  tongluo token list --token-module /usr/lib/softhsm/libsofthsm2.so",
                                      [&commands, listing] { return run_token_list(commands.context(), *listing); });
  add_module(*list, listing->signer);
  auto making = std::make_shared<TokenOptions>();
  CLI::App* make =
      commands.add_under(family, "init-key", "Make a P-256 key that never leaves the token",
                         "  tongluo token init-key --token \"pkcs11:token=Li%20Wei\" --label dispatch --out liwei.pem",
                         [&commands, making] { return run_token_init_key(commands.context(), *making); });
  add_token(*make, making->signer);
  make->add_option("--label", making->label, "name of the key on the token")->required();
  make->add_option("--out", making->out, "where its public half goes (PEM)");
  auto giving = std::make_shared<TokenOptions>();
  CLI::App* give =
      commands.add_under(family, "public", "The public half of a key, for add-person",
                         "  tongluo token public --token \"pkcs11:token=Li%20Wei;object=dispatch\" --out liwei.pem",
                         [&commands, giving] { return run_token_public(commands.context(), *giving); });
  add_token(*give, giving->signer);
  give->add_option("--out", giving->out, "where it goes (PEM); default: the screen");
}

void add_key_family(CommandSet& commands) {
  CLI::App& family = *commands.add_family("key", "Key files, for those who have no token");
  auto options = std::make_shared<NewKeyOptions>();
  CLI::App* command = commands.add_under(family, "new", "Make a key file, sealed with a passphrase",
                                         "  tongluo key new --person 李伟 --name announce --out liwei.key",
                                         [&commands, options] { return run_key_new(commands.context(), *options); });
  command->add_option("--person", options->person, "who holds it")->required();
  command->add_option("--name", options->name, "of the key")->required();
  command->add_option("--algorithm", options->algorithm, "ed25519, ecdsa_p256_sha256 or sm2_sm3")
      ->capture_default_str();
  command->add_option("--out", options->out, "new file; an existing one is never overwritten")->required();
  command->add_option("--key-memory-mib", options->memory_mib, "Argon2id memory")
      ->capture_default_str()
      ->check(CLI::Range(8, 1024));
}

void add_confirmation(CLI::App& command, Confirmation& confirmation) {
  command.add_flag("--yes", confirmation.yes, "do not ask where no number must be typed");
  command.add_option("--confirm-count", confirmation.count,
                     "number of addressed terminals, instead of typing it (actual I and II)");
}

void add_bundle_make(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<BundleOptions>();
  CLI::App* command = commands.add_under(
      family, "make", "Prepare and sign an order here, with its sound, to a file or a USB stick",
      "  tongluo bundle make --class actual --level II --area 500116108000 --text \"请立即转移。\" --out /media/usb",
      [&commands, options] { return run_bundle_make(commands.context(), *options, commands.in()); });
  CommandSet::add_spoken_content(*command, options->content);
  CommandSet::add_order_words(*command, options->words);
  CommandSet::add_signer_options(*command, options->signer, "the home's for the class");
  command->add_option("--save-clip", options->save_clip, "write the sound there before signing: listen first");
  command->add_option("--out", options->out, "file, or folder")->required();
  add_confirmation(*command, options->confirmation);
}

void add_bundle_family(CommandSet& commands) {
  CLI::App& family = *commands.add_family("bundle", "Orders without a controller: make, sign, show");
  add_bundle_make(commands, family);
  auto signing = std::make_shared<BundleSignOptions>();
  CLI::App* sign = commands.add_under(
      family, "sign", "The second person's signature", "  tongluo bundle sign a1b2.tongluo --key b.key",
      [&commands, signing] { return run_bundle_sign(commands.context(), *signing, commands.in()); });
  sign->add_option("FILE", signing->file)->required();
  CommandSet::add_signer_options(*sign, signing->signer, "none");
  sign->add_option("--save-clip", signing->save_clip, "write the sound there before signing: listen first");
  sign->add_option("--out", signing->out, "default: the same file");
  add_confirmation(*sign, signing->confirmation);
  auto showing = std::make_shared<BundleShowOptions>();
  CLI::App* show = commands.add_under(family, "show", "What a bundle says, and who has signed it",
                                      "  tongluo bundle show a1b2.tongluo",
                                      [&commands, showing] { return run_bundle_show(commands.context(), *showing); });
  show->add_option("FILE", showing->file)->required();
}

}  // namespace

void add_key_commands(CommandSet& commands) {
  add_token_family(commands);
  add_key_family(commands);
  add_bundle_family(commands);
}

}  // namespace tongluo::ctl
