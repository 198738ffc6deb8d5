#pragma once
// Signs messages as a source would, well or badly, with certificates made for the test. Aborts on failure.

#include <string>

#include "controller/cap/signature.hpp"
#include "tests/support/certificates.hpp"

namespace tongluo::cap::test {

using tongluo::test::Certified;

// Self-signed RSA; valid from yesterday until `days` from now.
Certified make_rsa(int bits, int days = 1);

struct SignatureForm {
  std::string method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
  std::string digest = "http://www.w3.org/2001/04/xmlenc#sha256";
  std::string canonical = "http://www.w3.org/2001/10/xml-exc-c14n#";
  std::string reference = R"(URI="")";
  std::string transforms = R"(<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>)";
  std::string more_references;  // after the first
  std::string more;             // after SignatureValue
};
// The message with a signature as the last child of its root.
std::string sign_message(const std::string& text, const Certified& signer, const SignatureForm& form = {});
SignatureForm rsa_form();

PinnedCertificates pinned(const std::vector<std::pair<std::string, Certified>>& certificates);

}  // namespace tongluo::cap::test
