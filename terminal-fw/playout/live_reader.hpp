#pragma once
// Live speech as samples for a place on the live time line: packets in their order, what is missing at its instant
// concealed for at most kMaxConcealSamples, fading, then silence: speech is never invented. PROTOCOL.md 11.5. Passive
// and without allocation; owner: the audio thread. Limits: kLiveQueuePackets kept; full: the oldest leaves.

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "protocol/base/spsc_queue.hpp"
#include "protocol/rtp/live_packet.hpp"
#include "terminal-fw/playout/decoder.hpp"
#include "terminal-fw/playout/opus_packet.hpp"

namespace tongluo::playout {

constexpr std::size_t kLiveQueuePackets = 128;  // above the longest playout delay
using LiveQueue = SpscQueue<rtp::LivePacket, kLiveQueuePackets>;

constexpr std::size_t kMaxConcealSamples = 5'760;  // 120 ms
constexpr std::size_t kLiveFadeInSamples = 480;    // where speech begins after none

class LiveReader {
 public:
  enum class Sound : std::uint8_t { speech, concealed, silence };
  struct Read {
    std::size_t samples = 0;  // of one kind; 0 exactly when ended
    Sound sound = Sound::silence;
    bool joint = false;  // the first of them does not follow from what was read before
    bool ended = false;  // the stream ends at or before this position
  };

  explicit LiveReader(Decoder& decoder) : decoder_(decoder) {}
  void begin(LiveQueue& queue);  // must outlive the reading
  // Fills the front of `out` (not empty) with what sounds at `position`, which must not go back.
  Read read(std::int64_t position, std::span<std::int16_t> out);
  // Something else sounds until `position`: what lies before it goes.
  void pass(std::int64_t position);
  bool ended(std::int64_t position) const { return end_ && position >= *end_; }

  std::uint32_t concealed() const { return frames(concealed_samples_); }  // packets' worth, since begin()
  std::uint32_t lost() const { return frames(lost_samples_); }            // of silence between speech and the end
  std::uint32_t late() const { return late_; }                            // packets

 private:
  static std::uint32_t frames(std::uint64_t samples);
  void drain();
  void keep(const rtp::LivePacket& packet);
  const rtp::LivePacket* first_after(std::int64_t position);
  void decode(const rtp::LivePacket& packet);
  void conceal(std::int64_t position, std::size_t samples);
  Read copy(std::int64_t position, std::span<std::int16_t> out);
  Read silence(std::span<std::int16_t> out);
  void fade_in(std::span<std::int16_t> out);
  bool flows() const { return started_ && gap_samples_ <= kMaxConcealSamples; }

  Decoder& decoder_;
  LiveQueue* queue_ = nullptr;
  std::array<std::optional<rtp::LivePacket>, kLiveQueuePackets> kept_;  // at sequence modulo size
  bool started_ = false;                                                // a packet was decoded
  std::uint32_t next_ = 0;                                              // the number behind it
  std::optional<std::int64_t> end_;
  std::array<std::int16_t, kMaxPacketSamples> decoded_{};
  std::int64_t decoded_at_ = 0;
  std::size_t decoded_count_ = 0;
  Sound decoded_sound_ = Sound::silence;
  Sound last_sound_ = Sound::silence;
  bool joint_ = false;
  std::size_t gap_samples_ = 0;  // since the last speech, at most kMaxConcealSamples + 1
  std::size_t fade_in_left_ = 0;
  std::uint64_t concealed_samples_ = 0;
  std::uint64_t lost_samples_ = 0;
  std::uint32_t late_ = 0;
};

}  // namespace tongluo::playout
