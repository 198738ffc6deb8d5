#pragma once
// The baseline: one train, made once, sent to everybody again and again by messages made once. The same octets, socket
// options and system call as the live thread's; nothing can be left out.

#include <memory>

#include "controller/broadcast/media_socket.hpp"
#include "controller/live/live_types.hpp"

namespace tongluo::bench {

class BareLoop {
 public:
  BareLoop(const live::StreamSettings& stream, ByteView opus, std::vector<live::Address> to);
  void send();
  std::size_t train_octets() const { return train_->octets.size(); }

 private:
  broadcast::MediaSocket socket_;
  live::SharedTrain train_;
  alignas(cmsghdr) char control_[CMSG_SPACE(sizeof(std::uint16_t))] = {};
  iovec part_{};
  std::vector<live::Address> to_;
  std::vector<mmsghdr> messages_;
};

}  // namespace tongluo::bench
