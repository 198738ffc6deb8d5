#pragma once
// Keys of the three algorithms that are equals here: Ed25519 (RFC 8032), ECDSA P-256 with SHA-256 (FIPS 186-5), SM2
// with SM3 (GB/T 32918, id "1234567812345678"). P-256 and SM2 signatures are 64-byte r‖s. OpenSSL 3 does the work;
// nothing of it leaks through this header. Values may be used from any thread, one thread at a time.

#include <memory>
#include <string>

#include "protocol/base/bytes.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"

namespace tongluo::sign {

enum class KeyFault : std::uint8_t {
  unknown_algorithm,  // not one of the three
  malformed,          // not a SubjectPublicKeyInfo or PKCS#8 structure, or trailing bytes
  wrong_kind,         // a well-formed key of another algorithm or curve
  point_invalid,      // the public point is not on its curve
  engine_failed,      // OpenSSL refused for a reason of its own (out of memory, no provider)
};
std::string to_string(KeyFault fault);

// A public key that parsed and was checked to lie on its curve.
class PublicKey {
 public:
  // `spki` is a SubjectPublicKeyInfo in DER, whole: trailing bytes are malformed.
  static Result<PublicKey, KeyFault> parse(Algorithm algorithm, ByteView spki);
  // The key of an X.509 certificate (DER); a terminal's receipts are signed with its certificate's key.
  static Result<PublicKey, KeyFault> from_certificate(ByteView certificate_der);

  Algorithm algorithm() const;
  const Bytes& spki() const;
  KeyId id() const;  // first 16 bytes of SHA-256(spki)
  // Strict: exact length, r and s in range; low-level failures are false.
  bool verify(ByteView message, ByteView signature) const;

 private:
  struct Impl;
  explicit PublicKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

// When an X.509 certificate (DER) ends: its notAfter.
Result<WallTime, KeyFault> certificate_expiry(ByteView certificate_der);

// Anything that can sign: a key file, a PKCS#11 token, the simulation's deterministic signer.
class Signer {
 public:
  virtual ~Signer() = default;
  virtual Algorithm algorithm() const = 0;
  virtual KeyId key_id() const = 0;
  virtual const Bytes& spki() const = 0;
  virtual Result<Bytes, KeyFault> sign(ByteView message) const = 0;
};

// A private key in memory.
class PrivateKey final : public Signer {
 public:
  static Result<PrivateKey, KeyFault> generate(Algorithm algorithm);
  static Result<PrivateKey, KeyFault> parse_pkcs8(ByteView der);
  Result<Bytes, KeyFault> to_pkcs8() const;
  static Result<PrivateKey, KeyFault> parse_pem(std::string_view pem);  // unencrypted PKCS#8 PEM
  Result<std::string, KeyFault> to_pem() const;

  Algorithm algorithm() const override;
  KeyId key_id() const override;
  const Bytes& spki() const override;
  Result<Bytes, KeyFault> sign(ByteView message) const override;

 private:
  struct Impl;
  explicit PrivateKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace tongluo::sign
