#include "tests/sim/controller_node.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"

namespace tongluo::sim {
namespace {

constexpr std::uint64_t kCeiling = 2'000'000;  // clip bytes per second
constexpr std::uint32_t kPlenty = 1'000'000'000;

template <class Links>
std::vector<ConnectionId> sorted_ids(const Links& links) {
  std::vector<ConnectionId> ids;
  for (const auto& [id, line] : links) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

ControllerNode::ControllerNode(Environment& environment, Network& network, Watchers& watchers, milliseconds heartbeat,
                               Dice dice)
    : disk(environment, dice.child(1), [this](const Writes& writes) { on_durable(writes); }),
      environment_(environment),
      network_(network),
      watchers_(watchers),
      heartbeat_(heartbeat),
      dice_(dice) {}

void ControllerNode::later(microseconds wait, std::function<void()> action) {
  environment_.after(wait, [this, boot = boots_, action = std::move(action)] {
    if (on() && boots_ == boot) action();
  });
}

void ControllerNode::power_on() {
  if (on()) return;
  ++boots_;
  environment_.note("C starts");
  controller::Settings settings;
  settings.gateway_epoch = dice_.next() | 1U;
  settings.heartbeat_interval = heartbeat_;
  settings.time_signer = &deployment().trust.time;
  settings.guard.quota_burst = settings.guard.quota_per_hour = kPlenty;
  auto made = controller::ControllerCore::create(settings, deployment().trust.roots(), stored_, now());
  TL_ASSERT(made.has_value());
  core_.emplace(std::move(*made));
  pacer_.emplace(kCeiling);
  watchers_.tell(&Watcher::on_controller_started);
  settle();
}

void ControllerNode::stop(bool power) {
  if (!on()) return;
  environment_.note(power ? "C loses power" : "C is killed");
  disk.lose_power();
  auto lost = std::exchange(links_, {});
  for (const ConnectionId id : sorted_ids(lost)) lost.at(id).end->abandon(power);
  core_.reset();
  pacer_.reset();
  open_.clear();
  armed_ = clips_armed_ = SteadyTime::max();
}

std::optional<ConnectionId> ControllerNode::accept(std::size_t place, const TerminalId& certified,
                                                   const Bytes& certificate) {
  if (!on()) return std::nullopt;
  const ConnectionId id = network_.open(place);
  session::GatewaySession session(environment_.now(), certified);
  auto end = std::make_shared<Link>(environment_, network_, id, End::controller, std::move(session), *this);
  links_.emplace(id, Line{end, place, certificate});
  end->start();
  return id;
}

void ControllerNode::ask(const std::function<void(controller::ControllerCore&, Now, controller::RequestId)>& start,
                         Answer answer_with) {
  const controller::RequestId request = ++last_request_;
  open_.emplace(request, std::move(answer_with));
  start(*core_, now(), request);
  settle();
}

bool ControllerNode::inject(std::size_t place, const wire::Message& message) {
  Line* newest = nullptr;
  ConnectionId newest_id = 0;
  for (auto& [id, line] : links_) {
    if (line.place != place || id < newest_id || !line.end->session().is_open()) continue;
    newest = &line;
    newest_id = id;
  }
  if (newest == nullptr) return false;
  newest->end->session().send(environment_.now(), message);
  newest->end->drive();
  return true;
}

ControllerNode::Line* ControllerNode::line(ConnectionId id) {
  const auto found = links_.find(id);
  return found == links_.end() ? nullptr : &found->second;
}

void ControllerNode::on_session_message(Link& link, wire::Message message) {
  Line* from = line(link.id());
  if (from == nullptr) return;
  if (gate) gate(from->place, message);
  if (const auto* hello = std::get_if<wire::Hello>(&message)) {
    from->greeted = true;
    core_->on_hello(now(), link.id(), *hello, from->certificate);
  } else {
    if (std::holds_alternative<wire::Heartbeat>(message)) tell_data(link.id(), *from);
    core_->on_message(now(), link.id(), std::move(message));
  }
  settle();
}

void ControllerNode::tell_data(ConnectionId id, Line& from) {
  const session::Counters& counters = from.end->session().counters();
  core_->add_data(now(), id, controller::DataKind::control,
                  counters.bytes_in - std::exchange(from.told_in, counters.bytes_in),
                  counters.bytes_out - std::exchange(from.told_out, counters.bytes_out));
}

void ControllerNode::on_session_room(Link& link) {
  Line* to = line(link.id());
  if (to == nullptr || !to->clip_waits || !to->end->session().clip_idle()) return;
  to->clip_waits = false;
  pacer_->set_room(environment_.now(), link.id(), true);
  pump_clips();
}

void ControllerNode::on_session_closed(Link& link, const session::Close& close) {
  Line* from = line(link.id());
  if (from == nullptr) return;
  environment_.note("C link of " + std::to_string(from->place) +
                    " ends: " + std::string(session::to_string(close.reason)));
  const bool greeted = from->greeted;
  const ConnectionId id = link.id();
  links_.erase(id);
  pacer_->forget(id);
  if (greeted) core_->on_gone(now(), id);
  settle();
}

void ControllerNode::settle() {
  if (std::exchange(settling_, true)) return;
  while (auto action = core_->next_action()) perform(*action);
  settling_ = false;
  arm();
}

void ControllerNode::arm() {
  const SteadyTime due = std::max(core_->next_deadline(), environment_.now());
  if (due == SteadyTime::max() || due >= armed_) return;
  armed_ = due;
  environment_.at(due, [this, due, boot = boots_] {
    if (!on() || boots_ != boot || armed_ != due) return;
    armed_ = SteadyTime::max();
    core_->on_deadline(now());
    settle();
  });
}

void ControllerNode::perform(controller::Action& action) {
  if (const auto* welcome = std::get_if<controller::Welcome>(&action)) return on(*welcome);
  if (const auto* send = std::get_if<controller::Send>(&action)) return on(*send);
  if (const auto* framed = std::get_if<controller::SendFramed>(&action)) return on(*framed);
  if (const auto* clip = std::get_if<controller::SendClip>(&action)) return on(*clip);
  if (const auto* away = std::get_if<controller::GoAway>(&action)) return on(*away);
  if (auto* persist = std::get_if<controller::Persist>(&action)) return on(*persist);
  if (const auto* load = std::get_if<controller::LoadClip>(&action)) return on(*load);
  if (auto* check = std::get_if<controller::CheckReceipt>(&action)) {
    const bool genuine = controller::is_genuine(*check);
    return core_->on_receipt_checked(now(), std::move(*check), genuine);
  }
  answer(action);
}

void ControllerNode::on(const controller::Welcome& welcome) {
  Line* to = line(welcome.session);
  if (to == nullptr) return;
  const Now at = now();
  to->end->session().welcome(at.steady, welcome.message, at.wall.time_since_epoch() - at.steady.time_since_epoch());
  to->end->drive();
}

void ControllerNode::on(const controller::Send& send) {
  Line* to = line(send.session);
  if (to == nullptr) return;
  if (const auto* taken = std::get_if<wire::ReceiptTaken>(&send.message))
    for (const Digest& receipt : taken->receipts) watchers_.tell(&Watcher::on_receipt_acknowledged, to->place, receipt);
  to->end->session().send(environment_.now(), send.message);
  to->end->drive();
}

void ControllerNode::on(const controller::SendFramed& send) {
  Line* to = line(send.session);
  if (to == nullptr || hold_back(send)) return;
  watchers_.tell(&Watcher::on_frame_sent, to->place, send.session, *send.frame);
  to->end->session().send_framed(environment_.now(), send.frame);
  to->end->drive();
}

bool ControllerNode::hold_back(const controller::SendFramed& send) {
  if (!sends_last) return false;
  if (sends_last(*send.frame)) {
    held_back_.push_back(send);
    return true;
  }
  later(microseconds(0), [this, held = std::exchange(held_back_, {})] {
    const auto last = std::exchange(sends_last, nullptr);
    for (const controller::SendFramed& each : held) on(each);
    sends_last = last;
  });
  return false;
}

void ControllerNode::on(const controller::SendClip& send) {
  const Now at = now();
  pacer_->add(at.steady, send.session,
              {send.clip, send.first_chunk, send.chunk_count, send.urgent, send.duration,
               at.steady + (send.needed_at - at.wall)});
  pump_clips();
}

void ControllerNode::pump_clips() {
  const SteadyTime at = environment_.now();
  while (const auto grant = pacer_->next(at)) {
    Line* to = line(grant->session);
    if (to == nullptr) {
      pacer_->forget(grant->session);
      continue;
    }
    to->end->session().send_clip(at, grant->clip, grant->first, grant->count, grant->alert);
    to->end->drive();
    to = line(grant->session);
    if (to == nullptr || to->end->session().clip_idle()) continue;
    to->clip_waits = true;
    pacer_->set_room(at, grant->session, false);
  }
  const SteadyTime due = pacer_->next_deadline(at);
  if (due == SteadyTime::max() || due >= clips_armed_) return;
  clips_armed_ = due;
  environment_.at(due, [this, due, boot = boots_] {
    if (!on() || boots_ != boot || clips_armed_ != due) return;
    clips_armed_ = SteadyTime::max();
    pump_clips();
  });
}

void ControllerNode::on(const controller::GoAway& away) {
  Line* to = line(away.session);
  if (to == nullptr) return;
  to->end->session().go_away(environment_.now(), away.message);
  to->end->drive();
}

void ControllerNode::on(controller::Persist& persist) {
  disk.submit(std::move(persist.writes), [this, token = persist.token](bool stored) {
    if (stored)
      core_->on_persisted(now(), token);
    else
      core_->on_persist_failed(now(), token, Error{ErrorKind::io, "disk full"});
    settle();
  });
}

void ControllerNode::on_durable(const Writes& durable_writes) {
  Writes writes = durable_writes;
  if (forgets) forgets(writes);
  for (const controller::StoreWrite& write : writes) {
    test::MemoryStore{stored_, audited_, index_}.apply(write);
    if (const auto* clip = std::get_if<controller::SaveClip>(&write)) clips_.emplace(clip->clip->digest, clip->clip);
  }
  watchers_.tell(&Watcher::on_store_durable, writes);
}

void ControllerNode::on(const controller::LoadClip& load) {
  later(dice_.between(milliseconds(1), milliseconds(20)), [this, digest = load.digest] {
    const auto held = clips_.find(digest);
    core_->on_clip_loaded(now(), digest, held == clips_.end() ? nullptr : held->second);
    settle();
  });
}

// To whoever asked, in a turn of its own: the answer may ask again.
void ControllerNode::answer(const controller::Action& action) {
  const auto request = std::visit(
      [](const auto& item) -> controller::RequestId {
        if constexpr (requires { item.request; })
          return item.request;
        else
          return 0;
      },
      action);
  auto found = open_.extract(request);
  if (found.empty()) return;
  if (const auto* taken = std::get_if<controller::OrderTaken>(&action))
    watchers_.tell(&Watcher::on_order_taken, taken->digest);
  if (const auto* stop = std::get_if<controller::StopTaken>(&action))
    watchers_.tell(&Watcher::on_stop_taken, stop->digest);
  later(microseconds(0), [answer_with = std::move(found.mapped()), action] { answer_with(action); });
}

std::size_t ControllerNode::most_unsent() const {
  std::size_t most = 0;
  for (const auto& [id, line] : links_) most = std::max(most, network_.unsent(id, End::controller));
  return most;
}

}  // namespace tongluo::sim
