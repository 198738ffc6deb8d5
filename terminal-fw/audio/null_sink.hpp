#pragma once
// Takes frames in real time and forgets them. Owner: the audio thread.

#include "terminal-fw/audio/audio_sink.hpp"
#include "terminal-fw/audio/pacer.hpp"

namespace tongluo::audio {

class NullSink final : public AudioSink {
 public:
  bool open() override {
    pacer_.begin();
    return true;
  }
  void close() override {}
  bool write(const playout::Frame&) override {
    pacer_.wait_frame();
    return true;
  }
  microseconds latency() const override { return pacer_.latency(); }
  bool has_own_clock() const override { return false; }

 private:
  Pacer pacer_;
};

}  // namespace tongluo::audio
