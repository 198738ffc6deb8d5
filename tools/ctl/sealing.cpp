#include "tools/ctl/sealing.hpp"

#include <argon2.h>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace tongluo::ctl {
namespace {

constexpr std::size_t kKeyBytes = 32;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const unsigned char* raw(ByteView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
int length(ByteView bytes) { return static_cast<int>(bytes.size()); }

}  // namespace

SecretBytes::~SecretBytes() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

std::optional<SecretBytes> derive_key(std::string_view passphrase, ByteView salt, const DerivationCost& cost) {
  Bytes key(kKeyBytes);
  const int result = argon2id_hash_raw(cost.iterations, cost.memory_kib, cost.lanes, passphrase.data(),
                                       passphrase.size(), salt.data(), salt.size(), key.data(), key.size());
  if (result != ARGON2_OK) return std::nullopt;
  return SecretBytes(std::move(key));
}

std::optional<Bytes> seal(ByteView key, ByteView nonce, ByteView associated, ByteView plain) {
  const CipherContext context(EVP_CIPHER_CTX_new());
  Bytes sealed(plain.size() + kTagBytes);
  int written = 0;
  int ignored = 0;
  const bool ok = context && key.size() == kKeyBytes && nonce.size() == kNonceBytes &&
                  EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, raw(key), raw(nonce)) == 1 &&
                  EVP_EncryptUpdate(context.get(), nullptr, &ignored, raw(associated), length(associated)) == 1 &&
                  EVP_EncryptUpdate(context.get(), raw(sealed), &written, raw(plain), length(plain)) == 1 &&
                  EVP_EncryptFinal_ex(context.get(), raw(sealed) + written, &ignored) == 1 &&
                  EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, raw(sealed) + plain.size()) == 1;
  if (!ok) return std::nullopt;
  return sealed;
}

std::optional<SecretBytes> unseal(ByteView key, ByteView nonce, ByteView associated, ByteView sealed) {
  if (key.size() != kKeyBytes || nonce.size() != kNonceBytes || sealed.size() < kTagBytes) return std::nullopt;
  const ByteView cipher_text = sealed.first(sealed.size() - kTagBytes);
  Bytes tag(sealed.end() - static_cast<std::ptrdiff_t>(kTagBytes), sealed.end());
  const CipherContext context(EVP_CIPHER_CTX_new());
  Bytes plain(cipher_text.size() + kTagBytes);  // room for the final block call
  int written = 0;
  int ignored = 0;
  const bool ok = context && EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, raw(key), raw(nonce)) == 1 &&
                  EVP_DecryptUpdate(context.get(), nullptr, &ignored, raw(associated), length(associated)) == 1 &&
                  EVP_DecryptUpdate(context.get(), raw(plain), &written, raw(cipher_text), length(cipher_text)) == 1 &&
                  EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, raw(tag)) == 1 &&
                  EVP_DecryptFinal_ex(context.get(), raw(plain) + written, &ignored) == 1;
  if (!ok) {
    OPENSSL_cleanse(plain.data(), plain.size());
    return std::nullopt;
  }
  plain.resize(static_cast<std::size_t>(written));
  return SecretBytes(std::move(plain));
}

}  // namespace tongluo::ctl
