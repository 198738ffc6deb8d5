#include "terminal-fw/core/enrolment_plan.hpp"

#include <algorithm>

namespace tongluo::terminal {
namespace {

constexpr unsigned kMaxDoublings = 8;
constexpr int kRetriesInLastThird = 50;

milliseconds scaled(milliseconds longest, double random_unit) {
  return milliseconds(static_cast<std::int64_t>(static_cast<double>(longest.count()) * random_unit));
}

}  // namespace

milliseconds EnrolmentPlan::after_failure(double random_unit) {
  endpoint_ = (endpoint_ + 1) % endpoints_;
  const milliseconds longest = std::min<milliseconds>(kEnrolLongestDelay, kEnrolFirstDelay * (1U << failures_));
  failures_ = std::min(failures_ + 1, kMaxDoublings);
  return scaled(longest, random_unit);
}

milliseconds EnrolmentPlan::after_reply(const wire::EnrolReply& reply, double random_unit) {
  failures_ = 0;
  const milliseconds told = std::max<milliseconds>(reply.retry_after, seconds(1));
  return told + scaled(told / 4, random_unit);
}

WallTime::duration until_renewal(const sign::CertificateTimes& times, WallTime now) {
  return std::max(trust::renewal_starts(times) - now, WallTime::duration(0));
}

milliseconds renewal_retry(const sign::CertificateTimes& times, double random_unit) {
  const auto share =
      std::chrono::duration_cast<milliseconds>((times.not_after - times.not_before) / 3 / kRetriesInLastThird);
  const milliseconds longest = std::clamp<milliseconds>(share, seconds(1), kRenewalRetry);
  return longest / 2 + scaled(longest / 2, random_unit);
}

}  // namespace tongluo::terminal
