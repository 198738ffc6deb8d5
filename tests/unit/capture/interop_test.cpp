// Interoperability: unmodified ffmpeg and GStreamer, from Debian, feed the RTP input and play the monitor output. Under
// test: the capture hub with its sockets, clock and codec, and the signed trains of a real live stream. In real time, a
// few seconds each.

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iomanip>
#include <numbers>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

#include "controller/capture/capture_hub.hpp"
#include "controller/live/live_stream.hpp"
#include "controller/media/clip_maker.hpp"
#include "protocol/os/clock.hpp"

extern char** environ;

namespace tongluo::capture {
namespace {

using Words = std::vector<std::string>;
constexpr live::StreamId kStream = 77;
constexpr double kClipDbfs = -15.4;    // of a 440 Hz tone at the loudness of clips
constexpr double kSourceDbfs = -21.1;  // of ffmpeg's sine (amplitude 1/8), as RMS

class Program {
 public:
  explicit Program(Words words) {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (::posix_spawnp(&pid_, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0) pid_ = -1;
  }
  ~Program() {
    if (pid_ <= 0) return;
    signal(SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  bool started() const { return pid_ > 0; }
  bool ended() {
    if (pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
    return pid_ <= 0;
  }
  void signal(int number) const {
    if (pid_ > 0) ::kill(pid_, number);
  }

 private:
  pid_t pid_ = -1;
};

struct Sound {
  double seconds = 0;  // from the first to the last moment that sounds
  double rms_dbfs = -120;
  double hertz = 0;
};

// Of the median period, so that a joint or some noise counts for nothing.
double hertz_of(std::span<const float> samples) {
  std::vector<double> periods;
  double before = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const auto low = static_cast<double>(samples[i - 1]);
    const auto high = static_cast<double>(samples[i]);
    if (low >= 0 || high < 0) continue;
    const double at = static_cast<double>(i) - high / (high - low);
    if (before > 0) periods.push_back(at - before);
    before = at;
  }
  if (periods.empty()) return 0;
  const auto middle = periods.begin() + static_cast<std::ptrdiff_t>(periods.size() / 2);
  std::nth_element(periods.begin(), middle, periods.end());
  return static_cast<double>(kRate) / *middle;
}

Sound measured(std::span<const float> samples) {
  constexpr float kSounds = 0.01F;
  std::size_t first = 0;
  while (first < samples.size() && std::abs(samples[first]) < kSounds) ++first;
  std::size_t last = samples.size();
  while (last > first && std::abs(samples[last - 1]) < kSounds) --last;
  const auto part = samples.subspan(first, last - first);
  if (part.size() < kRate / 10) return {};
  double energy = 0;
  for (const float sample : part) energy += static_cast<double>(sample) * static_cast<double>(sample);
  return {static_cast<double>(part.size()) / static_cast<double>(kRate),
          10 * std::log10(energy / static_cast<double>(part.size())), hertz_of(part)};
}

std::vector<float> read_raw(const std::filesystem::path& file) {
  std::ostringstream content;
  content << std::ifstream(file, std::ios::binary).rdbuf();
  const std::string bytes = content.str();
  std::vector<float> samples;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    const auto low = static_cast<unsigned char>(bytes[at]);
    const auto high = static_cast<unsigned char>(bytes[at + 1]);
    samples.push_back(static_cast<float>(static_cast<std::int16_t>(high << 8 | low)) / 32'768.0F);
  }
  return samples;
}

// A UDP socket of this machine has it as its own.
bool is_bound(std::uint16_t port) {
  std::ifstream table("/proc/net/udp");
  std::ostringstream wanted;
  wanted << ':' << std::hex << std::uppercase << std::setw(4) << std::setfill('0') << port << " 0";
  for (std::string line; std::getline(table, line);)
    if (line.find(wanted.str()) != std::string::npos) return true;
  return false;
}

class Interop : public testing::Test {
 protected:
  Interop()
      : hub_(context_, {[this](live::LivePacket packet) { send(packet); },
                        [this](live::StreamId, const Error&) { source_over_ = true; }}) {
    std::string pattern = (std::filesystem::temp_directory_path() / "tongluo-interop-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    const WallTime now = os::wall_now();
    const auto key = std::make_shared<const sign::PrivateKey>(*sign::PrivateKey::generate(Algorithm::ed25519));
    stream_.emplace(live::StreamSettings{kStream, Digest{}, key, milliseconds(500), 0, OrderClass::test, Level::iv, now,
                                         seconds(60), 7, 9});
    const auto opened = hub_.open({kStream, now - seconds(1), now + seconds(60), folder_ / "a.opus", {}, meter_});
    EXPECT_TRUE(opened) << opened.error().detail;
  }
  ~Interop() override { std::filesystem::remove_all(folder_); }

  void send(const live::LivePacket& packet) {
    EXPECT_TRUE(stream_->push(os::now(), packet.capture, packet.opus));
    while (const auto train = stream_->next_train()) hub_.on_train(kStream, **train);
  }
  void run(milliseconds duration) {
    context_.restart();
    context_.run_for(duration);
  }
  void run_until_ended(Program& program, seconds at_most) {
    const SteadyTime until = os::steady_now() + at_most;
    while (!program.ended() && os::steady_now() < until) run(milliseconds(50));
  }
  std::string feed_port(RtpFormat format = {}) {
    auto listening = listen_rtp(context_, "127.0.0.1", 0, format);
    EXPECT_TRUE(listening);
    const std::string port = std::to_string(listening->port);
    hub_.set_source(kStream, SourceKind::rtp, std::move(listening->source));
    return port;
  }
  std::uint16_t free_port() {
    using boost::asio::ip::udp;
    udp::socket socket(context_, udp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    return socket.local_endpoint().port();
  }
  // What was really sent, as an unmodified player decodes the recording.
  std::vector<float> recorded() {
    hub_.finish(kStream);
    Program decoder({"ffmpeg", "-nostdin", "-loglevel", "error", "-i", (folder_ / "a.opus").string(), "-f", "s16le",
                     (folder_ / "recorded.raw").string()});
    run_until_ended(decoder, seconds(15));
    return read_raw(folder_ / "recorded.raw");
  }
  // Into the report of --gtest_output=xml.
  static void state(const Sound& sound) {
    RecordProperty("seconds", std::to_string(sound.seconds));
    RecordProperty("rms_dbfs", std::to_string(sound.rms_dbfs));
    RecordProperty("hertz", std::to_string(sound.hertz));
  }
  void expect_two_seconds_of_the_sine(Words words, double rms_dbfs = kSourceDbfs) {
    Program sender(std::move(words));
    ASSERT_TRUE(sender.started());
    run_until_ended(sender, seconds(15));
    run(milliseconds(400));
    const Sound sound = measured(recorded());
    state(sound);
    EXPECT_NEAR(sound.seconds, 2.0, 0.3) << meter_->underruns << " underruns";
    EXPECT_NEAR(sound.rms_dbfs, rms_dbfs, 1.5);
    EXPECT_NEAR(sound.hertz, 440.0, 3.0);
    EXPECT_LE(meter_->underruns.load(), 3U);
  }
  static Words ffmpeg_feeding(const std::string& port, Words codec) {
    Words words{
        "ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i", "sine=frequency=440:duration=2"};
    words.insert(words.end(), codec.begin(), codec.end());
    words.insert(words.end(), {"-f", "rtp", "rtp://127.0.0.1:" + port});
    return words;
  }
  // A tone, as a clip.
  void play_tone(std::size_t duration_s) {
    media::Pcm pcm;
    for (std::size_t i = 0; i < duration_s * kRate; ++i)
      pcm.samples.push_back(0.25F * static_cast<float>(std::sin(2 * std::numbers::pi * 440.0 * static_cast<double>(i) /
                                                                static_cast<double>(kRate))));
    const auto clip = media::make_clip(std::move(pcm));
    Bytes ogg;
    for (const Bytes& chunk : clip->chunks) ogg.insert(ogg.end(), chunk.begin(), chunk.end());
    auto source = play_clip(ogg);
    ASSERT_TRUE(source);
    hub_.set_source(kStream, SourceKind::file, std::move(*source));
  }
  std::string monitor_to(const std::string& address, std::uint16_t port) {
    const auto to = monitor_target(address + ":" + std::to_string(port), {});
    EXPECT_TRUE(to && hub_.add_monitor(kStream, *to));
    const std::string sdp = (folder_ / "live.sdp").string();
    std::ofstream(sdp) << monitor_sdp(*to, kStream, "test");
    return sdp;
  }
  // Two seconds of a tone on the monitor once `words` listens on `port`; it wrote what it heard to out.raw.
  void expect_that_it_plays_the_tone(Words words, std::uint16_t port) {
    Program player(std::move(words));
    ASSERT_TRUE(player.started());
    for (int i = 0; i < 100 && !is_bound(port) && !player.ended(); ++i) run(milliseconds(100));
    if (!is_bound(port)) GTEST_SKIP() << "nothing listens on port " << port;
    play_tone(2);
    for (int i = 0; i < 60 && !source_over_; ++i) run(milliseconds(100));
    run(milliseconds(300));
    player.signal(SIGINT);
    run_until_ended(player, seconds(10));  // it looks at signals between packets
    const Sound sound = measured(read_raw(folder_ / "out.raw"));
    state(sound);
    EXPECT_NEAR(sound.seconds, 2.0, 0.15) << meter_->underruns << " underruns";
    EXPECT_NEAR(sound.rms_dbfs, kClipDbfs, 1.0);
    EXPECT_NEAR(sound.hertz, 440.0, 3.0);
  }
  static Words ffmpeg_playing(const std::string& sdp, const std::filesystem::path& out) {
    return {"ffmpeg", "-nostdin", "-loglevel", "error", "-protocol_whitelist", "file,udp,rtp", "-i", sdp, "-ac", "1",
            "-ar",    "48000",    "-f",        "s16le", out.string()};
  }

  boost::asio::io_context context_;
  std::shared_ptr<LiveMeter> meter_ = std::make_shared<LiveMeter>();
  std::filesystem::path folder_;
  std::optional<live::LiveStream> stream_;
  bool source_over_ = false;
  CaptureHub hub_;
};

TEST_F(Interop, FfmpegFeedsOpusOf20Ms) {
  expect_two_seconds_of_the_sine(ffmpeg_feeding(feed_port(), {"-c:a", "libopus", "-b:a", "64k"}));
}

TEST_F(Interop, FfmpegFeedsOpusOf60MsStereo) {
  expect_two_seconds_of_the_sine(ffmpeg_feeding(feed_port(), {"-ac", "2", "-ar", "48000", "-c:a", "libopus", "-b:a",
                                                              "64k", "-frame_duration", "60"}),
                                 kSourceDbfs - 3.0);  // ffmpeg spreads one channel over two
}

TEST_F(Interop, FfmpegFeedsPcmu) {
  expect_two_seconds_of_the_sine(ffmpeg_feeding(feed_port(), {"-ar", "8000", "-c:a", "pcm_mulaw"}));
}

TEST_F(Interop, FfmpegFeedsL16) {
  expect_two_seconds_of_the_sine(
      ffmpeg_feeding(feed_port({Encoding::l16, 48'000, 1}), {"-ar", "48000", "-c:a", "pcm_s16be"}));
}

TEST_F(Interop, GStreamerFeedsOpus) {
  expect_two_seconds_of_the_sine({"gst-launch-1.0", "-q", "audiotestsrc", "is-live=true", "wave=sine", "freq=440",
                                  "volume=0.125", "num-buffers=100", "samplesperbuffer=960", "!",
                                  "audio/x-raw,rate=48000,channels=1", "!", "opusenc", "!", "rtpopuspay", "!",
                                  "udpsink", "host=127.0.0.1", "port=" + feed_port()});
}

TEST_F(Interop, GStreamerFeedsL16) {
  expect_two_seconds_of_the_sine({"gst-launch-1.0", "-q", "audiotestsrc", "is-live=true", "wave=sine", "freq=440",
                                  "volume=0.125", "num-buffers=100", "samplesperbuffer=960", "!",
                                  "audio/x-raw,rate=48000,channels=1", "!", "audioconvert", "!", "rtpL16pay", "!",
                                  "udpsink", "host=127.0.0.1", "port=" + feed_port({Encoding::l16, 48'000, 1})});
}

TEST_F(Interop, FfmpegPlaysTheMonitorFromItsSdp) {
  const std::uint16_t port = free_port();
  const std::string sdp = monitor_to("127.0.0.1", port);
  expect_that_it_plays_the_tone(ffmpeg_playing(sdp, folder_ / "out.raw"), port);
}

// Skipped where the machine has no route for it: ffmpeg then ends at once.
TEST_F(Interop, FfmpegPlaysTheMonitorByMulticast) {
  const std::uint16_t port = free_port();
  const std::string sdp = monitor_to("239.255.77.1", port);
  expect_that_it_plays_the_tone(ffmpeg_playing(sdp, folder_ / "out.raw"), port);
}

TEST_F(Interop, GStreamerPlaysTheMonitor) {
  const std::uint16_t port = free_port();
  monitor_to("127.0.0.1", port);
  expect_that_it_plays_the_tone({"gst-launch-1.0",
                                 "-q",
                                 "-e",
                                 "udpsrc",
                                 "address=127.0.0.1",
                                 "port=" + std::to_string(port),
                                 "caps=application/x-rtp,media=audio,clock-rate=48000,encoding-name=OPUS,payload=96",
                                 "!",
                                 "rtpjitterbuffer",
                                 "!",
                                 "rtpopusdepay",
                                 "!",
                                 "opusdec",
                                 "!",
                                 "audioconvert",
                                 "!",
                                 "audioresample",
                                 "!",
                                 "audio/x-raw,format=S16LE,rate=48000,channels=1",
                                 "!",
                                 "filesink",
                                 "location=" + (folder_ / "out.raw").string()},
                                port);
}

TEST_F(Interop, AFileEndsItsStreamByItself) {
  play_tone(3);
  run(milliseconds(500));
  EXPECT_FALSE(source_over_);
  for (int i = 0; i < 60 && !source_over_; ++i) run(milliseconds(100));
  EXPECT_TRUE(source_over_);
  EXPECT_NEAR(measured(recorded()).seconds, 3.0, 0.15) << meter_->underruns << " underruns";
}

}  // namespace
}  // namespace tongluo::capture
