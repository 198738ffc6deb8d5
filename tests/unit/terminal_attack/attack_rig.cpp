#include "tests/unit/terminal_attack/attack_rig.hpp"

#include <algorithm>
#include <poll.h>

#include "protocol/base/assert.hpp"
#include "protocol/stream/media_seal.hpp"

namespace tongluo::test {
namespace {

constexpr auto kLongest = seconds(20);
constexpr auto kLifetime = std::chrono::hours(24 * 60);

void make_valid_at(WallTime now, wire::TrustList& list) {
  list.issued_at = now - std::chrono::hours(1);
  list.expires_at = now + kLifetime;
  for (wire::Issuer& issuer : list.issuers) {
    issuer.valid_from = now - std::chrono::hours(1);
    issuer.valid_until = now + kLifetime;
  }
}

Nonce token_of(link::SessionId session) {
  Nonce token;
  token.octets.fill(static_cast<std::byte>(0x80 + session));
  return token;
}

}  // namespace

AttackRig::AttackRig()
    : trust_([this](wire::TrustList& list) { make_valid_at(now_, list); }),
      stream_key_(std::make_shared<const sign::PrivateKey>(*sign::PrivateKey::generate(Algorithm::ed25519))) {
  const Certified own = issue(controllers_, "controller", "controller.tongluo");
  auto server =
      link::LinkServer::start(context_, {}, {own.certificate_pem, own.key_pem, devices_.certificate_pem}, *this);
  TL_ASSERT(server.has_value());
  server_ = std::move(*server);
  auto socket = broadcast::MediaSocket::open("127.0.0.1", 0);
  TL_ASSERT(socket.has_value());
  socket_.emplace(std::move(*socket));
}

Victim& AttackRig::add(const std::string& name) {
  victims.push_back(std::make_unique<Victim>());
  Victim& victim = *victims.back();
  victim.name = name;
  victim.on_the_way = honest();
  const std::string id = "TL-" + std::to_string(1'000 + victims.size());
  victim.process = std::make_unique<TerminalProcess>(
      folder_.path() / id, Installation{id, devices_, controllers_.certificate_pem, trust_, now_, server_->port()});
  return victim;
}

Victim* AttackRig::find(link::SessionId session) {
  for (const auto& victim : victims)
    if (victim->session == session) return victim.get();
  return nullptr;
}

void AttackRig::on_hello(link::SessionId session, const wire::Hello& hello, const Bytes&) {
  const std::size_t index = std::stoul(hello.terminal.text().substr(3)) - 1'001;
  Victim& victim = *victims.at(index);
  victim.session = session;
  victim.keys = {token_of(session), server_->export_key(session, stream::kExporterLabel, stream::kExporterBytes)};
  desk_.add_session({session, victim.keys.token, victim.keys.exported});
  wire::Welcome welcome{.gateway_epoch = 1, .server_time = os::wall_now(), .heartbeat_interval = seconds(120)};
  welcome.media_endpoint = ":" + std::to_string(socket_->port());
  welcome.media_token.assign(victim.keys.token.octets.begin(), victim.keys.token.octets.end());
  welcome.time_statement = trust_.time_statement(hello.terminal, hello.time_nonce, os::wall_now());
  server_->welcome(session, welcome);
}

void AttackRig::on_message(link::SessionId session, wire::Message message) {
  Victim* victim = find(session);
  if (victim == nullptr) return;
  if (const auto* request = std::get_if<wire::LiveRequest>(&message)) {
    desk_.request_over_control(session, request->stream_id, request->wanted);
  } else if (const auto* report = std::get_if<wire::ReceiptReport>(&message)) {
    const auto receipt = wire::parse_receipt(report->envelope.payload);
    if (receipt && receipt->stage == Stage::final) victim->final = *receipt;
    server_->send(session, wire::ReceiptTaken{{sign::identity(report->envelope)}});
  }
}

void AttackRig::deliver(WallTime start_at) {
  start_at_ = start_at;
  wire::Order order = sample_order(os::wall_now());
  order.tone = Tone::none;
  order.tone_duration = {};
  order.occurrences[0].latest_start = order.occurrences[0].earliest_start + seconds(50);
  order.occurrences[0].end = order.occurrences[0].earliest_start + seconds(180);
  order.programme =
      wire::LiveProgramme{kStreamId, Algorithm::ed25519, stream_key_->spki(), "Li Wei", kLongest, kPlayoutDelay};
  const Envelope envelope = trust_.seal(order, trust_.dispatch);
  order_ = sign::identity(envelope);
  live::StreamSettings settings;
  settings.id = kStreamId;
  settings.order = order_;
  settings.key = stream_key_;
  settings.playout_delay = kPlayoutDelay;
  settings.order_class = OrderClass::actual;
  settings.level = Level::ii;
  settings.sounds_from = start_at;
  settings.max_duration = kLongest;
  settings.first_sequence = 32'700;
  desk_.open(os::now(), settings);
  for (const auto& victim : victims) {
    desk_.admit(os::now(), victim->session, kStreamId);
    server_->send(victim->session, wire::OrderDelivery{envelope, 1, start_at});
  }
}

void AttackRig::speak(const std::vector<Bytes>& payloads) {
  WallTime capture = start_at_ - kPlayoutDelay;
  for (const Bytes& payload : payloads) {
    run_until([&] { return os::wall_now() >= capture + limits::kLivePacketDuration; }, seconds(5));
    desk_.push(os::now(), {kStreamId, capture, payload});
    capture += limits::kLivePacketDuration;
  }
  desk_.end(os::now(), kStreamId);
}

bool AttackRig::run_until(const std::function<bool()>& done, milliseconds patience) {
  const SteadyTime until = os::steady_now() + patience;
  while (!done()) {
    if (os::steady_now() >= until) return false;
    turn();
  }
  return true;
}

void AttackRig::turn() {
  context_.restart();
  context_.poll();
  for (const broadcast::Received& received : socket_->receive())
    desk_.on_datagram(os::now(), received.when, received.from, received.octets);
  desk_.on_deadline(os::now());
  take_actions();
  send_portions();
  pollfd ready{socket_->descriptor(), POLLIN, 0};
  ::poll(&ready, 1, 1);
}

void AttackRig::take_actions() {
  while (auto action = desk_.next_action()) {
    if (const auto* send = std::get_if<live::SendTo>(&*action)) {
      socket_->send(send->address, send->datagram);
      for (const auto& victim : victims) {  // whose answer it is says its token
        const auto token = rtp::peek_token(send->datagram);
        if (rtp::is_control(send->datagram) && token && *token == victim->keys.token) victim->address = send->address;
      }
    } else if (const auto* over = std::get_if<live::OverControl>(&*action)) {
      for (const live::SessionId session : over->sessions)
        server_->send(session, wire::LivePackets{over->stream, over->packets});
    }
  }
}

void AttackRig::send_portions() {
  while (const auto portion = desk_.next_portion(os::steady_now())) {
    for (const live::Address& to : desk_.addresses(*portion)) {
      if (to.none()) continue;
      const auto victim = std::ranges::find_if(victims, [&to](const auto& each) { return each->address == to; });
      TL_ASSERT(victim != victims.end());
      for (const Bytes& datagram : (*victim)->on_the_way(*portion->train)) socket_->send(to, datagram);
    }
  }
}

bool AttackRig::all_connected() const {
  return std::ranges::all_of(victims, [](const auto& victim) { return victim->session != 0; });
}

bool AttackRig::all_open() const { return desk_.proven() == victims.size(); }

bool AttackRig::all_played() const {
  return std::ranges::all_of(victims, [](const auto& victim) { return victim->final.has_value(); });
}

}  // namespace tongluo::test
