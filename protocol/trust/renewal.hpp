#pragma once
// When a terminal's certificate is renewed, and how long after its end that is still possible (PROTOCOL.md
// section 12.4). One rule for the terminal, which asks, and the controller, which judges. Pure.

#include "protocol/sign/certificate_issuer.hpp"

namespace tongluo::trust {

constexpr auto kRenewalGrace = std::chrono::hours(24 * 90);  // after the certificate's end: renewal, and nothing else

// From two thirds of its life on: the terminal asks.
WallTime renewal_starts(const sign::CertificateTimes& times);
// The controller takes it a little earlier, for clocks that differ: from three fifths of its life to the end of the
// grace.
bool renewal_allowed(const sign::CertificateTimes& times, WallTime now);

}  // namespace tongluo::trust
