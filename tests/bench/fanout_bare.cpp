#include "tests/bench/fanout_bare.hpp"

#include <cstring>
#include <netinet/udp.h>

#include "controller/live/limits.hpp"
#include "controller/live/live_stream.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::bench {
namespace {

live::SharedTrain first_train(const live::StreamSettings& settings, ByteView opus) {
  live::LiveStream stream(settings);
  Now now = os::now();
  for (std::size_t i = 0; i < settings.train_packets; ++i, now.wall += limits::kLivePacketDuration)
    static_cast<void>(stream.push(now, now.wall, opus));
  return *stream.next_train();
}

}  // namespace

BareLoop::BareLoop(const live::StreamSettings& stream, ByteView opus, std::vector<live::Address> to)
    : socket_(*broadcast::MediaSocket::open("127.0.0.1", 0)), train_(first_train(stream, opus)), to_(std::move(to)) {
  const auto segment = static_cast<std::uint16_t>(train_->segment_bytes);
  auto* option = reinterpret_cast<cmsghdr*>(control_);
  option->cmsg_level = SOL_UDP;
  option->cmsg_type = UDP_SEGMENT;
  option->cmsg_len = CMSG_LEN(sizeof segment);
  std::memcpy(CMSG_DATA(option), &segment, sizeof segment);
  part_ = {const_cast<std::byte*>(train_->octets.data()), train_->octets.size()};
  for (live::Address& each : to_) {
    mmsghdr message{};
    message.msg_hdr = {each.octets.data(), each.size, &part_, 1, control_, sizeof control_, 0};
    messages_.push_back(message);
  }
}

void BareLoop::send() {
  for (std::size_t i = 0; i < messages_.size(); i += live::kPortion) {
    const std::size_t count = std::min(live::kPortion, messages_.size() - i);
    ::sendmmsg(socket_.descriptor(), &messages_[i], static_cast<unsigned>(count), 0);
  }
}

}  // namespace tongluo::bench
