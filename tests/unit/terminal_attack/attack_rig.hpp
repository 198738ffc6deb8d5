#pragma once
// The controller's side for real terminal processes: the real link, the real live engine, one UDP socket; what its
// trains become on the way to each terminal is the test's. One thread, which calls run(). A live order of a few
// seconds.

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>

#include "controller/broadcast/media_socket.hpp"
#include "controller/link/link_server.hpp"
#include "controller/live/live_desk.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/wire/receipt.hpp"
#include "tests/unit/storage/temp_folder.hpp"
#include "tests/unit/terminal_attack/attacks.hpp"
#include "tests/unit/terminal_attack/terminal_process.hpp"

namespace tongluo::test {

constexpr live::StreamId kStreamId = 77;
constexpr auto kPlayoutDelay = milliseconds(1'000);

struct Victim {
  std::string name;
  OnTheWay on_the_way;
  std::unique_ptr<TerminalProcess> process;
  link::SessionId session = 0;
  SessionKeys keys;
  live::Address address;
  std::optional<wire::Receipt> final;
};

class AttackRig : public link::LinkEvents {
 public:
  AttackRig();

  Victim& add(const std::string& name);  // starts a terminal
  bool run_until(const std::function<bool()>& done, milliseconds patience);
  bool all_connected() const;
  bool all_open() const;    // their addresses are proven
  bool all_played() const;  // their final receipts came
  // The order to all; the stream begins with the first packet.
  void deliver(WallTime start_at);
  // Speaks these payloads, one each 60 ms, so that the first sounds at the order's start; then ends the stream.
  void speak(const std::vector<Bytes>& payloads);
  const Digest& order() const { return order_; }

  void on_hello(link::SessionId session, const wire::Hello& hello, const Bytes& certificate_der) override;
  void on_message(link::SessionId session, wire::Message message) override;
  void on_gone(link::SessionId, session::CloseReason) override {}

  std::vector<std::unique_ptr<Victim>> victims;

 private:
  void turn();
  void take_actions();
  void send_portions();
  Victim* find(link::SessionId session);

  WallTime now_ = os::wall_now();
  TrustFixture trust_;
  TempFolder folder_;
  Certified devices_ = make_authority("devices");
  Certified controllers_ = make_authority("controllers");
  boost::asio::io_context context_;
  std::unique_ptr<link::LinkServer> server_;
  std::optional<broadcast::MediaSocket> socket_;
  live::LiveDesk desk_{Bytes(32, std::byte{7})};
  std::shared_ptr<const sign::PrivateKey> stream_key_;
  Digest order_;
  WallTime start_at_{};
};

}  // namespace tongluo::test
