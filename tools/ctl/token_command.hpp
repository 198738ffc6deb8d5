#pragma once
// `tongluo token list | init-key | public`: what a person does with a PKCS#11 token before it can sign. `tongluo key
// new` does the same for those who have none.

#include "tools/ctl/signer_choice.hpp"

namespace tongluo::ctl {

struct TokenOptions {
  SignerOptions signer;  // token, token_module, pin_file
  std::string label;     // of the new key
  std::string out;       // where the public key goes (PEM); empty: to the screen
};

struct NewKeyOptions {
  std::string name;  // of the key
  std::string person;
  std::string algorithm = "ed25519";
  std::string out;
  std::uint32_t memory_mib = 64;
};

Try<void> run_token_list(const Context& context, const TokenOptions& options);
Try<void> run_token_init_key(const Context& context, const TokenOptions& options);
Try<void> run_token_public(const Context& context, const TokenOptions& options);
Try<void> run_key_new(const Context& context, const NewKeyOptions& options);

}  // namespace tongluo::ctl
