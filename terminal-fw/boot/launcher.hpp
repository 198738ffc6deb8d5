#pragma once
// Starts the right slot's image, again and again, until it is told to stop. It lies in no slot and is never updated:
// the way back must not depend on what it leads back from. One thread, blocking; SIGTERM, SIGINT and SIGCHLD must be
// blocked.
//
// Each start is chosen anew by slots::choose_slot(), which counts a trial down. An image that ends at once is started
// again after kFirstPause, twice as long each time up to kLongestPause. One on trial that still runs unconfirmed after
// `longest_trial` hangs: it is killed, which costs it a start.

#include <filesystem>
#include <string>
#include <vector>

#include "protocol/base/time.hpp"

namespace tongluo::boot {

constexpr auto kFirstPause = milliseconds(500);
constexpr auto kLongestPause = seconds(30);
constexpr auto kSteadyAfter = seconds(60);             // ran so long: the next pause is short again
constexpr auto kStopGrace = seconds(15);               // from SIGTERM to SIGKILL
constexpr auto kLongestTrial = std::chrono::hours(3);  // above the image's own deadlines
constexpr int kRestartCode = 10;                       // the image asks to be started again, without a pause

struct Launch {
  std::filesystem::path root;          // of the slots
  std::vector<std::string> arguments;  // for the image
  seconds longest_trial = kLongestTrial;
};

// The exit code: the image's own after SIGTERM or SIGINT; 1 when no slot has an image.
int run(const Launch& launch);

}  // namespace tongluo::boot
