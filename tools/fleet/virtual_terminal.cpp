#include "tools/fleet/virtual_terminal.hpp"

#include "protocol/base/assert.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/os/random.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/order.hpp"
#include "protocol/wire/receipt.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::fleet {
namespace {

constexpr std::size_t kMaxClips = 4;
constexpr std::size_t kMaxReceipts = 64;
constexpr const char* kServerName = "controller.tongluo";

terminal::CoreSettings settings(const TerminalId& id) { return {id, "fleet", os::random_nonce(), WallTime{}}; }

// When it was issued; nothing: neither an order nor a stop-all that can be read.
std::optional<WallTime> issued_at(const Envelope& envelope) {
  if (envelope.type == PayloadType::order)
    if (const auto order = wire::parse_order(envelope.payload)) return order->issued_at;
  if (envelope.type == PayloadType::stop_all)
    if (const auto stop = wire::parse_stop_all(envelope.payload)) return stop->issued_at;
  return std::nullopt;
}

const Envelope* tracked(const wire::Message& message) {
  if (const auto* delivery = std::get_if<wire::OrderDelivery>(&message)) return &delivery->envelope;
  const auto* object = std::get_if<wire::SignedObject>(&message);
  return object != nullptr && object->envelope.type == PayloadType::stop_all ? &object->envelope : nullptr;
}

}  // namespace

VirtualTerminal::VirtualTerminal(World& world, TerminalFiles files, TerminalSetup setup, sign::PrivateKey key)
    : world_(world),
      files_(std::move(files)),
      setup_(std::move(setup)),
      key_(std::move(key)),
      core_(settings(files_.id), world.roots, key_),
      sound_(setup_.card_ppm),
      media_(
          world.context,
          [this](ByteView datagram) {
            datagrams_in_ += datagram.size();
            if (setup_.link) return setup_.link->datagram_down(os::steady_now(), datagram);
            core_.on_datagram(now(), datagram);
          },
          [this] {
            if (setup_.link) return arm();
            core_.on_datagrams_taken(now());
            pump();
          }),
      timer_(world.context) {}

Result<std::unique_ptr<VirtualTerminal>> VirtualTerminal::create(World& world, TerminalFiles files,
                                                                 TerminalSetup setup) {
  auto key = sign::PrivateKey::parse_pem(files.identity.private_key_pem);
  if (!key) return fail(ErrorKind::bad_input, files.id.text() + ": terminal.key: " + sign::to_string(key.error()));
  const transport::TlsIdentity identity = files.identity;
  const std::string address = setup.bind_address;
  std::unique_ptr<VirtualTerminal> made(
      new VirtualTerminal(world, std::move(files), std::move(setup), std::move(*key)));
  auto link = net::ControllerLink::create(world.context, {world.endpoints, kServerName, identity, address}, *made);
  if (!link) return tl::unexpected(link.error());
  made->link_ = std::move(*link);
  return made;
}

Now VirtualTerminal::now() const { return setup_.clock.local(os::now()); }

void VirtualTerminal::start() {
  core_.start(now(), terminal::JournalSnapshot{}, files_.trust_list, files_.place);
  dialling_ = true;
  link_->start();
  pump();
}

void VirtualTerminal::stop() {
  timer_.cancel();
  media_.close();
  link_->stop();
}

void VirtualTerminal::dial_now() {
  if (setup_.link && setup_.link->is_down()) return;
  link_->stop();
  end_session();
  dialling_ = true;
  link_->start();
}

void VirtualTerminal::cell_down() {
  if (setup_.link) setup_.link->go_down(os::steady_now());
  arm();
}

void VirtualTerminal::cell_back() {
  if (setup_.link) setup_.link->come_back(os::steady_now());
  if (!std::exchange(dialling_, true)) link_->start();
  take_arrivals();
}

TerminalTraffic VirtualTerminal::traffic() const {
  return {link_->traffic(), datagrams_in_, datagrams_out_, setup_.link ? setup_.link->counters() : LinkCounters{}};
}

wire::Hello VirtualTerminal::make_hello() { return core_.make_hello(now(), os::random_nonce(), {}); }

WallTime VirtualTerminal::floored_wall_time() { return core_.wall(now()); }

void VirtualTerminal::on_open(const wire::Welcome& welcome, const net::MediaAccess& media) {
  access_ = media;
  tell_heartbeat();
  if (!setup_.link) return take_welcome(welcome);
  setup_.link->send_down(os::steady_now(), welcome);
  arm();
}

void VirtualTerminal::on_message(wire::Message message) {
  if (!setup_.link) return take_message(message, os::wall_now());
  setup_.link->send_down(os::steady_now(), std::move(message));
  arm();
}

// A cell that is down lets nobody dial either.
void VirtualTerminal::on_closed(session::CloseReason, const std::string&) {
  end_session();
  if (!setup_.link || !setup_.link->is_down()) return;
  dialling_ = false;
  link_->stop();
}

void VirtualTerminal::end_session() {
  if (setup_.link) setup_.link->on_session_ended();
  if (open_) --world_.tally.open;
  open_ = false;
  media_.close();
  core_.on_link_closed(now());
  pump();
}

// ---- What has crossed the network

void VirtualTerminal::take_arrivals() {
  if (setup_.link) {
    bool datagrams = false;
    while (auto arrived = setup_.link->next(os::steady_now())) {
      datagrams = datagrams || std::holds_alternative<DatagramDown>(arrived->what);
      take(*arrived);
    }
    if (datagrams) core_.on_datagrams_taken(now());
  }
  pump();
}

void VirtualTerminal::take(Arrived& arrived) {
  Arrival& arrival = arrived.what;
  if (auto* up = std::get_if<ToController>(&arrival)) {
    link_->send(std::move(up->message));
  } else if (auto* down = std::get_if<ToTerminal>(&arrival)) {
    const auto* welcome = std::get_if<wire::Welcome>(&down->message);
    if (welcome != nullptr) return take_welcome(*welcome);
    const Now now = os::now();
    take_message(down->message, now.wall - (now.steady - arrived.at));
  } else if (const auto* datagram = std::get_if<DatagramDown>(&arrival)) {
    core_.on_datagram(now(), datagram->bytes);
  } else if (const auto* out = std::get_if<DatagramUp>(&arrival)) {
    if (out->new_port) open_media();
    media_.send(out->bytes);
    datagrams_out_ += out->bytes.size();
  }
}

void VirtualTerminal::take_welcome(const wire::Welcome& welcome) {
  if (!open_) ++world_.tally.open;
  open_ = true;
  core_.on_link_open(now(), welcome, access_.exported_key);
  pump();
}

// An order is delivered when it arrived and the core obeys it; how long it waited for its turn here is not the
// network's.
void VirtualTerminal::take_message(wire::Message& message, WallTime arrived) {
  // The session stamps heartbeats by this machine's clock.
  if (auto* seen = std::get_if<wire::HeartbeatSeen>(&message)) seen->sent_at = setup_.clock.local_wall(seen->sent_at);
  const Envelope* envelope = tracked(message);
  std::optional<Digest> digest;
  if (envelope != nullptr) {
    digest = sign::identity(*envelope);
    if (!world_.log.knows(*digest))
      if (const auto at = issued_at(*envelope)) world_.log.add(*digest, *at, envelope->type == PayloadType::stop_all);
    if (envelope->type == PayloadType::stop_all) stopping_ = digest;
  }
  const std::size_t refused = refusals();
  core_.on_message(now(), message);
  pump();
  if (digest && refusals() == refused) world_.log.on_delivered(*digest, setup_.place_in_log, arrived);
  stopping_.reset();
  if (const auto* taken = std::get_if<wire::ReceiptTaken>(&message)) note_taken(*taken);
}

void VirtualTerminal::note_taken(const wire::ReceiptTaken& taken) {
  for (const Digest& receipt : taken.receipts) {
    const auto found = receipts_.find(receipt);
    if (found == receipts_.end()) continue;
    world_.log.on_durable(found->second, setup_.place_in_log, os::wall_now());
    receipts_.erase(found);
  }
}

// Of an order the first receipt counts: that it was accepted.
void VirtualTerminal::note_receipt(const wire::ReceiptReport& report) {
  const auto receipt = wire::parse_receipt(report.envelope.payload);
  if (!receipt || receipt->stage != Stage::accepted || receipts_.size() >= kMaxReceipts) return;
  receipts_.insert_or_assign(sign::digest_of(report.envelope.payload), receipt->order);
}

// ---- The core's wishes

void VirtualTerminal::pump() {
  hear();
  while (auto action = core_.next_action()) {
    perform(*action);
    hear();
  }
  sound_.set_media_line(now(), core_.media_line(now()));
  arm();
}

void VirtualTerminal::hear() {
  for (const terminal::PlaybackEvent& event : sound_.take_events()) {
    note(event);
    core_.on_playback(now(), event);
    if (open_) tell_heartbeat();
  }
}

void VirtualTerminal::note(const terminal::PlaybackEvent& event) {
  const auto found = sound_.plays().find(event.play_id);
  if (found == sound_.plays().end()) return;
  const auto& play = found->second;
  if (event.kind == terminal::PlaybackEvent::Kind::started) {
    ++world_.tally.started;
    world_.log.on_first_sample(play.order, setup_.place_in_log, setup_.clock.true_wall(event.first_sample), play.first);
    return;
  }
  const bool finished = event.kind == terminal::PlaybackEvent::Kind::finished;
  if (finished) ++world_.tally.finished;
  const WallTime last = setup_.clock.true_wall(event.last_sample);
  world_.log.on_last_sample(play.order, setup_.place_in_log, last, play.last, finished);
  if (stopping_) world_.log.on_silent(*stopping_, setup_.place_in_log, last);
  sound_.forget(event.play_id);
}

void VirtualTerminal::perform(terminal::Action& action) {
  const Now now = this->now();
  if (auto* send = std::get_if<terminal::Send>(&action)) {
    if (const auto* report = std::get_if<wire::ReceiptReport>(&send->message)) note_receipt(*report);
    setup_.link ? setup_.link->send_up(os::steady_now(), std::move(send->message))
                : link_->send(std::move(send->message));
  }
  if (const auto* commit = std::get_if<terminal::Commit>(&action)) {
    TL_ASSERT(commits_.size() <= terminal::kMaxPendingCommits);
    const SteadyTime begins = commits_.empty() ? os::steady_now() : commits_.back().ends;
    commits_.push_back({begins + kCommitTakes, commit->token});
  }
  if (const auto* store = std::get_if<terminal::StoreClip>(&action)) {
    if (clips_.size() >= kMaxClips) clips_.erase(clips_.begin());
    clips_.insert_or_assign(store->clip, store->content);
    core_.on_clip_stored(now, store->clip, true);
  }
  if (const auto* load = std::get_if<terminal::LoadClip>(&action))
    core_.on_clip_loaded(now, load->clip, stored(load->clip));
  if (const auto* play = std::get_if<terminal::Play>(&action)) {
    sound_.set_media_line(now, core_.media_line(now));
    sound_.play(now, *play);
  }
  if (const auto* done = std::get_if<terminal::AudioComplete>(&action)) sound_.complete(now, done->play_id, done->clip);
  if (const auto* live = std::get_if<terminal::PlayLive>(&action)) sound_.live(*live);
  if (const auto* open = std::get_if<terminal::OpenMedia>(&action)) {
    if (net::split_media_endpoint(open->endpoint, access_.controller_address, media_host_, media_port_)) open_media();
  }
  if (const auto* datagram = std::get_if<terminal::SendDatagram>(&action)) send_datagram(datagram->bytes);
  if (const auto* stop = std::get_if<terminal::StopPlay>(&action)) sound_.stop(now, stop->play_id);
  sound_.on_deadline(now);
}

void VirtualTerminal::send_datagram(ByteView bytes) {
  if (setup_.link) return setup_.link->datagram_up(os::steady_now(), bytes);
  media_.send(bytes);
  datagrams_out_ += bytes.size();
}

void VirtualTerminal::open_media() {
  if (media_port_ != 0 && !setup_.no_media) media_.open(media_host_, media_port_, setup_.bind_address);
}

void VirtualTerminal::tell_heartbeat() {
  using wire::StatusField;
  wire::TerminalStatus status;
  status.set(StatusField::journal_free_percent, 93);
  status.set(StatusField::signal_dbm, -71);
  status.set(StatusField::mains_present, setup_.plan.on_battery ? 0 : 1);
  status.set(StatusField::battery_percent, setup_.plan.on_battery ? 60 : 100);
  link_->set_heartbeat(core_.telemetry(), status);
}

terminal::SharedClipContent VirtualTerminal::stored(const Digest& clip) const {
  const auto at = clips_.find(clip);
  return at == clips_.end() ? nullptr : at->second;
}

// ---- Waiting

void VirtualTerminal::arm() {
  const Now now = this->now();
  SteadyTime due = core_.next_deadline();
  if (sound_.next_deadline() != WallTime::max()) due = std::min(due, now.steady + (sound_.next_deadline() - now.wall));
  if (due != SteadyTime::max()) due = setup_.clock.true_steady(due);
  if (!commits_.empty()) due = std::min(due, commits_.front().ends);
  if (setup_.link) due = std::min(due, setup_.link->next_due());
  if (setup_.link && dialling_) due = std::min(due, setup_.link->lost_at());
  if (due == armed_for_) return;
  armed_for_ = due;
  if (due == SteadyTime::max()) {
    timer_.cancel();
    return;
  }
  timer_.expires_after(std::max(due - os::steady_now(), SteadyTime::duration(0)));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) world_.work.add(*this);
  });
}

void VirtualTerminal::end_commits() {
  while (!commits_.empty() && commits_.front().ends <= os::steady_now()) {
    const std::uint64_t token = commits_.front().token;
    commits_.pop_front();
    core_.on_commit(now(), token, true);
  }
}

void VirtualTerminal::work() {
  armed_for_ = SteadyTime::max();
  if (setup_.link && dialling_ && setup_.link->lost(os::steady_now())) {
    dialling_ = !setup_.link->is_down();
    link_->stop();
    end_session();
    if (dialling_) link_->start();
  }
  end_commits();
  const Now then = now();
  sound_.on_deadline(then);
  hear();
  core_.on_deadline(then);
  take_arrivals();
}

}  // namespace tongluo::fleet
