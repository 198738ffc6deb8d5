#include "protocol/sign/algorithm_traits.hpp"

#include <array>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <string_view>

namespace tongluo::sign {
namespace {

template <std::size_t N>
consteval std::array<std::byte, N / 2> octets_of(const char (&hex)[N]) {
  const auto nibble = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::array<std::byte, N / 2> out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<std::byte>(nibble(hex[2 * i]) * 16 + nibble(hex[2 * i + 1]));
  return out;
}

constexpr auto kEd25519Prefix = octets_of("302a300506032b6570032100");
// The last byte, 04, is the uncompressed form of the point: the only one that is canonical here.
constexpr auto kP256Prefix = octets_of("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
constexpr auto kSm2Prefix = octets_of("3059301306072a8648ce3d020106082a811ccf5501822d03420004");
constexpr auto kP256Order = octets_of("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
constexpr auto kSm2Order = octets_of("fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123");

const std::array<AlgorithmTraits, 3> kTraits = {{
    {Algorithm::ed25519, "ED25519", nullptr, nullptr, nullptr, kEd25519Prefix, 32, {}},
    {Algorithm::ecdsa_p256_sha256, "EC", "prime256v1", "SHA256", nullptr, kP256Prefix, 64, kP256Order},
    {Algorithm::sm2_sm3, "SM2", "SM2", "SM3", "1234567812345678", kSm2Prefix, 64, kSm2Order},
}};

bool has_group(const EVP_PKEY* key, std::string_view group) {
  std::array<char, 64> name{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) != 1) return false;
  return std::string_view(name.data(), size) == group;
}

// `parameters` must outlive the call only; OpenSSL copies them.
std::array<OSSL_PARAM, 2> parameters_of(const AlgorithmTraits& traits) {
  // OpenSSL's type has no const, yet it only reads.
  auto* id = const_cast<char*>(traits.signer_id);
  return {OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_DIST_ID, id, std::string_view(traits.signer_id).size()),
          OSSL_PARAM_construct_end()};
}

// SM2's signer id can only be set after the start: OpenSSL 3.0 refuses it as a parameter of the start itself.
bool set_signer_id(const AlgorithmTraits& traits, EVP_PKEY_CTX* operation) {
  if (traits.signer_id == nullptr) return true;
  const auto parameters = parameters_of(traits);
  return EVP_PKEY_CTX_set_params(operation, parameters.data()) == 1;
}

template <class Init>
DigestContext begin(const AlgorithmTraits& traits, EVP_PKEY* key, Init init) {
  DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* operation = nullptr;  // owned by the context
  if (context && (init(context.get(), &operation, traits.digest, nullptr, nullptr, key, nullptr) != 1 ||
                  !set_signer_id(traits, operation)))
    context.reset();
  return context;
}

}  // namespace

const AlgorithmTraits* traits_of(Algorithm algorithm) {
  for (const AlgorithmTraits& traits : kTraits)
    if (traits.algorithm == algorithm) return &traits;
  return nullptr;
}

const AlgorithmTraits* traits_of(const EVP_PKEY* key) {
  for (const AlgorithmTraits& traits : kTraits) {
    if (EVP_PKEY_is_a(key, traits.key_type) != 1) continue;
    if (traits.group == nullptr || has_group(key, traits.group)) return &traits;
  }
  return nullptr;
}

DigestContext begin_signing(const AlgorithmTraits& traits, EVP_PKEY* key) {
  return begin(traits, key, EVP_DigestSignInit_ex);
}

DigestContext begin_verifying(const AlgorithmTraits& traits, EVP_PKEY* key) {
  return begin(traits, key, EVP_DigestVerifyInit_ex);
}

}  // namespace tongluo::sign
