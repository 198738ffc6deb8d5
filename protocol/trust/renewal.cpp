#include "protocol/trust/renewal.hpp"

namespace tongluo::trust {

WallTime renewal_starts(const sign::CertificateTimes& times) {
  return times.not_before + (times.not_after - times.not_before) / 3 * 2;
}

bool renewal_allowed(const sign::CertificateTimes& times, WallTime now) {
  const WallTime from = times.not_before + (times.not_after - times.not_before) / 5 * 3;
  return from <= now && now <= times.not_after + kRenewalGrace;
}

}  // namespace tongluo::trust
