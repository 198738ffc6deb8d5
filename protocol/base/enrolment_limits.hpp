#pragma once
// Limits of enrolment that both sides share; the table is in PROTOCOL.md section 9. Apart from limits.hpp, because only
// the few files of enrolment need them.

#include <cstddef>

#include "protocol/base/time.hpp"

namespace tongluo::limits {

constexpr std::size_t kMaxEnrolRequestBytes = 3 * 1024;  // its frame too: all that a stranger can make us hold
constexpr std::size_t kMaxCertificateBytes = 2 * 1024;   // a request or a certificate in DER
constexpr std::size_t kMaxClaimSecretBytes = 32;
constexpr auto kEnrolExchange = seconds(20);  // one whole exchange, handshake included
constexpr auto kMaxEnrolRetry = seconds(3'600);

}  // namespace tongluo::limits
