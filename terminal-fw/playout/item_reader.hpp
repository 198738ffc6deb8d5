#pragma once
// Reads one item as samples: drops the pre-skip, trims the end, joins in the middle after 80 ms of decoder pre-roll.
// Clips are never skipped: when a packet is missing the position is held. Owner: the player. Limits: one packet of
// kMaxPacketSamples is kept.

#include <array>
#include <cstdint>
#include <span>

#include "terminal-fw/playout/decoder.hpp"
#include "terminal-fw/playout/opus_packet.hpp"
#include "terminal-fw/playout/packet_source.hpp"

namespace tongluo::playout {

class ItemReader {
 public:
  enum class State : std::uint8_t {
    ready,    // all of `out` was filled
    starved,  // the next packet has not arrived
    ended,    // that was the last sample
  };
  struct Read {
    std::size_t samples = 0;
    State state{};
  };

  explicit ItemReader(Decoder& decoder) : decoder_(decoder) {}
  // The source must outlive the reading. `skip`: samples of the item not to play.
  void begin(const PacketSource& source, std::uint64_t skip);
  Read read(std::span<std::int16_t> out);

  std::uint64_t position() const { return position_; }    // of the next sample, skipped ones included
  std::uint64_t skip_left() const { return skip_left_; }  // after `ended`: how far the skip reached beyond the item
  std::uint32_t concealed() const { return concealed_; }  // packets, since begin()

 private:
  State next_packet();
  bool decode_next(ByteView packet, std::size_t samples);
  std::size_t drop(std::size_t samples);
  bool skip_reaches_end();
  bool at_end() const;

  Decoder& decoder_;
  const PacketSource* source_ = nullptr;
  std::size_t next_index_ = 0;
  std::uint64_t position_ = 0;
  std::uint64_t skip_left_ = 0;
  std::uint64_t pre_skip_left_ = 0;
  std::uint32_t concealed_ = 0;
  std::array<std::int16_t, kMaxPacketSamples> decoded_{};
  std::size_t decoded_begin_ = 0;
  std::size_t decoded_end_ = 0;
};

}  // namespace tongluo::playout
