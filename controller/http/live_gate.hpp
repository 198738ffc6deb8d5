#pragma once
// Live speech as the HTTP interface sees it; controller/main implements it. Owner thread: control, every call and every
// answer. A ticket is given once, to the one who first submits the order; whoever shows it speaks and stops.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "controller/http/problem.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/base/digest.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::http {

struct LiveTicket {
  std::uint32_t stream = 0;
  std::string token;
};

struct LiveView {
  std::uint32_t stream = 0;
  Digest order;
  std::string holder;
  std::string state;   // "waiting" (for signatures or its time), "speaking", "ended"
  std::string source;  // "none", "rtp", "websocket", "file", "alsa"
  std::uint16_t rtp_port = 0;
  WallTime first_sound{};
  WallTime until{};
  double peak_dbfs = 0;
  double rms_dbfs = 0;
  std::uint64_t packets = 0;
  std::uint64_t trains = 0;  // really sent
  std::uint64_t underruns = 0;
  std::uint64_t dropped_chunks = 0;  // of a browser, because too many waited
  std::uint32_t queued_ms = 0;
  bool recording_failed = false;
  std::string end;                  // why it ended; empty: it has not
  std::optional<Digest> recording;  // a clip, once it has ended
};

struct RtpFeed {
  std::string encoding = "opus";  // of dynamic payload types: "opus", "l16", "pcmu"
  std::uint32_t rate = 48'000;
  std::uint32_t channels = 1;
  std::uint16_t port = 0;  // 0: any free one
};
struct FileFeed {
  Digest clip;
};
struct MicrophoneFeed {
  std::string device;
};
using Feed = std::variant<RtpFeed, FileFeed, MicrophoneFeed>;

// One browser that speaks. Destroyed when its connection ends: the stream goes on, silent, until it comes back.
class Speaker {
 public:
  virtual ~Speaker() = default;
  // One message, Opus or PCM as agreed. False: too many wait, this one was dropped. The speaker goes on.
  virtual bool hear(ByteView chunk) = 0;
  virtual LiveView view() const = 0;
  virtual bool replaced() const = 0;  // another source speaks now
  virtual void stop() = 0;            // the holder has ended it
};
enum class SpeakerFormat : std::uint8_t { opus, s16le };

class LiveGate {
 public:
  virtual ~LiveGate() = default;
  template <class T>
  using Answer = std::function<void(Result<T, Problem>)>;

  // Once for each live order, to the first who asks; afterwards nothing.
  virtual std::optional<LiveTicket> ticket(const Digest& order) = 0;
  virtual std::vector<LiveView> list() = 0;
  virtual std::optional<LiveView> find(std::uint32_t stream) = 0;
  virtual void feed(std::uint32_t stream, const std::string& token, Feed feed, Answer<LiveView> answer) = 0;
  virtual Result<LiveView, Problem> stop(std::uint32_t stream, const std::string& token) = 0;
  virtual void monitor(std::uint32_t stream, const std::string& to, Answer<std::string> answer) = 0;  // SDP
  virtual Result<std::unique_ptr<Speaker>, Problem> speak(std::uint32_t stream, const std::string& token,
                                                          SpeakerFormat format, std::uint32_t rate) = 0;
};

}  // namespace tongluo::http
