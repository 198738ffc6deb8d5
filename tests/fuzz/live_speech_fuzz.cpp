// A browser that speaks: the real WebSocket with the octets of the input behind its handshake, and behind that what the
// capture does with a message, Opus or PCM. The input sends whole messages, pieces of them, text, or rubbish instead of
// frames. No message is longer than its limit, every tick gives one packet of our size whatever was heard, what waits
// is bounded, and a connection that has ended leaves nobody speaking.

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <cmath>
#include <sys/socket.h>

#include "controller/capture/opus_codec.hpp"
#include "controller/capture/pcm.hpp"
#include "controller/capture/voice_chain.hpp"
#include "controller/http/limits.hpp"
#include "controller/http/live_socket.hpp"
#include "tests/fuzz/fuzz_assert.hpp"
#include "tests/fuzz/input.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::http;
namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;

constexpr std::size_t kMostOctets = 8'192, kMostFrames = 32, kMostRepeated = 16;
constexpr auto kEndWithin = seconds(5);

// What the browser's messages come to, as the daemon makes it of them on its capture thread.
struct Heard {
  explicit Heard(fuzz::Input& input) {
    constexpr std::array<std::uint32_t, 4> kRates = {8'000, 44'100, 48'000, 16'000};
    if (input.flag()) decoder = capture::SourceDecoder::create().value();
    rate = decoder ? 48'000 : kRates[input.octet() % kRates.size()];
  }
  void hear(ByteView chunk) {
    TL_ASSERT(chunk.size() <= kMaxLiveChunkBytes);
    ++chunks;
    if (!decoder) {
      TL_ASSERT(chain.hear(capture::from_s16le(chunk), rate));
    } else if (const auto sound = decoder->decode(chunk)) {
      TL_ASSERT(sound->size() <= capture::kRate / 1'000 * 120);
      TL_ASSERT(chain.hear(*sound, capture::kRate));
    }
    TL_ASSERT(chain.queue().queued() <= capture::kMaxQueued);
  }
  void tick() {
    const auto spoken = chain.tick();
    TL_ASSERT(spoken && spoken->opus.size() == limits::kLivePayloadBytes);
    TL_ASSERT(std::isfinite(spoken->peak_dbfs) && std::isfinite(spoken->rms_dbfs));
  }

  std::optional<capture::SourceDecoder> decoder;
  std::uint32_t rate = 0;
  capture::VoiceChain chain = capture::VoiceChain::create().value();
  std::size_t chunks = 0;
  bool stopped = false, gone = false;
};

class Browser final : public Speaker {
 public:
  explicit Browser(Heard& heard) : heard_(heard) {}
  ~Browser() override { heard_.gone = true; }
  bool hear(ByteView chunk) override { return heard_.hear(chunk), true; }
  LiveView view() const override {
    LiveView view;
    view.state = heard_.stopped ? "ended" : "speaking";
    return view;
  }
  bool replaced() const override { return false; }
  void stop() override { heard_.stopped = true; }

 private:
  Heard& heard_;
};

LiveSocket<UnixStream>::Upgrade upgrade() {
  LiveSocket<UnixStream>::Upgrade request{boost::beast::http::verb::get, "/", 11};
  request.set(boost::beast::http::field::host, "county");
  request.set(boost::beast::http::field::connection, "upgrade");
  request.set(boost::beast::http::field::upgrade, "websocket");
  request.set(boost::beast::http::field::sec_websocket_version, "13");
  request.set(boost::beast::http::field::sec_websocket_key, "dGhlIHNhbXBsZSBub25jZQ==");
  return request;
}

asio::awaitable<void> serve(UnixStream& stream, Heard& heard) {
  LiveSocket<UnixStream> socket(std::make_shared<Shared>(Shared{.routes = RouteTable({}), .settings = {}}), nullptr,
                                stream, Route{}, Request{}, std::make_unique<Browser>(heard));
  co_await socket.run(upgrade());
}

// A frame as RFC 6455, 5.2 has it, with what the input makes wrong in it. Masked with zeros: the octets stay readable.
Bytes frame(fuzz::Input& input) {
  constexpr std::array<unsigned, 8> kFirst = {0x82, 0x82, 0x82, 0x02, 0x80, 0x00, 0x81, 0x89};
  const unsigned kind = input.octet() % 16;
  const ByteView piece = input.at_most(input.octet() + 256U * (input.octet() % 4));
  Bytes payload(piece.begin(), piece.end());
  for (unsigned left = input.octet() % kMostRepeated; left > 0 && payload.size() <= kMaxLiveChunkBytes; --left)
    payload.insert(payload.end(), piece.begin(), piece.end());
  if (kind == 15) return payload;  // no frame
  Bytes bytes;
  const auto put = [&](std::uint64_t octet) { bytes.push_back(static_cast<std::byte>(octet & 0xffU)); };
  put(kind < kFirst.size() ? kFirst[kind] : kind == 14 ? input.octet() : 0x82U);
  const std::size_t size = kind == 13 ? payload.size() + 1 : payload.size();
  const unsigned masked = kind == 12 ? 0 : 0x80;
  put(masked | (size < 126 ? size : size < 65'536 ? 126U : 127U));
  for (int bits = size < 126 ? 0 : size < 65'536 ? 16 : 64; bits > 0; bits -= 8) put(size >> (bits - 8));
  if (masked != 0) bytes.resize(bytes.size() + 4);
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return bytes;
}

class Line {
 public:
  Line() { asio::local::connect_pair(client_, server_); }

  void speak(fuzz::Input& input, Heard& heard) {
    UnixStream stream(std::move(server_));
    bool ended = false;
    asio::co_spawn(context_, serve(stream, heard), [&](const std::exception_ptr& error) {
      TL_ASSERT(!error);
      ended = true;
    });
    context_.poll();
    for (std::size_t frames = 0; frames < kMostFrames && !input.empty(); ++frames) {
      send(frame(input));
      heard.tick();
    }
    client_.close();
    context_.run_for(kEndWithin);
    TL_ASSERT(ended && heard.gone);
  }

 private:
  // In the pieces that fit; what comes back is not looked at, only taken.
  void send(const Bytes& octets) {
    std::array<char, 4'096> answer{};
    for (std::size_t done = 0; done < octets.size();) {
      const ssize_t sent =
          ::send(client_.native_handle(), octets.data() + done, octets.size() - done, MSG_NOSIGNAL | MSG_DONTWAIT);
      context_.restart();
      context_.poll();
      while (::recv(client_.native_handle(), answer.data(), answer.size(), MSG_DONTWAIT) > 0) {
      }
      if (sent <= 0 && errno != EAGAIN) return;  // closed at the other end
      done += sent > 0 ? static_cast<std::size_t>(sent) : 0;
    }
  }

  asio::io_context context_;
  Protocol::socket client_{context_}, server_{context_};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > kMostOctets) return 0;
  fuzz::Input input(fuzz::view(data, size));
  Heard heard(input);
  Line().speak(input, heard);
  return 0;
}
