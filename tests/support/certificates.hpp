#pragma once
// Throw-away X.509 for tests: P-256 authorities and what they issue, valid from yesterday for a year unless
// said otherwise. Aborts on failure.

#include <string>

namespace tongluo::test {

struct Certified {
  std::string certificate_pem;
  std::string key_pem;
};

Certified make_authority(const std::string& common_name);
// Seconds from now.
struct Validity {
  long from = -24L * 60 * 60;
  long until = 365L * 24 * 60 * 60;
};
// `dns_name` becomes the subject alternative name unless it is empty.
Certified issue(const Certified& authority, const std::string& common_name, const std::string& dns_name = {},
                const Validity& validity = {});

}  // namespace tongluo::test
