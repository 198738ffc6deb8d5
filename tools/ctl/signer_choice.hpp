#pragma once
// The one way to a signature: a key file (Argon2id) or a PKCS#11 token. Every command that signs takes these options
// and calls open_signer before it asks anybody for anything else. Blocking; main thread.

#include <memory>
#include <string>

#include "protocol/sign/keys.hpp"
#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

struct SignerOptions {
  std::string key;           // key file; empty: the home's `default_key`
  std::string token;         // PKCS#11 URI; not together with `key`
  std::string token_module;  // path of the PKCS#11 module; empty: TONGLUO_PKCS11_MODULE
  std::string pin_file;      // first line is the PIN; empty: asked for
};

// `default_key` names a key of the home ("dispatch") for when neither is given; empty: one must be given.
Try<std::unique_ptr<sign::Signer>> open_signer(const Context& context, const SignerOptions& options,
                                               const std::string& default_key);

}  // namespace tongluo::ctl
