#pragma once
// One live stream from the speaker's side: waits until its order is issued, says where the sound comes from, shows
// countdown, level and progress until it is over. Blocking; main thread; asks twice a second.

#include "tools/ctl/api.hpp"

namespace tongluo::ctl {

struct LiveSession {
  const Context& context;
  const Api& api;
  std::uint32_t stream = 0;
  std::string token;
  std::string device;  // ALSA, spoken from here by ffmpeg; empty: none
};

// Failure: nobody else has signed in time.
Try<void> wait_until_issued(const LiveSession& session, seconds patience);
// `feed` as POST /api/v1/live/{stream}/source takes it, without the token; empty: the stream has its source. Failure: a
// source that is refused.
Try<void> speak(const LiveSession& session, boost::json::object feed);

}  // namespace tongluo::ctl
