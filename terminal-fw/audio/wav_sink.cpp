#include "terminal-fw/audio/wav_sink.hpp"

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace tongluo::audio {
namespace {

static_assert(std::endian::native == std::endian::little, "samples are written as they lie in memory");

constexpr std::size_t kHeaderBytes = 44;
constexpr std::uint64_t kMaxSamples = kMaxWavSeconds * playout::kSampleRate;
using Header = std::array<unsigned char, kHeaderBytes>;

void put(Header& header, std::size_t at, std::string_view tag) {
  std::memcpy(header.data() + at, tag.data(), tag.size());
}
template <class Integer>
void put_number(Header& header, std::size_t at, Integer value) {
  std::memcpy(header.data() + at, &value, sizeof value);
}

Header make_header(std::uint64_t samples) {
  const auto data_bytes = static_cast<std::uint32_t>(samples * sizeof(std::int16_t));
  Header header{};
  put(header, 0, "RIFF");
  put_number(header, 4, static_cast<std::uint32_t>(data_bytes + kHeaderBytes - 8));
  put(header, 8, "WAVEfmt ");
  put_number(header, 16, std::uint32_t{16});  // bytes of this part
  put_number(header, 20, std::uint16_t{1});   // PCM
  put_number(header, 22, std::uint16_t{1});   // channels
  put_number(header, 24, std::uint32_t{playout::kSampleRate});
  put_number(header, 28, std::uint32_t{playout::kSampleRate * 2});  // bytes a second
  put_number(header, 32, std::uint16_t{2});                         // bytes a sample, all channels
  put_number(header, 34, std::uint16_t{16});                        // bits
  put(header, 36, "data");
  put_number(header, 40, data_bytes);
  return header;
}

// The whole of it, through short writes and signals.
bool write_all(int descriptor, const void* data, std::size_t size, std::uint64_t offset) {
  const char* from = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t written = ::pwrite(descriptor, from, size, static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    from += written;
    offset += static_cast<std::uint64_t>(written);
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<AudioSink>> WavSink::create(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0)
    return fail(ErrorKind::io, "cannot create " + path + ": " + std::generic_category().message(errno));
  auto sink = std::unique_ptr<WavSink>(new WavSink(descriptor));
  if (!sink->write_header())
    return fail(ErrorKind::io, "cannot write " + path + ": " + std::generic_category().message(errno));
  return sink;
}

WavSink::~WavSink() {
  write_header();
  ::close(descriptor_);
}

bool WavSink::open() {
  pacer_.begin();
  return true;
}

void WavSink::close() {
  if (samples_in_header_ != samples_) write_header();
}

bool WavSink::write(const playout::Frame& frame) {
  pacer_.wait_frame();
  if (samples_ + frame.size() > kMaxSamples) {
    ++beyond_limit_;
    return true;
  }
  if (!append(frame)) return false;
  return samples_ - samples_in_header_ < playout::kSampleRate || write_header();
}

bool WavSink::append(const playout::Frame& frame) {
  if (!write_all(descriptor_, frame.data(), sizeof frame, kHeaderBytes + samples_ * sizeof(std::int16_t))) {
    error_ = "cannot write the WAV file: disk full or read-only";
    return false;
  }
  samples_ += frame.size();
  return true;
}

bool WavSink::write_header() {
  const Header header = make_header(samples_);
  if (!write_all(descriptor_, header.data(), header.size(), 0)) {
    error_ = "cannot write the WAV file's header";
    return false;
  }
  samples_in_header_ = samples_;
  return true;
}

}  // namespace tongluo::audio
