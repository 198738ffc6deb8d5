#pragma once
// Challenges that need no memory: an HMAC over session, address and a short epoch, by a secret of this process.
// PROTOCOL.md section 11.2. Pure.

#include "controller/live/address.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::live {

class Challenges {
 public:
  explicit Challenges(Bytes secret) : secret_(std::move(secret)) {}
  Nonce make(SteadyTime now, const Nonce& token, const Address& address) const;
  // Made for the same session and address within the last one to two epochs.
  bool accepts(SteadyTime now, const Nonce& token, const Address& address, const Nonce& echoed) const;

 private:
  Nonce of_epoch(std::int64_t epoch, const Nonce& token, const Address& address) const;
  Bytes secret_;
};

}  // namespace tongluo::live
