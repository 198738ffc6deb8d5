#include "controller/main/cap_desk.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "controller/cap/area_reading.hpp"
#include "controller/core/order_life.hpp"
#include "controller/main/cap_outgoing.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::daemon {

using namespace controller;

namespace {

http::CapDecision decision(std::string word, std::string reason, std::string detail) {
  http::CapDecision made;
  made.decision = std::move(word);
  made.reason = std::move(reason);
  made.detail = std::move(detail);
  return made;
}

bool is_waiting(OrderState state) {
  return state == OrderState::draft || state == OrderState::submitted || state == OrderState::approved;
}

}  // namespace

CapDesk::CapDesk(boost::asio::io_context& context, CapSettings settings, CapPorts ports, CapFetch fetch)
    : context_(context), settings_(std::move(settings)), ports_(std::move(ports)), fetch_(std::move(fetch)) {
  log_.load(ports_.backend.documents("cap"));
  if (log_.damaged() != 0) spdlog::warn("event=cap_log_damaged records={}", log_.damaged());
}

void CapDesk::receive(std::string xml, std::string actor, Answer answer) {
  if (under_way_ == kMaxCapUnderWay)
    return answer(decision("refused", "queue.full", "too many CAP messages are being read; send it again"));
  auto message = std::make_shared<Message>();
  message->actor = std::move(actor);
  message->answer = std::move(answer);
  message->received_at = os::wall_now();
  ++under_way_;
  const bool taken = reader_.push([this, message, xml = std::move(xml)](const std::stop_token&) {
    message->intake = cap::take_in(as_bytes(xml), settings_.mapping, settings_.pinned, message->received_at);
    boost::asio::post(context_, [this, message] { on_taken(message); });
  });
  if (!taken) conclude(message, decision("refused", "queue.full", "too many CAP messages are being read"));
}

void CapDesk::read_areas(std::string xml, http::Answering<Result<http::CapAreas, http::CapDecision>> answer) {
  const auto full = [&] { answer(fail(decision("refused", "queue.full", "too many CAP messages are being read"))); };
  if (under_way_ == kMaxCapUnderWay) return full();
  ++under_way_;
  const bool taken = reader_.push([this, answer, xml = std::move(xml)](const std::stop_token&) {
    auto read = cap::read_areas(as_bytes(xml), settings_.mapping, os::wall_now());
    boost::asio::post(context_, [this, answer, read = std::move(read)]() mutable {
      --under_way_;
      if (!read) return answer(fail(decision("refused", read.error().code, read.error().detail)));
      cap::PlannedAreas& areas = read->areas;
      answer(http::CapAreas{read->identifier, read->headline, std::move(areas.areas), std::move(areas.polygons),
                            std::move(areas.circles)});
    });
  });
  if (taken) return;
  --under_way_;
  full();
}

void CapDesk::on_taken(const Shared& message) {
  const cap::Decision& decided = message->intake.decision;
  if (message->intake.alert) message->identifier = to_string(cap::name_of(*message->intake.alert));
  if (decided.action == cap::Action::refuse && message->intake.certificate)
    ports_.call({CallKind::alarm, Level::routine, message->identifier,
                 "a signed CAP message was refused: " + decided.reason + " " + message->identifier});
  if (decided.action == cap::Action::refuse)
    return conclude(message, decision("refused", decided.reason, decided.detail));
  if (decided.action == cap::Action::ignore)
    return conclude(message, decision("ignored", decided.reason, decided.detail));
  if (!is_known(message)) act(message);
}

// A message that is handled already is told the same again. What nobody signed never stands in the way of a signed one.
bool CapDesk::is_known(const Shared& message) {
  const CapRecord* record = log_.find(message->identifier);
  const bool in_hand = in_hand_.contains(message->identifier);
  const bool outweighs = record != nullptr && record->certificate.empty() && message->intake.certificate;
  if (!in_hand && (record == nullptr || outweighs)) return false;
  http::CapDecision again = decision("ignored", "duplicate", "the same message is being worked on");
  if (!in_hand) {
    again = record->decision;
    again.detail = "handled before: " + again.detail;
  }
  answer_unlogged(message, std::move(again));
  return true;
}

void CapDesk::act(const Shared& message) {
  message->in_hand = in_hand_.insert(message->identifier).second;
  const cap::OrderPlan& plan = message->intake.decision.plan;
  // Only for a source that is pinned: nobody else chooses what this machine asks for.
  const bool fetches = settings_.mapping.fetch_audio && message->intake.certificate.has_value() &&
                       !plan.audio_uri.empty() && !plan.is_cancel;
  fetches ? act_with_audio(message) : run_case(message);
}

void CapDesk::act_with_audio(const Shared& message) {
  const std::string uri = message->intake.decision.plan.audio_uri;
  const auto arrived = [this, message](Result<Bytes> audio) {
    cap::Decision& decided = message->intake.decision;
    if (audio) {
      decided.plan.audio = std::move(*audio);
    } else if (decided.action == cap::Action::automatic) {
      decided.action = cap::Action::hold;
      decided.reason = "audio.not_fetched";
      decided.detail = audio.error().detail;
    }
    run_case(message);
  };
  if (!uri.starts_with("https://")) return arrived(fail(ErrorKind::bad_input, "audio is fetched by https only"));
  const bool taken = fetcher_.push([this, uri, arrived](const std::stop_token& stop) {
    boost::asio::post(context_, [arrived, audio = fetch_(uri, stop)]() mutable { arrived(std::move(audio)); });
  });
  if (!taken) arrived(fail(ErrorKind::unavailable, "too many are fetched already"));
}

void CapDesk::run_case(const Shared& message) {
  cap::Decision& decided = message->intake.decision;
  CapTask task;
  task.plan = std::move(decided.plan);
  task.automatic = decided.action == cap::Action::automatic;
  task.reason = decided.reason;
  task.detail = decided.detail;
  task.identifier = message->identifier;
  task.actor = message->actor;
  task.volume_percent = settings_.mapping.volume_percent;
  task.repetitions = settings_.mapping.repetitions;
  if (auto named = find_named(task); !named) {
    const cap::Rejection& why = named.error();
    if (why.code == "queue.full") return answer_unlogged(message, decision("refused", why.code, why.detail));
    // What has ended already needs nobody.
    if (message->intake.certificate && why.code != "references.over")
      ports_.call({CallKind::alarm, task.plan.level, message->identifier,
                   "a signed CAP message was refused: " + why.code + " " + message->identifier});
    return conclude(message, decision("refused", why.code, why.detail));
  }
  auto one = std::make_shared<CapCase>(ports_, std::move(task),
                                       [this, message](http::CapDecision made) { conclude(message, std::move(made)); });
  one->start();
}

// An update of an update names the first or the last message; what is superseded is always the newest order.
Digest CapDesk::newest_of(Digest order) const {
  for (std::size_t i = 0; i < kMaxSuccessors; ++i) {
    const auto detail = ports_.backend.order(order);
    if (!detail || !detail->summary.superseded_by) break;
    order = *detail->summary.superseded_by;
  }
  return order;
}

Digest CapDesk::oldest_of(Digest order) const {
  for (std::size_t i = 0; i < kMaxSuccessors; ++i) {
    const auto detail = ports_.backend.order(order);
    if (!detail || !detail->summary.supersedes) break;
    const auto older = ports_.backend.order(*detail->summary.supersedes);
    if (!older || older->summary.superseded_by != order) break;  // it waits, or there was nothing to supersede
    order = older->summary.digest;
  }
  return order;
}

Result<void, cap::Rejection> CapDesk::find_named(CapTask& task) const {
  if (!task.plan.acts_on) return {};
  const std::string named = to_string(*task.plan.acts_on);
  if (in_hand_.contains(named))
    return cap::reject("queue.full", "the message that it names is being worked on; send it again");
  const CapRecord* record = log_.find(named);
  if (record == nullptr || !record->decision.order)
    return cap::reject("references.unknown", "no order here came of " + named);
  if (task.plan.is_cancel) return find_cancelled(*record->decision.order, task);
  const Digest order = newest_of(*record->decision.order);
  const auto detail = ports_.backend.order(order);
  if (!detail || is_over(detail->summary.state)) return {};  // there is nothing left to supersede
  task.named = order;
  task.named_waits = is_waiting(detail->summary.state);
  if (task.named_waits && task.automatic) {
    task.automatic = false;
    task.reason = "references.waiting";
    task.detail = "the order that it updates waits for a person itself";
  }
  return {};
}

// An order goes on at the terminals that its update leaves out: a cancel ends all that is left of the chain.
Result<void, cap::Rejection> CapDesk::find_cancelled(const Digest& order, CapTask& task) const {
  std::optional<Digest> next = oldest_of(order);
  for (std::size_t i = 0; i <= 2 * kMaxSuccessors && next; ++i) {
    const auto detail = ports_.backend.order(*next);
    if (!detail) break;
    if (!is_over(detail->summary.state)) {
      if (task.named) task.older.insert(task.older.begin(), *task.named);
      task.named = *next;
      task.named_waits = is_waiting(detail->summary.state);
      task.plan.level = task.older.empty() ? detail->summary.level : std::min(task.plan.level, detail->summary.level);
    }
    next = detail->summary.superseded_by;
  }
  if (!task.named) return cap::reject("references.over", "that order has ended");
  return {};
}

// What is to be sent again, or was logged before.
void CapDesk::answer_unlogged(const Shared& message, http::CapDecision made) {
  --under_way_;
  if (message->in_hand) in_hand_.erase(message->identifier);
  made.identifier = message->identifier;
  message->answer(std::move(made));
}

void CapDesk::conclude(const Shared& message, http::CapDecision made) {
  --under_way_;
  if (message->in_hand) in_hand_.erase(message->identifier);
  made.identifier = message->identifier;
  if (message->intake.alert) made.deviations = message->intake.alert->deviations;
  CapRecord record{made, message->intake.certificate.value_or(std::string()), message->received_at, message->actor};
  std::string actor = message->actor + ": " + made.decision + " " + made.reason + " " + made.identifier;
  ports_.backend.put_document(log_.add(std::move(record)), std::move(actor),
                              [answer = message->answer, made](const http::ObjectAnswer& stored) {
                                if (!stored) spdlog::error("event=cap_log_failed detail=\"{}\"", stored.error().detail);
                                answer(made);
                              });
}

std::optional<std::string> CapDesk::outgoing(const Digest& order) {
  return outgoing_message(ports_.backend, order, settings_.sender);
}

std::string CapDesk::feed(const std::vector<AreaCode>& areas) {
  return outgoing_feed(ports_.backend, areas, settings_.sender, kMaxOutgoingEntries, os::wall_now());
}

}  // namespace tongluo::daemon
