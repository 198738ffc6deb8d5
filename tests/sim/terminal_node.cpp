#include "tests/sim/terminal_node.hpp"

namespace tongluo::sim {
namespace {

constexpr std::size_t kCachedClips = 8;
constexpr std::size_t kHoard = 300;
constexpr auto kProofDelay = milliseconds(600);
constexpr auto kProgressInterval = seconds(1);
constexpr auto kHandshakeRounds = 3;

}  // namespace

TerminalNode::TerminalNode(Environment& environment, Network& network, Gateway& gateway, Watchers& watchers,
                           std::size_t index, Dice dice)
    : disk(environment, dice.child(1),
           [this](const terminal::JournalWrite& durable_write) {
             terminal::JournalWrite write = durable_write;
             if (forgets) forgets(write);
             journal_.apply(write);
             watchers_.tell(&Watcher::on_journal_durable, index_, write);
           }),
      environment_(environment),
      network_(network),
      gateway_(gateway),
      watchers_(watchers),
      index_(index),
      device_(deployment().device(index)),
      dice_(dice) {}

void TerminalNode::later(microseconds wait, std::function<void()> action) {
  environment_.after(wait, [this, boot = boots_, action = std::move(action)] {
    if (on() && boots_ == boot) action();
  });
}

void TerminalNode::at_cache(microseconds takes, std::function<void()> action) {
  const SteadyTime now = environment_.now();
  cache_free_at_ = std::max(cache_free_at_, now + takes);
  later(cache_free_at_ - now, std::move(action));
}

void TerminalNode::power_on() {
  if (on()) return;
  ++boots_;
  clock_was_set_ = false;
  environment_.note("T" + std::to_string(index_) + " starts");
  terminal::CoreSettings settings{
      .terminal = device_.id, .firmware = "sim", .build_floor = test::kNow - std::chrono::hours(24)};
  dice_.fill(settings.boot_id.octets);
  settings.proves_sound = cabinet.sensor;
  const CountedSound before = std::exchange(sound_, CountedSound{});
  sound_.device_fails = before.device_fails;
  sound_.ignores_stops = before.ignores_stops;
  sound_.keeps_the_first = before.keeps_the_first;
  core_ = std::make_unique<terminal::TerminalCore>(std::move(settings), deployment().trust.roots(), device_.key);
  core_->start(now(), journal_.snapshot(), deployment().trust.trust_list(), device_.place);
  watchers_.tell(&Watcher::on_terminal_started, index_);
  settle();
  later(dice_.between(milliseconds(1), seconds(2)), [this] { dial(); });
}

void TerminalNode::stop(bool power) {
  if (!on()) return;
  environment_.note("T" + std::to_string(index_) + (power ? " loses power" : " is killed"));
  watchers_.tell(&Watcher::on_terminal_stopped, index_);
  disk.lose_power();
  if (end_) std::exchange(end_, nullptr)->abandon(power);
  core_.reset();
  plays_.clear();
  armed_ = SteadyTime::max();
  watching_ = false;
  opened_at_ = SteadyTime::max();
  backoff_ = {};
}

void TerminalNode::jump_clock(WallTime::duration by) {
  environment_.note("T" + std::to_string(index_) + " clock jumps");
  set_clock(clock_offset_ + by);
}

// Nobody tells the core: it finds out when it looks next.
void TerminalNode::set_clock(WallTime::duration offset) {
  if (std::exchange(clock_offset_, offset) == offset || !on()) return;
  clock_was_set_ = true;
  SteadyTime look = core_->next_deadline();
  while (look < environment_.now()) look += SteadyTime::duration(terminal::kClockRecheck);
  arm_for(look);
}

// Looks at a clock that was never set find nothing, and are left out while the link brings an exchange of times now and
// then.
SteadyTime::duration TerminalNode::look_again() const {
  return connected() && !clock_was_set_ ? SteadyTime::duration::max() : SteadyTime::duration(terminal::kClockRecheck);
}

void TerminalNode::damage_journal() {
  environment_.note("T" + std::to_string(index_) + " journal is damaged");
  const terminal::JournalSnapshot before = journal_.snapshot();
  terminal::JournalSnapshot left = before;
  const auto lose = [this](auto& rows) {
    if (dice_.chance(0.5)) std::erase_if(rows, [this](const auto&) { return dice_.chance(0.5); });
  };
  lose(left.orders);
  lose(left.receipts);
  lose(left.replays);
  lose(left.low_waters);
  lose(left.stops);
  lose(left.plays);
  lose(left.events);
  if (dice_.chance(0.5)) left.sequence_reserved = left.refused_total = 0;
  if (dice_.chance(0.5)) left.time_floor = {};
  if (!hides_damage) left.forgotten_until = terminal::kUntilTimeIsKnown;
  journal_ = test::MemoryJournal(std::move(left));
  watchers_.tell(&Watcher::on_journal_damaged, index_, before);
}

void TerminalNode::set_sound_device(bool works) {
  sound_.device_fails = !works;
  if (works || !on()) return;
  sound_.fail(now());
  settle();
}

void TerminalNode::dial() {
  if (end_) return;
  opened_at_ = SteadyTime::max();
  if (!network_.reachable(index_)) return later(limits::kHandshakeTimeout, [this] { dial_later(); });
  later(kHandshakeRounds * network_.round_trip(), [this] {
    const auto connection =
        network_.reachable(index_) ? gateway_.accept(index_, device_.id, device_.certificate) : std::nullopt;
    if (!connection) return dial_later();
    Nonce nonce;
    dice_.fill(nonce.octets);
    std::vector<Digest> cached;
    for (const auto& [digest, content] : clips_) cached.push_back(digest);
    session::TerminalSession session(environment_.now(), core_->make_hello(now(), nonce, std::move(cached)));
    end_ = std::make_shared<Link>(environment_, network_, *connection, End::terminal, std::move(session), *this);
    end_->start();
    settle();
  });
}

void TerminalNode::dial_later() {
  later(backoff_.next_delay(dice_.unit()), [this] { dial(); });
}

void TerminalNode::on_session_message(Link&, wire::Message message) {
  if (const auto* welcome = std::get_if<wire::Welcome>(&message)) {
    opened_at_ = environment_.now();
    environment_.note("T" + std::to_string(index_) + " is welcome");
    core_->on_link_open(now(), *welcome, {});
    return settle();
  }
  if (gate) gate(message);
  if (!std::holds_alternative<wire::HeartbeatSeen>(message))
    environment_.note("T" + std::to_string(index_) + " < " + std::string(wire::name_of(message)));
  if (const auto* delivery = std::get_if<wire::OrderDelivery>(&message))
    watchers_.tell(&Watcher::on_delivered, index_, *delivery);
  core_->on_message(now(), message);
  if (const auto* object = std::get_if<wire::SignedObject>(&message))
    watchers_.tell(&Watcher::on_object, index_, object->envelope);
  settle();
}

void TerminalNode::on_session_closed(Link&, const session::Close& close) {
  environment_.note("T" + std::to_string(index_) + " link ends: " + std::string(session::to_string(close.reason)));
  end_.reset();
  backoff_.on_session_ended(opened_at_, environment_.now());
  if (close.reconnect_max.count() > 0) backoff_.on_go_away(close.reconnect_min, close.reconnect_max);
  core_->on_link_closed(now());
  settle();
  dial_later();
}

void TerminalNode::receive_bundle(const wire::OfflineBundle& bundle) {
  core_->on_bundle(now(), bundle);
  settle();
}

// After each event: does what the core asks, until it asks no more.
void TerminalNode::settle() {
  if (std::exchange(settling_, true)) return;
  hear();
  while (auto action = core_->next_action()) {
    perform(*action);
    hear();
  }
  settling_ = false;
  if (end_) {
    const Now at = now();
    end_->session().set_heartbeat(core_->telemetry(), {}, at.wall.time_since_epoch() - at.steady.time_since_epoch());
    end_->drive();
  }
  arm();
  watch_progress();
}

void TerminalNode::hear() {
  using SoundKind = terminal::PlaybackEvent::Kind;
  for (terminal::PlaybackEvent& event : sound_.take_events()) {
    const auto play = plays_.find(event.play_id);
    if (play == plays_.end()) continue;
    if (event.kind == SoundKind::started) {
      play->second.second = cabinet.horn_works;
      environment_.note("T" + std::to_string(index_) + " SOUND " + short_name(play->second.first.order) + " #" +
                        std::to_string(play->second.first.occurrence));
      watchers_.tell(&Watcher::on_sound_began, index_, play->second.first);
    } else {
      environment_.note("T" + std::to_string(index_) + " silence after " + short_name(play->second.first.order) +
                        (event.kind == SoundKind::finished  ? " whole"
                         : event.kind == SoundKind::stopped ? " stopped"
                                                            : " fault"));
      watchers_.tell(&Watcher::on_sound_ended, index_, play->second.first, event);
      if (cabinet.sensor && event.kind == SoundKind::stopped && event.first_sample != WallTime{})
        event.proof = proof(play->second.second);
      if (cabinet.sensor && event.kind == SoundKind::finished) prove_later(event.play_id, play->second.second);
    }
    core_->on_playback(now(), event);
  }
}

void TerminalNode::prove_later(std::uint64_t play_id, bool worked_at_start) {
  if (!cabinet.bus_works) return;
  const bool worked = worked_at_start && cabinet.horn_works;
  later(kProofDelay, [this, play_id, worked] {
    core_->on_proof(now(), play_id, proof(worked));
    settle();
  });
}

fieldbus::Proof TerminalNode::proof(bool worked) const {
  fieldbus::Proof proof{.loud = 10};
  proof.measured = cabinet.bus_works;
  if (!cabinet.bus_works) {
    proof.reason = fieldbus::ProofReason::bus_silent;
  } else if (worked || cabinet.lies) {
    proof.outcome = Outcome::sounded;
    proof.reason = fieldbus::ProofReason::followed;
    proof.heard = proof.loud;
  } else {
    proof.outcome = Outcome::silent_horn;
    proof.reason = fieldbus::ProofReason::line_open;
    proof.nothing = proof.loud;
  }
  return proof;
}

void TerminalNode::perform(terminal::Action& action) {
  if (auto* send = std::get_if<terminal::Send>(&action)) on(*send);
  if (auto* commit = std::get_if<terminal::Commit>(&action)) on(*commit);
  if (const auto* store = std::get_if<terminal::StoreClip>(&action)) on(*store);
  if (const auto* load = std::get_if<terminal::LoadClip>(&action)) on(*load);
  if (const auto* play = std::get_if<terminal::Play>(&action)) on(*play);
  if (const auto* done = std::get_if<terminal::AudioComplete>(&action)) sound_.complete(done->play_id, done->clip);
  if (const auto* stop_play = std::get_if<terminal::StopPlay>(&action)) sound_.stop(now(), stop_play->play_id);
  if (const auto* notice = std::get_if<terminal::Notice>(&action))
    environment_.note("T" + std::to_string(index_) + " " + notice->text);
  sound_.on_deadline(now());
}

void TerminalNode::on(terminal::Send& send) {
  if (swallows && swallows(send.message)) return;
  if (auto* report = std::get_if<wire::ReceiptReport>(&send.message))
    if (auto receipt = wire::parse_receipt(report->envelope.payload)) {
      if (misreports) {
        misreports(*receipt);
        report->envelope = deployment().trust.seal(PayloadType::receipt, wire::serialize(*receipt), {&device_.key});
      }
      environment_.note("T" + std::to_string(index_) + " > receipt " + short_name(receipt->order) + " #" +
                        std::to_string(receipt->occurrence) + " " + std::string(to_string(receipt->stage)) + " " +
                        std::string(to_string(receipt->outcome)) + " " + std::string(to_string(receipt->refusal)));
      watchers_.tell(&Watcher::on_receipt_sent, index_, sign::identity(report->envelope), *receipt);
    }
  if (end_) end_->session().send(environment_.now(), std::move(send.message));
}

void TerminalNode::on(terminal::Commit& commit) {
  for (std::size_t i = 0; hoards && i < kHoard; ++i) disk.submit(commit.write, [](bool) {});
  disk.submit(std::move(commit.write), [this, token = commit.token](bool stored) {
    if (!stored) watchers_.tell(&Watcher::on_commit_failed, index_);
    core_->on_commit(now(), token, stored);
    settle();
  });
}

void TerminalNode::on(const terminal::StoreClip& store) {
  at_cache(dice_.between(milliseconds(1), milliseconds(50)), [this, store] {
    const bool full = environment_.now() < disk.faults.full_until;
    if (!full) clips_.insert_or_assign(store.clip, store.content);
    while (clips_.size() > kCachedClips) clips_.erase(clips_.begin());
    core_->on_clip_stored(now(), store.clip, !full);
    settle();
  });
}

void TerminalNode::on(const terminal::LoadClip& load) {
  at_cache(dice_.between(milliseconds(1), milliseconds(20)), [this, clip = load.clip] {
    const auto held = clips_.find(clip);
    core_->on_clip_loaded(now(), clip, held == clips_.end() ? nullptr : held->second);
    settle();
  });
}

void TerminalNode::on(const terminal::Play& play) {
  plays_.insert_or_assign(play.play_id, std::pair(play, cabinet.horn_works));
  watchers_.tell(&Watcher::on_play, index_, play);
  sound_.play(now(), play);
}

void TerminalNode::arm() { arm_for(std::min(core_->next_deadline(look_again()), sound_.next_deadline())); }

void TerminalNode::arm_for(SteadyTime due) {
  due = std::max(due, environment_.now());
  if (due == SteadyTime::max() || due >= armed_) return;
  armed_ = due;
  environment_.at(due, [this, due, boot = boots_] {
    if (!on() || boots_ != boot || armed_ != due) return;
    armed_ = SteadyTime::max();
    on_timer();
  });
}

void TerminalNode::on_timer() {
  sound_.on_deadline(now());
  hear();
  if (core_->next_deadline(look_again()) <= environment_.now()) core_->on_deadline(now());
  settle();
}

void TerminalNode::watch_progress() {
  if (watching_ || !sound_.sounding()) return;
  watching_ = true;
  later(kProgressInterval, [this] {
    watching_ = false;
    if (sound_.sounding()) core_->on_progress(now(), sound_.progress(environment_.now()));
    settle();
  });
}

}  // namespace tongluo::sim
