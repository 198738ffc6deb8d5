// From microphone to loudspeaker with the real programs: a live order at tongluod, unmodified ffmpeg as the source by
// RTP or a browser's WebSocket, a tongluo-terminal with a WAV sink as the listener. What the WAV file holds is
// measured.

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/json.hpp>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>

#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/receipt.hpp"
#include "tests/unit/http/terminal_process.hpp"
#include "tools/listen/measure.hpp"

extern char** environ;

namespace tongluo::daemon {
namespace {

namespace json = boost::json;
using Samples = std::vector<std::int16_t>;

constexpr int kSoundPolls = 200;
constexpr int kSoundPollMs = 100;
constexpr std::size_t kRate = 48'000;
constexpr double kSpokenSeconds = 3.0;
constexpr double kSourceDbfs = -21.1;  // of a sine of amplitude 1/8, as ffmpeg makes it, as RMS
constexpr std::size_t kChunk = kRate / 50;

// 20 ms of that sine, as a browser sends it.
Samples chunk_of_the_sine(std::size_t number) {
  Samples samples(kChunk);
  for (std::size_t i = 0; i < kChunk; ++i) {
    const auto at = static_cast<double>(number * kChunk + i) / static_cast<double>(kRate);
    samples[i] = static_cast<std::int16_t>(4'096 * std::sin(2 * std::numbers::pi * 440.0 * at));
  }
  return samples;
}

// What sounds, without the silence around it.
std::span<const std::int16_t> sounding(const Samples& samples) {
  const auto sounds = [](std::int16_t sample) { return std::abs(sample) > 300; };
  const auto first = std::find_if(samples.begin(), samples.end(), sounds);
  const auto last = std::find_if(samples.rbegin(), samples.rend(), sounds).base();
  return first < last ? std::span(first, last) : std::span<const std::int16_t>();
}

double hertz_of(std::span<const std::int16_t> samples) {
  std::size_t crossings = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) crossings += samples[i - 1] < 0 && samples[i] >= 0 ? 1 : 0;
  return static_cast<double>(crossings * kRate) / static_cast<double>(samples.size());
}

// Whether the file ends with `count` samples of this digest and at most two frames more: the sink takes whole frames,
// and is opened a while before a sound and closed right after it.
bool ends_with(const Samples& file, std::uint64_t count, const Digest& digest) {
  for (std::size_t behind = 0; behind <= 2 * 960 && count + behind <= file.size(); ++behind) {
    const auto part = std::span(file).subspan(file.size() - behind - count, count);
    if (sign::digest_of(std::as_bytes(part)) == digest) return true;
  }
  return false;
}

class DaemonSound : public testing::Test {
 protected:
  void issue_live_order(const char* area = "500116101000") {
    const json::object draft{
        {"class", "actual"},
        {"level", "II"},
        {"areas", json::array{area}},
        {"tone", "none"},
        {"volume_percent", 100},
        {"live", json::object{{"holder", "Li Wei"}, {"max_duration_s", 60}, {"playout_delay_ms", 500}}}};
    const auto prepared = daemon.ask("POST", "/api/v1/orders/prepare", draft);
    ASSERT_EQ(prepared.status, 200U) << prepared.body;
    order = text(prepared.json, "digest");
    json::object body = daemon.signed_body(PayloadType::order, text(prepared.json, "payload"), daemon.trust.dispatch);
    body["confirmed_count"] = 1;
    const auto created = daemon.ask("POST", "/api/v1/orders", body);
    ASSERT_EQ(created.status, 201U) << created.body;
    const json::object& ticket = created.json.at("live").as_object();
    stream = "/api/v1/live/" + std::to_string(ticket.at("stream").to_number<std::uint32_t>());
    token = text(ticket, "token");
  }
  pid_t start_ffmpeg(int hertz = 440) {
    const auto fed = daemon.ask("POST", stream + "/source", json::object{{"token", token}, {"kind", "rtp"}});
    EXPECT_EQ(fed.status, 200U) << fed.body;
    const std::string to = "rtp://127.0.0.1:" + std::to_string(fed.json.at("rtp_port").to_number<int>());
    const std::string sine = "sine=frequency=" + std::to_string(hertz) + ":duration=3";
    const char* words[] = {"ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-f",  "lavfi",    "-i",   sine.c_str(),
                           "-c:a",   "libopus",  "-b:a",      "64k",   "-f",  "rtp", to.c_str(), nullptr};
    pid_t process = -1;
    EXPECT_EQ(::posix_spawnp(&process, words[0], nullptr, nullptr, const_cast<char**>(words), environ), 0);
    return process;
  }
  static void wait_for(pid_t process) {
    int status = 0;
    ::waitpid(process, &status, 0);
    EXPECT_EQ(status, 0);
  }
  void speak_as_a_browser() {
    namespace websocket = boost::beast::websocket;
    using boost::asio::local::stream_protocol;
    boost::asio::io_context context;
    websocket::stream<stream_protocol::socket> socket(context);
    socket.next_layer().connect(stream_protocol::endpoint(daemon.at("api.sock").string()));
    socket.handshake("api", stream + "/audio?token=" + token + "&format=s16le&rate=48000");
    socket.binary(true);
    const auto began = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < static_cast<std::size_t>(kSpokenSeconds * 50); ++i) {
      const Samples samples = chunk_of_the_sine(i);
      socket.write(boost::asio::buffer(samples));
      std::this_thread::sleep_until(began + (i + 1) * milliseconds(20));
    }
    ::poll(nullptr, 0, 300);  // what waits in the queue is spoken too
    socket.text(true);
    socket.write(boost::asio::buffer(std::string(R"({"stop":true})")));
    boost::system::error_code error;
    for (boost::beast::flat_buffer report; !error; report.clear()) socket.read(report, error);
    EXPECT_EQ(error, websocket::error::closed) << error.message();
  }
  void stop_speaking() {
    ::poll(nullptr, 0, 300);  // what waits in the queue is spoken too
    EXPECT_EQ(daemon.ask("POST", stream + "/stop", json::object{{"token", token}}).status, 200U);
  }
  std::string recording() {
    for (int i = 0; i < kSoundPolls; ++i) {
      const std::string clip = text(daemon.ask("GET", "/api/v1/orders/" + order).json, "recording");
      if (!clip.empty()) return clip;
      ::poll(nullptr, 0, kSoundPollMs);
    }
    return {};
  }
  std::optional<wire::Receipt> final_receipt() {
    for (int i = 0; i < kSoundPolls; ++i) {
      const auto exported = daemon.ask("GET", "/api/v1/orders/" + order + "/export");
      for (const json::value& one : exported.json.at("receipts").as_array()) {
        const auto envelope = wire::parse_envelope(*from_base64(std::string(one.as_string())));
        const auto receipt = wire::parse_receipt(envelope->payload);
        if (receipt && receipt->stage == Stage::final) return *receipt;
      }
      ::poll(nullptr, 0, kSoundPollMs);
    }
    return std::nullopt;
  }

  // Starts both programs, issues an order, lets `speak` speak three seconds of the sine and end it; then measures.
  template <class Speak>
  void expect_the_sine(wire::Path path, Speak speak) {
    ASSERT_NE(daemon.start_until_ready(), "");
    TerminalProcess terminal(daemon, "TL-0001");
    ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
    issue_live_order();
    speak();
    EXPECT_NE(recording(), "");
    const auto receipt = final_receipt();
    terminal.end();
    ASSERT_TRUE(receipt) << terminal.log();
    EXPECT_EQ(receipt->outcome, Outcome::unproved) << receipt->detail;
    EXPECT_EQ(receipt->path, path);
    const Samples file = terminal.sound();
    const auto sound = sounding(file);
    RecordProperty("seconds", std::to_string(static_cast<double>(sound.size()) / static_cast<double>(kRate)));
    RecordProperty("hertz", std::to_string(hertz_of(sound)));
    RecordProperty("rms_dbfs", std::to_string(listen::measure(sound).rms_dbfs));
    EXPECT_NEAR(static_cast<double>(sound.size()) / static_cast<double>(kRate), kSpokenSeconds, 0.3);
    EXPECT_NEAR(hertz_of(sound), 440.0, 4.0);
    EXPECT_NEAR(listen::measure(sound).rms_dbfs, kSourceDbfs, 1.5);
    ASSERT_TRUE(receipt->sink_digest);
    EXPECT_GT(receipt->sink_samples, sound.size());
    EXPECT_TRUE(ends_with(file, receipt->sink_samples, *receipt->sink_digest))
        << receipt->sink_samples << " of " << file.size();
  }

  DaemonProcess daemon;
  std::string order, stream, token;
};

TEST_F(DaemonSound, WhatIsSpokenByRtpSoundsWholeAtTheTerminalAndItsReceiptProvesIt) {
  expect_the_sine(wire::Path::udp, [this] { wait_for(start_ffmpeg()), stop_speaking(); });
}

TEST_F(DaemonSound, WhatABrowserSpeaksSoundsWholeToo) {
  expect_the_sine(wire::Path::udp, [this] { speak_as_a_browser(); });
}

TEST_F(DaemonSound, WithoutAMediaSocketItSoundsWholeOverTheControlChannel) {
  daemon.configure("0", "[media]\nport = -1\n");
  expect_the_sine(wire::Path::control_channel, [this] { wait_for(start_ffmpeg()), stop_speaking(); });
}

TEST_F(DaemonSound, TwoPlacesHearTheirOwnSpeakersAtTheSameTime) {
  ASSERT_NE(daemon.start_until_ready(), "");
  TerminalProcess terminals[] = {{daemon, "TL-0001"}, {daemon, "TL-0002"}};
  const char* const areas[] = {"500116101000", "500116102000"};
  const int hertz[] = {440, 660};
  std::string orders[2], streams[2], tokens[2];
  pid_t speakers[2] = {};
  for (std::size_t i = 0; i < 2; ++i) {
    ASSERT_TRUE(terminals[i].is_online_in_time()) << terminals[i].log();
    issue_live_order(areas[i]);
    speakers[i] = start_ffmpeg(hertz[i]);
    orders[i] = order, streams[i] = stream, tokens[i] = token;
  }
  for (std::size_t i = 0; i < 2; ++i) {
    wait_for(speakers[i]);
    order = orders[i], stream = streams[i], token = tokens[i];
    stop_speaking();
    ASSERT_TRUE(final_receipt()) << terminals[i].log();
    terminals[i].end();
    const Samples file = terminals[i].sound();
    EXPECT_NEAR(hertz_of(sounding(file)), hertz[i], 4.0);
    EXPECT_NEAR(static_cast<double>(sounding(file).size()) / static_cast<double>(kRate), kSpokenSeconds, 0.4);
  }
}

}  // namespace
}  // namespace tongluo::daemon
