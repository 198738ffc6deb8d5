#pragma once
// A terminal's signed word on what became of one occurrence. PROTOCOL.md section 7.9. Its identity is its payload
// digest.

#include <optional>
#include <string>

#include "protocol/base/digest.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"
#include "protocol/wire/wire_error.hpp"

namespace tongluo::wire {

// How the audio reached the terminal.
enum class Path : std::uint8_t { unspecified = 0, cache = 1, control_channel = 2, udp = 3, local = 4 };

struct Receipt {
  std::uint32_t reader_version = 1;
  TerminalId terminal;
  Digest order;
  std::uint32_t occurrence = 0;  // 0 when the order was refused as a whole
  Stage stage = Stage::unspecified;
  Outcome outcome = Outcome::none;  // set exactly at stage final
  Refusal refusal = Refusal::none;  // set exactly with Outcome::refused
  std::string detail;
  WallTime at{};
  WallTime first_sample{};
  WallTime last_sample{};
  std::uint64_t samples_played = 0;  // at 48 kHz
  std::uint32_t frames_concealed = 0;
  std::uint32_t frames_lost = 0;
  std::uint32_t repetitions_played = 0;
  std::int32_t clock_error_us = 0;
  bool clock_synchronised = false;
  Path path = Path::unspecified;
  std::uint64_t gateway_epoch = 0;
  Nonce boot_id;
  std::uint64_t sequence = 0;           // per terminal, never reused
  std::int32_t expected_level_mdb = 0;  // thousandths of dBFS
  std::int32_t measured_level_mdb = 0;
  bool sensor_present = false;
  // What was really given to the loudspeaker from the first sample to the last, silence included: how many samples,
  // and SHA-256 of them as 16-bit little-endian. None where nothing sounded.
  std::uint64_t sink_samples = 0;
  std::optional<Digest> sink_digest;
  bool operator==(const Receipt&) const = default;
};

WireResult<Receipt> parse_receipt(ByteView bytes);
Bytes serialize(const Receipt& value);

}  // namespace tongluo::wire
