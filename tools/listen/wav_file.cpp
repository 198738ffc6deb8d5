#include "tools/listen/wav_file.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "protocol/os/files.hpp"
#include "terminal-fw/playout/sound.hpp"

namespace tongluo::listen {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are read as they lie in the file");

template <class Integer>
Integer number_at(ByteView bytes, std::size_t at) {
  Integer value{};
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

bool is_our_format(ByteView chunk) {
  return chunk.size() >= 16 && number_at<std::uint16_t>(chunk, 0) == 1 && number_at<std::uint16_t>(chunk, 2) == 1 &&
         number_at<std::uint32_t>(chunk, 4) == playout::kSampleRate && number_at<std::uint16_t>(chunk, 14) == 16;
}

// The samples, or what is wrong.
Result<std::vector<std::int16_t>, const char*> parse(ByteView file) {
  if (file.size() < 12 || as_text(file.first(4)) != "RIFF" || as_text(file.subspan(8, 4)) != "WAVE")
    return fail("is no WAV file");
  bool format_seen = false;
  for (ByteView rest = file.subspan(12); rest.size() >= 8;) {
    const std::string_view name = as_text(rest.first(4));
    const std::size_t size = number_at<std::uint32_t>(rest, 4);
    rest = rest.subspan(8);
    if (size > rest.size()) return fail("is cut off");
    if (name == "fmt ") {
      if (!is_our_format(rest.first(size))) return fail("is not 48 kHz, mono, 16-bit PCM");
      format_seen = true;
    } else if (name == "data") {
      if (!format_seen) return fail("has samples before their format");
      std::vector<std::int16_t> samples(size / 2);
      if (!samples.empty()) std::memcpy(samples.data(), rest.data(), samples.size() * 2);
      return samples;
    }
    rest = rest.subspan(std::min(rest.size(), size + size % 2));
  }
  return fail("has no samples");
}

}  // namespace

Result<std::vector<std::int16_t>> read_wav(const std::string& path) {
  const auto file = os::read_file(path, kMaxWavBytes);
  if (!file) return fail(file.error());
  auto samples = parse(*file);
  if (!samples) return fail(ErrorKind::bad_input, path + " " + samples.error());
  return std::move(*samples);
}

}  // namespace tongluo::listen
