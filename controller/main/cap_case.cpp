#include "controller/main/cap_case.hpp"

#include <algorithm>

#include "protocol/sign/envelope_signing.hpp"

namespace tongluo::daemon {

using namespace controller;

namespace {

constexpr auto kTone = milliseconds(4'000), kGap = milliseconds(2'000);
constexpr auto kOtherSound = seconds(60);  // drill prefixes and rounding
constexpr auto kStartWithin = seconds(600);

// Another relay key may be allowed what this one is not.
bool is_about_the_key(Refusal refusal) {
  switch (refusal) {
    case Refusal::unknown_key:
    case Refusal::key_outside_validity:
    case Refusal::wrong_role:
    case Refusal::wrong_class:
    case Refusal::level_too_high:
    case Refusal::outside_scope:
      return true;
    default:
      return false;
  }
}

std::string names_of(const std::vector<Digest>& orders) {
  std::string names;
  for (const Digest& order : orders) names += (names.empty() ? "order " : ", ") + to_string(order).substr(0, 12);
  return names;
}

std::string code_of(Refusal refusal) { return "order." + std::string(to_string(refusal)); }

}  // namespace

void CapCase::start() { task_.plan.is_cancel ? cancel() : make_clips(); }

void CapCase::make_clips() {
  const auto answer = [self = shared_from_this()](Result<http::MadeClip> made) { self->on_clip(std::move(made)); };
  const auto& plan = task_.plan;
  if (!plan.audio.empty()) {
    if (!made_.empty()) return prepare();
    return ports_.clips.from_audio(std::string(as_text(plan.audio)), {task_.actor, {}, {}, {}}, answer);
  }
  if (made_.size() == plan.texts.size()) return prepare();
  const cap::SpokenText& next = plan.texts[made_.size()];
  ports_.clips.from_speech({{next.text, next.language}}, {task_.actor, {}, {}, {}}, answer);
}

void CapCase::on_clip(Result<http::MadeClip> made) {
  if (!made) {
    call(CallKind::fault, "no clip could be made: " + made.error().detail);
    return finish("refused", "clip.failed", made.error().detail);
  }
  made_.push_back(std::move(*made));
  make_clips();
}

// Repetitions and the start window shrink before an order outlives its message.
OrderDraft CapCase::draft() const {
  OrderDraft draft;
  const cap::OrderPlan& plan = task_.plan;
  draft.order_class = plan.order_class;
  draft.level = plan.level;
  draft.areas = plan.areas.areas;
  draft.polygons = plan.areas.polygons;
  draft.circles = plan.areas.circles;
  milliseconds sound{0};
  for (const http::MadeClip& clip : made_) {
    draft.items.push_back({clip.digest});
    sound += clip.duration;
  }
  draft.tone_duration = kTone;
  draft.gap = kGap;
  draft.volume_percent = task_.volume_percent;
  draft.repetitions = task_.repetitions;
  const auto needed = [&] { return kTone + (sound + kGap) * draft.repetitions + kOtherSound; };
  while (draft.repetitions > 1 && needed() > plan.valid_for) --draft.repetitions;
  const auto left = std::chrono::duration_cast<seconds>(plan.valid_for - needed());
  draft.start_within = std::clamp(left, seconds(0), seconds(kStartWithin));
  draft.valid_for = plan.valid_for;
  if (plan.starts_at) draft.starts = {*plan.starts_at};
  draft.event_code = plan.event_code;
  draft.headline = plan.headline;
  draft.language = plan.language;
  draft.cap_identifier = task_.identifier;
  if (task_.named && !task_.named_waits) draft.supersedes = to_string(*task_.named);
  return draft;
}

void CapCase::prepare() {
  auto prepared = ports_.backend.prepare(draft());
  if (!prepared) {
    const std::string detail = prepared.error().field + ": " + prepared.error().reason;
    call(CallKind::fault, "it cannot become an order: " + detail);
    return finish("refused", "order." + std::string(to_string(prepared.error().fault)), detail);
  }
  prepared_ = std::move(*prepared);
  task_.automatic ? try_relay(0) : keep(task_.reason, task_.detail);
}

void CapCase::try_relay(std::size_t index) {
  if (index == ports_.relays.size())
    return keep(index == 0 ? "relay.none" : "relay.not_allowed", "no relay key may issue this alone");
  Submission submission;
  submission.envelope = {PayloadType::order, prepared_.payload, {}};
  if (!sign::add_signature(submission.envelope, ports_.deployment, *ports_.relays[index])) return try_relay(index + 1);
  submission.actor = task_.actor;
  submission.origin = "cap:" + task_.identifier;
  submission.confirmed_count = prepared_.addressed.size();  // the mapping rule is the confirmation
  ports_.backend.submit(std::move(submission), [self = shared_from_this(), index](const http::OrderAnswer& answer) {
    self->on_submit(index, answer);
  });
}

void CapCase::on_submit(std::size_t index, const http::OrderAnswer& answer) {
  if (answer && answer->state == OrderState::submitted) {
    const std::string reason = answer->holds.empty() ? "order.persons_missing" : "guard." + answer->holds.front();
    return finish("held", reason, std::to_string(answer->persons_missing) + " more persons must sign", answer->digest);
  }
  if (answer) return finish("issued", "", task_.detail, answer->digest);
  const OrderRejected& rejected = answer.error();
  if (is_about_the_key(rejected.refusal)) return try_relay(index + 1);
  if (rejected.refusal == Refusal::duplicate) return finish("ignored", code_of(rejected.refusal), rejected.detail);
  keep(code_of(rejected.refusal), rejected.detail);
}

void CapCase::keep(const std::string& reason, const std::string& detail) {
  const std::string words = detail.empty() ? reason : reason + ": " + detail;
  ports_.keep_draft(prepared_.payload, "cap:" + task_.identifier, task_.actor, words,
                    [self = shared_from_this(), reason, detail](const http::ObjectAnswer& answer) {
                      if (answer) return self->finish("held", reason, detail, self->prepared_.digest);
                      self->call(CallKind::fault, "its draft could not be kept: " + answer.error().detail);
                      self->finish("refused", code_of(answer.error().refusal), answer.error().detail);
                    });
}

// The orders that the message means were found by the desk.
void CapCase::cancel() {
  to_cancel_.assign(task_.older.rbegin(), task_.older.rend());
  to_cancel_.push_back(*task_.named);
  if (!task_.automatic) {
    call(CallKind::order_held, "a cancel of " + names_of(to_cancel_) + " waits: " + task_.reason);
    return finish("held", task_.reason, task_.detail, task_.named);
  }
  if (task_.named_waits) {
    const std::string why = "cancelled by its source: " + task_.identifier;
    return ports_.backend.return_order(
        *task_.named, task_.actor, why, [self = shared_from_this()](const http::ObjectAnswer& answer) {
          if (answer) return self->finish("issued", "", "the waiting order was returned", self->task_.named);
          self->finish("refused", code_of(answer.error().refusal), answer.error().detail);
        });
  }
  cancel_next();
}

// Newest first: it is what the message's areas sound.
void CapCase::cancel_next() {
  if (to_cancel_.empty()) return finish_cancel();
  const auto prepared = ports_.backend.prepare_cancel(to_string(to_cancel_.back()));
  if (prepared) return try_cancel(0, *prepared);
  to_cancel_.pop_back();  // it is gone
  cancel_next();
}

void CapCase::try_cancel(std::size_t index, const PreparedStop& prepared) {
  if (index == ports_.relays.size()) {
    left_.push_back(to_cancel_.back());
    to_cancel_.pop_back();
    return cancel_next();
  }
  Envelope envelope{PayloadType::cancel, prepared.payload, {}};
  if (!sign::add_signature(envelope, ports_.deployment, *ports_.relays[index])) return try_cancel(index + 1, prepared);
  ports_.backend.cancel(std::move(envelope), task_.actor,
                        [self = shared_from_this(), index, prepared](const http::StopAnswer& answer) {
                          if (!answer) return self->try_cancel(index + 1, prepared);
                          ++self->cancelled_;
                          self->to_cancel_.pop_back();
                          self->cancel_next();
                        });
}

void CapCase::finish_cancel() {
  if (!left_.empty()) {
    call(CallKind::order_held, "a cancel of " + names_of(left_) + " needs a person");
    return finish("held", ports_.relays.empty() ? "relay.none" : "relay.not_allowed",
                  "no relay key may cancel " + names_of(left_), left_.front());
  }
  if (cancelled_ == 0) return finish("ignored", "references.over", "that order has ended");
  finish("issued", "", cancelled_ == 1 ? "the order was cancelled" : "the order and those before it were cancelled",
         task_.named);
}

void CapCase::call(CallKind kind, const std::string& text) const {
  ports_.call({kind, task_.plan.level, task_.identifier, "CAP " + task_.identifier + ": " + text});
}

void CapCase::finish(std::string decision, std::string reason, std::string detail, std::optional<Digest> order) {
  http::CapDecision made;
  made.decision = std::move(decision);
  made.reason = std::move(reason);
  made.detail = std::move(detail);
  made.order = order;
  done_(std::move(made));
}

}  // namespace tongluo::daemon
