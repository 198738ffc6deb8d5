#pragma once
// Reads a WAV file: 48 kHz, mono, 16-bit PCM, any extra chunks skipped. Limit: kMaxWavBytes. Errors: bad_input,
// not_found, io, limit; the detail names the file.

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/base/result.hpp"

namespace tongluo::listen {

constexpr std::size_t kMaxWavBytes = std::size_t{256} * 1024 * 1024;

Result<std::vector<std::int16_t>> read_wav(const std::string& path);

}  // namespace tongluo::listen
