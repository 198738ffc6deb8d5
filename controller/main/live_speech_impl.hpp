#pragma once
// Private to LiveSpeech: one stream that is open, and the browser that speaks on it.

#include "controller/main/live_speech.hpp"

namespace tongluo::daemon {

// What a browser's connection and the capture thread share.
struct SpeakerState {
  std::atomic<live::StreamId> stream{0};  // changes when the order is renewed
  std::atomic<std::size_t> waiting{0};    // chunks
  bool replaced = false;                  // control thread only
};

struct LiveSpeech::Stream {
  explicit Stream(boost::asio::io_context& context) : timer(context) {}

  live::StreamId id = 0;
  Digest order;
  std::string token;
  bool token_given = false;
  std::string holder;
  WallTime first_sound{}, until{};
  std::shared_ptr<capture::LiveMeter> meter = std::make_shared<capture::LiveMeter>();
  std::uint16_t rtp_port = 0;
  std::shared_ptr<SpeakerState> speaker;
  boost::asio::steady_timer timer;
  bool awaits_renewal = false;
  bool closing = false;
  std::string end;
  std::optional<Digest> recording;

  void replace_speaker(std::shared_ptr<SpeakerState> next) {
    if (speaker) speaker->replaced = true;
    speaker = std::move(next);
  }
};

}  // namespace tongluo::daemon
