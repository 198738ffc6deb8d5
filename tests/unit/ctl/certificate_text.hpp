#pragma once
// The DER inside a PEM certificate.

#include <string>

#include "protocol/base/bytes.hpp"

namespace tongluo::ctl {

inline Bytes der_of(const std::string& pem) {
  std::string base64 = pem.substr(pem.find('\n') + 1);
  base64.resize(base64.find("-----END"));
  std::erase(base64, '\n');
  return from_base64(base64).value();
}

}  // namespace tongluo::ctl
