// From microphone to loudspeaker: speaks short marks over RTP as a microphone would and listens for them in the WAV
// files that real terminals write in real time. A mark's latency is from the capture of its first sample (10 ms before
// its packet is sent) to the instant at which that sample leaves the virtual sound card (its write plus the card's
// buffer). Marks have eight pitches in turn, so that a late mark is never taken for the next one. tools/bench
// live-latency.

#include <arpa/inet.h>
#include <array>
#include <cmath>
#include <cstdint>
#include <fcntl.h>
#include <numbers>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

#include "protocol/os/clock.hpp"
#include "protocol/rtp/rtp_packet.hpp"
#include "tests/bench/figures.hpp"

namespace tongluo::bench {
namespace {

constexpr int kRate = 48'000;
constexpr std::size_t kPacketSamples = kRate / 100;
constexpr auto kPacket = microseconds(10'000);
constexpr auto kCardBuffer = microseconds(60'000);  // audio::kAheadFrames of 20 ms lie before the loudspeaker
constexpr auto kLongestLatency = microseconds(2'000'000);
constexpr std::size_t kMarkPackets = 4;  // 40 ms
constexpr std::array<double, 8> kPitchesHz{500, 700, 900, 1'100, 1'400, 1'700, 2'000, 2'300};
constexpr int kThreshold = 3'000;  // of 32,767; a mark has half of full scale
constexpr std::size_t kQuiet = kRate / 10;
constexpr std::size_t kPitchSamples = kRate / 50;  // 20 ms tell the pitches apart
constexpr std::size_t kWavHeaderBytes = 44;

struct Mark {
  SteadyTime captured;
  std::size_t pitch;
};

class Microphone {
 public:
  Microphone(std::uint16_t port, std::size_t seed) : seed_(seed), descriptor_(::socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (descriptor_ < 0 || ::connect(descriptor_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) std::exit(1);
  }
  ~Microphone() { ::close(descriptor_); }
  Microphone(const Microphone&) = delete;
  Microphone& operator=(const Microphone&) = delete;

  // The packet that is complete at `now`.
  void send(SteadyTime now) {
    if (left_ == 0 && gap_ > 0 && --gap_ == 0) {
      marks_.push_back({now - kPacket, marks_.size() % kPitchesHz.size()});
      left_ = kMarkPackets;
    }
    Bytes payload;
    for (std::size_t i = 0; i < kPacketSamples; ++i) {
      const auto sample = static_cast<std::uint16_t>(left_ > 0 ? tone() : 0);
      payload.push_back(static_cast<std::byte>(sample >> 8));
      payload.push_back(static_cast<std::byte>(sample & 0xff));
    }
    if (left_ > 0 && --left_ == 0) gap_ = 25 + random() % 20;  // 250 to 440 ms of silence
    const Bytes datagram = rtp::serialize({false, 96, sequence_++, timestamp_, 7, payload});
    timestamp_ += kPacketSamples;
    (void)::send(descriptor_, datagram.data(), datagram.size(), 0);
  }
  const std::vector<Mark>& marks() const { return marks_; }

 private:
  std::int16_t tone() {
    const double hz = kPitchesHz[marks_.back().pitch];
    const std::size_t at = (kMarkPackets - left_) * kPacketSamples + phase_++ % kPacketSamples;
    return static_cast<std::int16_t>(16'000 * std::sin(2 * std::numbers::pi * hz * static_cast<double>(at) / kRate));
  }
  std::size_t random() { return seed_ = seed_ * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U, seed_ >> 33; }

  std::size_t seed_;
  int descriptor_;
  std::vector<Mark> marks_;
  std::size_t left_ = 0, gap_ = 50, phase_ = 0;
  std::uint16_t sequence_ = 0;
  std::uint32_t timestamp_ = 0;
};

// Reads a WAV file while it grows; each mark's pitch and the instant at which its first sample sounds.
class Loudspeaker {
 public:
  explicit Loudspeaker(const std::string& wav) : descriptor_(::open(wav.c_str(), O_RDONLY)) {
    if (descriptor_ < 0) std::fprintf(stderr, "cannot read %s\n", wav.c_str()), std::exit(1);
    at_ = std::max<off_t>(::lseek(descriptor_, 0, SEEK_END), kWavHeaderBytes);
  }
  void listen(SteadyTime now) {
    std::array<std::int16_t, kRate> samples;
    const auto got = ::pread(descriptor_, samples.data(), sizeof samples, at_);
    if (got < 2) return;
    const std::size_t count = static_cast<std::size_t>(got) / 2;
    at_ += static_cast<off_t>(count * 2);
    for (std::size_t i = 0; i < count; ++i) hear(samples[i], now + kCardBuffer + microseconds(i * 1'000'000 / kRate));
  }
  const std::vector<Mark>& heard() const { return heard_; }

 private:
  void hear(int sample, SteadyTime sounds) {
    if (rest_ > 0) {
      crossings_ += (sample >= 0) != (last_ >= 0);
      last_ = sample;
      if (--rest_ == 0) heard_.push_back({began_, nearest_pitch()});
      return;
    }
    const bool loud = std::abs(sample) > kThreshold;
    if (loud && quiet_ >= kQuiet) began_ = sounds, crossings_ = 0, last_ = sample, rest_ = kPitchSamples;
    quiet_ = loud ? 0 : quiet_ + 1;
  }
  std::size_t nearest_pitch() const {
    const double hz = crossings_ / 2.0 * kRate / kPitchSamples;
    std::size_t best = 0;
    for (std::size_t i = 1; i < kPitchesHz.size(); ++i)
      if (std::abs(kPitchesHz[i] - hz) < std::abs(kPitchesHz[best] - hz)) best = i;
    return best;
  }

  int descriptor_;
  off_t at_ = 0;
  std::vector<Mark> heard_;
  SteadyTime began_{};
  std::size_t quiet_ = kQuiet, rest_ = 0;
  int crossings_ = 0, last_ = 0;
};

// The latest mark of the pitch that was spoken before it sounded.
double latency_ms(const std::vector<Mark>& spoken, const Mark& heard) {
  for (auto mark = spoken.rbegin(); mark != spoken.rend(); ++mark) {
    const auto late = heard.captured - mark->captured;
    if (mark->pitch == heard.pitch && late >= microseconds(0))
      return late <= kLongestLatency ? static_cast<double>(late.count()) / 1'000 : -1;
  }
  return -1;
}

int report(const std::vector<Mark>& spoken, const std::vector<Loudspeaker>& speakers) {
  std::vector<double> all;
  std::size_t strange = 0;
  for (const Loudspeaker& speaker : speakers) {
    for (const Mark& mark : speaker.heard()) {
      const double ms = latency_ms(spoken, mark);
      ms < 0 ? void(++strange) : all.push_back(ms);
    }
  }
  std::sort(all.begin(), all.end());
  if (all.size() < 10) return std::fprintf(stderr, "only %zu marks were heard\n", all.size()), 1;
  const auto at = [&all](double p) { return all[static_cast<std::size_t>(p * static_cast<double>(all.size() - 1))]; };
  std::printf(
      "%zu terminals, %zu marks spoken, %zu heard in all, %zu not recognised: p50 %.1f ms, p95 %.1f, p99 %.1f, most "
      "%.1f\n",
      speakers.size(), spoken.size(), all.size(), strange, at(0.5), at(0.95), at(0.99), all.back());
  figure("live_p50_ms", at(0.5), "ms");
  figure("live_p99_ms", at(0.99), "ms");
  return strange * 50 > all.size() ? 1 : 0;
}

int run(std::uint16_t port, int run_seconds, std::size_t seed, const std::vector<std::string>& wavs) {
  Microphone microphone(port, seed);
  std::vector<Loudspeaker> speakers(wavs.begin(), wavs.end());
  SteadyTime next = os::steady_now();
  const SteadyTime end = next + seconds(run_seconds);
  while (os::steady_now() < end) {
    if (os::steady_now() >= next) {
      microphone.send(next);
      next += kPacket;
    }
    for (Loudspeaker& speaker : speakers) speaker.listen(os::steady_now());
    ::poll(nullptr, 0, 1);
  }
  return report(microphone.marks(), speakers);
}

}  // namespace
}  // namespace tongluo::bench

int main(int argc, char** argv) {
  if (argc < 5) return std::fprintf(stderr, "live-latency-probe RTP_PORT SECONDS SEED WAV…\n"), 2;
  return tongluo::bench::run(static_cast<std::uint16_t>(std::atoi(argv[1])), std::atoi(argv[2]),
                             static_cast<std::size_t>(std::atoll(argv[3])), {argv + 4, argv + argc});
}
