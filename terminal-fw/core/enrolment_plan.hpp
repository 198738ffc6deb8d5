#pragma once
// When a terminal asks for its certificate, and whom: a claim until it has one, then renewals. Pure; time and
// randomness are handed in. A wrong code is asked again too: its maker may still be storing it, and nobody stands
// beside the pole.

#include <cstddef>

#include "protocol/trust/renewal.hpp"
#include "protocol/wire/enrolment.hpp"

namespace tongluo::terminal {

constexpr auto kEnrolFirstDelay = seconds(2);  // after an exchange that came to nothing, doubled each time
constexpr auto kEnrolLongestDelay = seconds(300);
constexpr auto kRenewalRetry = std::chrono::hours(6);  // at most; a short certificate is asked for more often

class EnrolmentPlan {
 public:
  explicit EnrolmentPlan(std::size_t endpoints) : endpoints_(endpoints) {}
  std::size_t endpoint() const { return endpoint_; }  // to be asked next
  // The wait after nobody answered (or somebody who is not our controller): full jitter; the next endpoint.
  milliseconds after_failure(double random_unit);
  // The wait after a reply that was no certificate: as the controller says, and a little jitter.
  milliseconds after_reply(const wire::EnrolReply& reply, double random_unit);

 private:
  std::size_t endpoints_;
  std::size_t endpoint_ = 0;
  unsigned failures_ = 0;
};

// How long until a certificate with these times is to be renewed; zero: now.
WallTime::duration until_renewal(const sign::CertificateTimes& times, WallTime now);
// The wait after a renewal that failed.
milliseconds renewal_retry(const sign::CertificateTimes& times, double random_unit);

}  // namespace tongluo::terminal
