#pragma once
// What one end of the control channel shows and believes: PEM texts, loaded by the mains.

#include <string>

namespace tongluo::transport {

struct TlsIdentity {
  std::string certificate_pem;  // own certificate (chain)
  std::string private_key_pem;  // PKCS#8
  std::string authority_pem;    // the authorities (at least one) of which the peer's certificate must come
};

}  // namespace tongluo::transport
