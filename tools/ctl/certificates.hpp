#pragma once
// X.509 for the control channel and the API: four small P-256 authorities and what they issue. Blocking; any thread.
// Time is handed in.

#include <string>

#include "protocol/base/time.hpp"
#include "protocol/sign/keys.hpp"
#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

constexpr auto kAuthorityLife = std::chrono::hours(24 * 365 * 20);
constexpr auto kCertificateLife = std::chrono::hours(24 * 365 * 5);

struct CertificateAuthority {
  std::string certificate_pem;
  sign::PrivateKey key;
};

enum class Purpose { terminal, controller, operator_ };

struct Subject {
  std::string common_name;
  std::string dns_name;  // the subject alternative name of a controller; empty otherwise
  Purpose purpose = Purpose::terminal;
};

Try<CertificateAuthority> make_authority(const std::string& common_name, WallTime now);
Try<std::string> issue_certificate(const CertificateAuthority& authority, const Subject& subject,
                                   const sign::PrivateKey& key, WallTime now);

// What an export is checked against: the certificate comes from one of these authorities and names this terminal. The
// answer is empty if so, else it says what is wrong. Expiry is not looked at: receipts outlive certificates.
std::string certificate_fault(ByteView certificate_der, const std::string& common_name, std::string_view authority_pem);
// The subject's common name; empty if the bytes are no certificate.
std::string common_name_of(ByteView certificate_der);

}  // namespace tongluo::ctl
