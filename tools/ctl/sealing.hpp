#pragma once
// Passphrase → key (Argon2id) and authenticated encryption (AES-256-GCM). Used by key_file only. Blocking; any thread.

#include <optional>
#include <string_view>

#include "protocol/base/bytes.hpp"
#include "tools/ctl/key_file.hpp"

namespace tongluo::ctl {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

// 32 bytes that are wiped when they go out of scope.
class SecretBytes {
 public:
  explicit SecretBytes(Bytes bytes) : bytes_(std::move(bytes)) {}
  SecretBytes(SecretBytes&&) noexcept = default;
  SecretBytes& operator=(SecretBytes&&) = delete;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();
  ByteView view() const { return bytes_; }

 private:
  Bytes bytes_;
};

std::optional<SecretBytes> derive_key(std::string_view passphrase, ByteView salt, const DerivationCost& cost);
// Ciphertext followed by the tag.
std::optional<Bytes> seal(ByteView key, ByteView nonce, ByteView associated, ByteView plain);
// Nothing if the key is wrong or any bit of sealed or associated data changed.
std::optional<SecretBytes> unseal(ByteView key, ByteView nonce, ByteView associated, ByteView sealed);

}  // namespace tongluo::ctl
