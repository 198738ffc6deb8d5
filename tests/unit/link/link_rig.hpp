#pragma once
// A real listener and real terminals, TLS 1.3 on loopback, all on one io_context that the test turns by hand.

#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "controller/link/link_server.hpp"
#include "protocol/transport/tls_stream.hpp"
#include "protocol/wire/frame.hpp"
#include "terminal-fw/net/controller_link.hpp"
#include "tests/support/certificates.hpp"

namespace tongluo::test {

constexpr const char* kServerName = "controller.test";
constexpr const char* kTerminal = "TL-500116-0001";

// Two authorities and what they issue; made once.
struct Certificates {
  Certified devices = make_authority("devices");
  Certified controllers = make_authority("controllers");
  Certified controller = issue(controllers, "controller", kServerName);
  static const Certificates& get();
};
transport::TlsIdentity controller_identity();
transport::TlsIdentity terminal_identity(const std::string& common_name = kTerminal);

wire::Hello hello_of(const std::string& terminal = kTerminal);
wire::Welcome plain_welcome();
Bytes framed(const wire::Message& message);
wire::Message sample_event(std::uint32_t count);
wire::Message sample_object(int fill);
bool can_connect(std::uint16_t port);

// The controller's core: answers every Hello, keeps what it is told.
class RecordingCore : public link::LinkEvents {
 public:
  void on_hello(link::SessionId session, const wire::Hello& hello, const Bytes& certificate_der) override;
  void on_message(link::SessionId session, wire::Message message) override;
  void on_gone(link::SessionId session, session::CloseReason reason) override;

  link::LinkServer* server = nullptr;
  std::function<void(link::SessionId)> after_hello, after_message, after_gone;  // instead of nothing
  bool welcomes = true;
  std::vector<link::SessionId> greeted;
  std::vector<Bytes> certificates;
  std::map<link::SessionId, std::vector<wire::Message>> messages;  // without heartbeats
  std::map<link::SessionId, session::CloseReason> gone;
};

// The terminal's core.
class RecordingTerminal : public net::LinkEvents {
 public:
  wire::Hello make_hello() override { return hello_of(); }
  WallTime floored_wall_time() override;
  void on_open(const wire::Welcome&, const net::MediaAccess& access) override;
  void on_message(wire::Message message) override;
  void on_closed(session::CloseReason reason, const std::string& detail) override;

  std::optional<WallTime> floor;
  std::function<void()> after_open, after_message, after_closed;
  int opened = 0;
  net::MediaAccess media;
  std::vector<wire::Message> messages;  // without HeartbeatSeen
  std::vector<session::CloseReason> closed;
  std::string detail;  // of the last close
};

class LinkRig : public testing::Test {
 protected:
  void listen(link::Listening listening = {}, const transport::TlsIdentity& identity = controller_identity());
  std::unique_ptr<net::ControllerLink> dial(RecordingTerminal& events, std::vector<net::Endpoint> endpoints,
                                            const transport::TlsIdentity& identity = terminal_identity(),
                                            const std::string& server_name = kServerName);
  std::unique_ptr<net::ControllerLink> dial(RecordingTerminal& events) { return dial(events, {endpoint()}); }
  net::Endpoint endpoint() const { return {"127.0.0.1", server->port()}; }
  // Turns the io_context until `done` holds; false after three seconds.
  bool run_until(const std::function<bool()>& done);
  void run_for(milliseconds span);

  boost::asio::io_context context;
  RecordingCore core;
  std::unique_ptr<link::LinkServer> server;
};

// A peer that speaks by hand, byte for byte.
class RawPeer {
 public:
  RawPeer(boost::asio::io_context& context, std::uint16_t port, int receive_buffer_bytes = 0);
  // TLS handshake as a terminal, with its usual context or another one.
  transport::Want handshake(const std::function<bool(const std::function<bool()>&)>& run_until,
                            transport::TlsHandle handle = {});
  void write(ByteView bytes);
  // Appends what has come; false when the connection has ended.
  bool read_some();

  boost::asio::ip::tcp::socket socket;  // moved into `stream` by handshake()
  std::optional<transport::TlsContext> tls;
  std::unique_ptr<transport::TlsStream> stream;
  std::vector<Bytes> bodies;

 private:
  wire::FrameDecoder decoder_;
};

}  // namespace tongluo::test
