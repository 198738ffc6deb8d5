#include "tests/unit/link/link_rig.hpp"

#include "protocol/base/assert.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using transport::Want;

const Certificates& Certificates::get() {
  static const Certificates certificates;
  return certificates;
}

transport::TlsIdentity controller_identity() {
  const Certificates& all = Certificates::get();
  return {all.controller.certificate_pem, all.controller.key_pem, all.devices.certificate_pem};
}

transport::TlsIdentity terminal_identity(const std::string& common_name) {
  const Certificates& all = Certificates::get();
  const Certified own = issue(all.devices, common_name);
  return {own.certificate_pem, own.key_pem, all.controllers.certificate_pem};
}

wire::Hello hello_of(const std::string& terminal) {
  wire::Hello hello{.terminal = *TerminalId::parse(terminal)};
  hello.protocol_major = limits::kProtocolMajor;
  hello.firmware = "0.1.0";
  hello.boot_id.octets.fill(std::byte{1});
  hello.clock = os::wall_now();
  hello.time_nonce.octets.fill(std::byte{2});
  return hello;
}

wire::Welcome plain_welcome() { return {7, os::wall_now(), seconds(30), "", {}, std::nullopt}; }

Bytes framed(const wire::Message& message) { return wire::frame(wire::serialize(message)); }

wire::Message sample_event(std::uint32_t count) {
  return wire::Event{wire::EventKind::door_open, os::wall_now(), "door", std::nullopt, Refusal::none, count};
}

wire::Message sample_object(int fill) {
  return wire::SignedObject{{PayloadType::cancel, Bytes(100, static_cast<std::byte>(fill)), {}}};
}

bool can_connect(std::uint16_t port) {
  asio::io_context context;
  tcp::socket socket(context);
  boost::system::error_code error;
  socket.connect({asio::ip::address_v4::loopback(), port}, error);
  return !error;
}

void RecordingCore::on_hello(link::SessionId session, const wire::Hello&, const Bytes& certificate_der) {
  greeted.push_back(session);
  certificates.push_back(certificate_der);
  if (welcomes) server->welcome(session, plain_welcome());
  if (after_hello) after_hello(session);
}

void RecordingCore::on_message(link::SessionId session, wire::Message message) {
  if (!std::holds_alternative<wire::Heartbeat>(message)) messages[session].push_back(std::move(message));
  if (after_message) after_message(session);
}

void RecordingCore::on_gone(link::SessionId session, session::CloseReason reason) {
  EXPECT_FALSE(gone.contains(session)) << "told twice";
  gone[session] = reason;
  if (after_gone) after_gone(session);
}

WallTime RecordingTerminal::floored_wall_time() { return floor.value_or(os::wall_now()); }

void RecordingTerminal::on_open(const wire::Welcome&, const net::MediaAccess& access) {
  media = access;
  ++opened;
  if (after_open) after_open();
}

void RecordingTerminal::on_message(wire::Message message) {
  if (!std::holds_alternative<wire::HeartbeatSeen>(message)) messages.push_back(std::move(message));
  if (after_message) after_message();
}

void RecordingTerminal::on_closed(session::CloseReason reason, const std::string& words) {
  closed.push_back(reason);
  detail = words;
  if (after_closed) after_closed();
}

void LinkRig::listen(link::Listening listening, const transport::TlsIdentity& identity) {
  auto started = link::LinkServer::start(context, listening, identity, core);
  ASSERT_TRUE(started) << started.error().detail;
  server = *std::move(started);
  core.server = server.get();
}

std::unique_ptr<net::ControllerLink> LinkRig::dial(RecordingTerminal& events, std::vector<net::Endpoint> endpoints,
                                                   const transport::TlsIdentity& identity,
                                                   const std::string& server_name) {
  auto made = net::ControllerLink::create(context, {std::move(endpoints), server_name, identity, ""}, events);
  TL_ASSERT(made.has_value());
  (*made)->start();
  return *std::move(made);
}

bool LinkRig::run_until(const std::function<bool()>& done) {
  const SteadyTime limit = os::steady_now() + seconds(3);
  while (!done()) {
    if (os::steady_now() > limit) return false;
    context.restart();
    context.run_one_for(std::chrono::milliseconds(5));
  }
  return true;
}

void LinkRig::run_for(milliseconds span) {
  context.restart();
  context.run_for(span);
}

RawPeer::RawPeer(asio::io_context& context, std::uint16_t port, int receive_buffer_bytes) : socket(context) {
  socket.open(tcp::v4());
  if (receive_buffer_bytes > 0) socket.set_option(asio::socket_base::receive_buffer_size(receive_buffer_bytes));
  socket.connect({asio::ip::address_v4::loopback(), port});
}

Want RawPeer::handshake(const std::function<bool(const std::function<bool()>&)>& run_until,
                        transport::TlsHandle handle) {
  if (!handle) {
    auto made = transport::TlsContext::client(terminal_identity(), kServerName);
    TL_ASSERT(made.has_value());
    tls = *std::move(made);
    handle = tls->make_handle();
  }
  stream = std::make_unique<transport::TlsStream>(std::move(socket), std::move(handle),
                                                  transport::TlsStream::Side::client, nullptr);
  Want want = Want::read;
  EXPECT_TRUE(run_until([&] {
    want = stream->handshake();
    return want != Want::read && want != Want::write;
  }));
  return want;
}

void RawPeer::write(ByteView bytes) {
  const auto wrote = stream->write(bytes);
  TL_ASSERT(wrote.want == Want::nothing && wrote.bytes == bytes.size());
}

bool RawPeer::read_some() {
  std::array<std::byte, 4'096> buffer;
  const auto got = stream->read(buffer);
  if (got.want == Want::nothing) TL_ASSERT(decoder_.feed(ByteView(buffer).first(got.bytes), bodies).has_value());
  return got.want == Want::nothing || got.want == Want::read;
}

}  // namespace tongluo::test
