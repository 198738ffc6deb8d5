#include "controller/capture/live_source.hpp"

#include <array>
#include <boost/asio/ip/udp.hpp>

#include "controller/capture/alsa_source.hpp"

namespace tongluo::capture {

namespace asio = boost::asio;
using asio::ip::udp;

std::string_view to_string(SourceKind kind) {
  switch (kind) {
    case SourceKind::none:
      return "none";
    case SourceKind::rtp:
      return "rtp";
    case SourceKind::browser:
      return "websocket";
    case SourceKind::file:
      return "file";
    case SourceKind::alsa:
      return "alsa";
  }
  return "unknown";
}

namespace {

class RtpSource final : public LiveSource {
 public:
  RtpSource(udp::socket socket, RtpInput input) : socket_(std::move(socket)), input_(std::move(input)) {}

  Result<void> give(SteadyTime now, VoiceChain& chain) override {
    for (std::size_t i = 0; i < kMaxDatagramsPerTick; ++i) {
      boost::system::error_code error;
      const std::size_t size = socket_.receive(asio::buffer(datagram_), 0, error);
      if (error) return {};  // nothing more now; an unreachable sender is no end either
      const auto heard = input_.take(now, ByteView(datagram_).first(size));
      if (!heard) continue;
      if (auto taken = chain.hear(heard->samples, heard->rate); !taken) return taken;
    }
    return {};
  }

 private:
  udp::socket socket_;
  RtpInput input_;
  std::array<std::byte, kMaxDatagram> datagram_{};
};

class MicrophoneSource final : public LiveSource {
 public:
  explicit MicrophoneSource(AlsaSource card) : card_(std::move(card)) {}
  Result<void> give(SteadyTime, VoiceChain& chain) override {
    const auto samples = card_.read();
    if (!samples) return tl::unexpected(samples.error());
    return chain.hear(*samples, static_cast<std::uint32_t>(kRate));
  }

 private:
  AlsaSource card_;
};

}  // namespace

Result<RtpListening> listen_rtp(asio::io_context& context, const std::string& address, std::uint16_t port,
                                RtpFormat format) {
  auto input = RtpInput::create(format);
  if (!input) return tl::unexpected(input.error());
  boost::system::error_code error;
  const auto ip = asio::ip::make_address(address, error);
  udp::socket socket(context);
  const udp::endpoint endpoint(ip, port);
  if (!error) socket.open(endpoint.protocol(), error);
  if (!error) socket.bind(endpoint, error);
  if (!error) socket.non_blocking(true, error);
  if (error)
    return fail(ErrorKind::unavailable,
                "the RTP input " + address + ":" + std::to_string(port) + ": " + error.message());
  const std::uint16_t bound = socket.local_endpoint(error).port();
  return RtpListening{std::make_unique<RtpSource>(std::move(socket), std::move(*input)), bound};
}

Result<std::unique_ptr<LiveSource>> open_microphone(const std::string& device) {
  auto card = AlsaSource::open(device);
  if (!card) return tl::unexpected(card.error());
  return std::make_unique<MicrophoneSource>(std::move(*card));
}

}  // namespace tongluo::capture
