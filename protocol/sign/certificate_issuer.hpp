#pragma once
// An X.509 authority that issues certificates for P-256 keys that others hold. The time is handed in; the serial number
// is random. Any thread, one at a time.

#include <string>

#include "protocol/sign/keys.hpp"

namespace tongluo::sign {

enum class CertificateUse : std::uint8_t { client, server };

struct CertificateSubject {
  std::string common_name;  // at most 64 characters (RFC 5280)
  std::string dns_name;     // subject alternative name; empty: none
  CertificateUse use = CertificateUse::client;
};

struct CertificateTimes {
  WallTime not_before{};
  WallTime not_after{};
};

class CertificateIssuer {
 public:
  // Faults: malformed (no certificate), wrong_kind (the key is not the certificate's).
  static Result<CertificateIssuer, KeyFault> create(std::string_view certificate_pem, const PrivateKey& key);
  // A certificate in DER.
  Result<Bytes, KeyFault> issue(const CertificateSubject& subject, const PublicKey& key, CertificateTimes times) const;

 private:
  struct Impl;
  explicit CertificateIssuer(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

// Both ends of a certificate's life.
Result<CertificateTimes, KeyFault> certificate_times(ByteView certificate_der);
// The first certificate of a PEM text in DER; empty: none.
Bytes certificate_from_pem(std::string_view pem);
std::string certificate_to_pem(ByteView certificate_der);  // empty: no certificate
// The only common name of its subject; empty: none.
std::string certificate_name(ByteView certificate_der);

}  // namespace tongluo::sign
