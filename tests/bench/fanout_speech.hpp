#pragma once
// The speech that every sender of the fan-out benchmarks sends.

#include <filesystem>
#include <vector>

#include "protocol/base/bytes.hpp"

namespace tongluo::bench {

// The Opus packets of an Ogg file, its two header packets left out; all of kLivePayloadBytes. Ends the program if they
// are not.
std::vector<Bytes> speech_packets(const std::filesystem::path& file);
// Without a file: one packet of noise of the same size.
std::vector<Bytes> no_speech();

}  // namespace tongluo::bench
