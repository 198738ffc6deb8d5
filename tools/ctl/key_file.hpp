#pragma once
// A person's private key at rest: JSON text whose secret part is sealed with AES-256-GCM under a key that Argon2id
// derives from a passphrase. Everything readable in the file (name, person, role, public key, costs) is authenticated
// with it. Limits: kMaxKeyFileBytes, and a ceiling on the costs a file may ask of us. A wrong passphrase and a changed
// file cannot be told apart: both are ExitCode::key.

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/sign/keys.hpp"
#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMaxKeyFileBytes = 16 * 1024;

struct DerivationCost {
  std::uint32_t memory_kib = 64 * 1024;
  std::uint32_t iterations = 3;
  std::uint32_t lanes = 1;
  bool operator==(const DerivationCost&) const = default;
};

struct KeyLabel {
  std::string name;    // "dispatch", "devices-ca"
  std::string person;  // who holds it
  std::string role;    // as in the trust list, or "root", "authority"
};

struct OpenedKey {
  KeyLabel label;
  sign::PrivateKey key;
};

Try<std::string> seal_key(const sign::PrivateKey& key, const KeyLabel& label, std::string_view passphrase,
                          const DerivationCost& cost = {});
Try<OpenedKey> open_key(std::string_view file_text, std::string_view passphrase);

}  // namespace tongluo::ctl
