#pragma once
// Every limit of the enrolment listener, with what happens at it.

#include <cstddef>

#include "protocol/base/time.hpp"

namespace tongluo::enrol {

constexpr std::size_t kMaxExchanges = 64;   // at once; a further connection is closed unheard
constexpr double kExchangesPerSecond = 40;  // handshakes; above: closed unheard, so that they never slow an alert
constexpr double kExchangeBurst = 100;
constexpr double kWrongPerAddress = 10;     // refusals of one address, then it is told busy
constexpr auto kWrongRefill = seconds(60);  // until one more
constexpr double kWrongPerSecond = 5;       // refusals of all addresses together, likewise
constexpr double kWrongBurst = 100;
constexpr std::size_t kMaxAddresses = 4'096;  // remembered; when full, whoever was refused longest ago leaves
constexpr auto kLimitedRetry = seconds(120);

}  // namespace tongluo::enrol
