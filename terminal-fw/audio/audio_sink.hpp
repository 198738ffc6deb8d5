#pragma once
// Where samples leave the program. 48 kHz, mono, 16 bit. write() blocks as the device drains: it is the audio thread's
// clock.

#include <memory>
#include <string>

#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"
#include "terminal-fw/playout/sound.hpp"

namespace tongluo::audio {

class AudioSink {
 public:
  virtual ~AudioSink() = default;
  virtual bool open() = 0;   // before the first frame of a broadcast; false: no sound card
  virtual void close() = 0;  // after the last: drains
  // Blocks until there is room. False: the device failed.
  virtual bool write(const playout::Frame& frame) = 0;
  virtual microseconds latency() const = 0;  // from a write() now to the loudspeaker
  // False: it only pretends a pace (a file): a play is started in step but never stretched, so that what is written can
  // be compared sample by sample.
  virtual bool has_own_clock() const { return true; }
  // Why open() or write() last returned false, for people. Text that lives as long as the program.
  virtual const char* last_error() const { return ""; }
  // Why the device is not there, found without opening it; empty: it is, or nothing can tell. Any thread.
  virtual std::string missing() const { return {}; }
};

// libasound takes a lock in each call, for programs whose threads share a device. Ours never do: each device has one
// thread. Call it once, before the first device is opened and before there are threads.
void avoid_alsa_locks();

// "null" (paced by the steady clock), "wav:PATH" (paced likewise; appends while playing, at most kMaxWavSeconds, one
// file for the life of the process, header kept valid after every second), "alsa:DEVICE" (opened only to play: a
// missing device is an error of open()). Errors: bad_input for any other text, io if the file cannot be created.
Result<std::unique_ptr<AudioSink>> make_sink(const std::string& description);

}  // namespace tongluo::audio
