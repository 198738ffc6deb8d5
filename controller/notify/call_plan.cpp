#include "controller/notify/call_plan.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"

namespace tongluo::notify {
namespace {

bool equal(const Call& a, const Call& b) {
  return a.kind == b.kind && a.level == b.level && a.subject == b.subject && a.text == b.text;
}

// Never limited: what concerns a level I or II order.
bool is_urgent(const Call& call) { return call.level == Level::i || call.level == Level::ii; }

// One line of at most `limit` bytes that does not end inside a UTF-8 character.
std::string one_line(std::string text, std::size_t limit) {
  if (text.size() > limit) {
    std::size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.resize(end);
  }
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  return text;
}

SteadyTime::duration retry_after(std::uint32_t tries) {
  SteadyTime::duration wait = kFirstRetry;
  for (std::uint32_t i = 1; i < tries && wait < kLongestRetry; ++i) wait *= 2;
  return std::min<SteadyTime::duration>(wait, kLongestRetry);
}

}  // namespace

CallPlan::CallPlan(PlanSettings settings) : settings_(std::move(settings)) { TL_ASSERT(!settings_.steps.empty()); }

void CallPlan::call(Now now, Call call) {
  ++counters_.called;
  call.subject = one_line(std::move(call.subject), kMaxCallTextBytes);
  call.text = one_line(std::move(call.text), kMaxCallTextBytes);
  if (LoggedCall* before = find_equal(now.wall, call)) {
    ++before->repeats;
    ++counters_.merged;
    return;
  }
  if (settings_.channels.empty()) {
    write_log(now, call, Fate::logged);
    ++counters_.logged;
    return;
  }
  // An order that went out needs no second person any more.
  if (call.kind == CallKind::order_issued) acknowledge(call.subject);
  if (!is_urgent(call) && !take_token(now.steady)) {
    write_log(now, call, Fate::held_back);
    ++counters_.held_back;
    ++held_back_unsaid_;
    return;
  }
  open(now, std::move(call));
}

void CallPlan::open(Now now, Call call) {
  if (!make_room(call.level)) {
    write_log(now, call, Fate::dropped);
    ++counters_.dropped;
    return;
  }
  const std::uint64_t number = write_log(now, call, Fate::calling).number;
  OpenCall& opened = open_[number];
  opened.at = now.wall;
  opened.called_at = now.steady;
  opened.call = std::move(call);
  enter_step(now, number, opened, 0);
}

// Level I is the smallest number. The oldest of the lowest level leaves, if it is lower than the new one.
bool CallPlan::make_room(Level level) {
  if (open_.size() < kMaxOpenCalls) return true;
  auto lowest = open_.begin();
  for (auto one = open_.begin(); one != open_.end(); ++one)
    if (one->second.call.level > lowest->second.call.level) lowest = one;
  if (lowest->second.call.level <= level) return false;
  over(lowest->first, Fate::dropped);
  open_.erase(lowest);
  return true;
}

void CallPlan::enter_step(Now now, std::uint64_t number, OpenCall& call, std::uint32_t step) {
  call.step = step;
  call.deliveries.clear();
  for (const ChannelKind channel : settings_.channels) call.deliveries.push_back({channel, {}, now.steady, 0});
  if (step > 0) ++counters_.escalated;
  if (LoggedCall* logged = find_logged(number)) logged->step = step;
}

LoggedCall& CallPlan::write_log(Now now, const Call& call, Fate fate) {
  if (log_.size() >= kMaxLoggedCalls) log_.pop_front();
  LoggedCall& entry = log_.emplace_back();
  entry.number = ++last_number_;
  entry.at = now.wall;
  entry.call = call;
  entry.fate = fate;
  return entry;
}

LoggedCall* CallPlan::find_logged(std::uint64_t number) {
  if (log_.empty() || number < log_.front().number || number > log_.back().number) return nullptr;
  return &log_[static_cast<std::size_t>(number - log_.front().number)];
}

LoggedCall* CallPlan::find_equal(WallTime now, const Call& call) {
  for (auto entry = log_.rbegin(); entry != log_.rend(); ++entry) {
    const bool recent = entry->fate == Fate::calling || now - entry->at < kMergeWindow;
    const bool went_out = entry->fate != Fate::held_back && entry->fate != Fate::dropped;
    if (recent && went_out && equal(entry->call, call)) return &*entry;
  }
  return nullptr;
}

std::size_t CallPlan::acknowledge(const std::string& subject) {
  std::vector<std::uint64_t> answered;
  for (const auto& [number, call] : open_)
    if (call.call.subject == subject && wants_answer(call.call.kind)) answered.push_back(number);
  for (const std::uint64_t number : answered) acknowledge(number);
  return answered.size();
}

bool CallPlan::acknowledge(std::uint64_t number) {
  LoggedCall* logged = find_logged(number);
  const bool answerable = logged != nullptr && (logged->fate == Fate::calling || logged->fate == Fate::unanswered ||
                                                logged->fate == Fate::unreached || logged->fate == Fate::sent);
  if (!answerable) return false;
  logged->fate = Fate::acknowledged;
  open_.erase(number);
  return true;
}

std::optional<Attempt> CallPlan::next_attempt(Now now) {
  OpenCalls::iterator best = open_.end();
  Delivery* chosen = nullptr;
  for (auto one = open_.begin(); one != open_.end(); ++one) {
    if (chosen != nullptr && one->second.call.level >= best->second.call.level) continue;
    for (Delivery& delivery : one->second.deliveries) {
      if (delivery.progress != Progress::waiting || delivery.due > now.steady || busy_[delivery.channel]) continue;
      best = one;
      chosen = &delivery;
      break;
    }
  }
  if (chosen == nullptr) return std::nullopt;
  chosen->progress = Progress::flying;
  busy_[chosen->channel] = true;
  const OpenCall& call = best->second;
  const LoggedCall* logged = find_logged(best->first);
  return Attempt{best->first,
                 call.at,
                 call.call,
                 chosen->channel,
                 call.step,
                 logged == nullptr ? 0 : logged->repeats,
                 settings_.steps[call.step].to};
}

void CallPlan::on_result(Now now, const Attempt& attempt, bool delivered, const std::string& error) {
  busy_[attempt.channel] = false;
  ++(delivered ? counters_.delivered : counters_.failed_tries);
  if (delivered) nobody_is_reached_ = false;
  if (LoggedCall* logged = find_logged(attempt.number)) {
    auto same = std::find_if(logged->deliveries.begin(), logged->deliveries.end(), [&](const Delivered& one) {
      return one.channel == attempt.channel && one.step == attempt.step;
    });
    if (same == logged->deliveries.end())
      same = logged->deliveries.insert(same, {attempt.channel, attempt.step, 0, false, {}});
    ++same->tries;
    same->done = delivered;
    same->error = delivered ? "" : one_line(error, kMaxCallTextBytes);
  }
  const auto found = open_.find(attempt.number);
  if (found == open_.end()) return;  // answered meanwhile
  OpenCall& call = found->second;
  call.delivered = call.delivered || delivered;
  if (call.step != attempt.step) return;  // escalated meanwhile
  for (Delivery& delivery : call.deliveries) {
    if (delivery.channel != attempt.channel) continue;
    ++delivery.tries;
    const bool last = !delivered && delivery.tries >= kMaxTries;
    delivery.progress = delivered ? Progress::done : (last ? Progress::gave_up : Progress::waiting);
    delivery.due = now.steady + retry_after(delivery.tries);
    if (last) ++counters_.gave_up;
  }
  if (advance(now, found->first, call)) open_.erase(found);
}

std::optional<SteadyTime> CallPlan::next_step_at(const OpenCall& call) const {
  if (!wants_answer(call.call.kind) || call.step + 1 >= settings_.steps.size()) return std::nullopt;
  return call.called_at + settings_.steps[call.step + 1].after;
}

bool CallPlan::advance(Now now, std::uint64_t number, OpenCall& call) {
  const auto is_over = [](const Delivery& one) {
    return one.progress == Progress::done || one.progress == Progress::gave_up;
  };
  const bool settled = std::all_of(call.deliveries.begin(), call.deliveries.end(), is_over);
  const bool reached = std::any_of(call.deliveries.begin(), call.deliveries.end(),
                                   [](const Delivery& one) { return one.progress == Progress::done; });
  const auto next = next_step_at(call);
  const bool nobody = settled && !reached;
  const bool more = call.step + 1 < settings_.steps.size();
  if ((next && now.steady >= *next) || (nobody && more)) {
    enter_step(now, number, call, call.step + 1);
    return false;
  }
  if (!settled || next) return false;
  if (!call.delivered) return over(number, Fate::unreached);
  return over(number, wants_answer(call.call.kind) && settings_.steps.size() > 1 ? Fate::unanswered : Fate::sent);
}

bool CallPlan::over(std::uint64_t number, Fate fate) {
  if (fate == Fate::unanswered) ++counters_.unanswered;
  if (fate == Fate::dropped) ++counters_.dropped;
  if (fate == Fate::unreached) {
    ++counters_.unreached;
    nobody_is_reached_ = true;
  }
  if (LoggedCall* logged = find_logged(number)) logged->fate = fate;
  return true;
}

void CallPlan::on_deadline(Now now) {
  for (auto one = open_.begin(); one != open_.end();)
    one = advance(now, one->first, one->second) ? open_.erase(one) : std::next(one);
  sum_up(now);
}

void CallPlan::refill(SteadyTime now) {
  while (tokens_ < kCallBurst && now >= refilled_at_ + kCallRefill) {
    ++tokens_;
    refilled_at_ += kCallRefill;
  }
}

bool CallPlan::take_token(SteadyTime now) {
  refill(now);
  if (tokens_ == 0) return false;
  if (tokens_-- == kCallBurst) refilled_at_ = now;  // a full bucket begins to refill now
  return true;
}

void CallPlan::sum_up(Now now) {
  if (held_back_unsaid_ == 0 || !take_token(now.steady)) return;
  const std::string text = std::to_string(held_back_unsaid_) + " further calls were held back; the call log has each";
  held_back_unsaid_ = 0;
  open(now, {CallKind::summary, Level::routine, "calls", text});
}

// A delivery whose channel is busy waits for that channel's result, not for a time.
SteadyTime CallPlan::next_deadline() const {
  SteadyTime next = SteadyTime::max();
  for (const auto& [number, call] : open_) {
    if (const auto step = next_step_at(call)) next = std::min(next, *step);
    for (const Delivery& delivery : call.deliveries) {
      const auto busy = busy_.find(delivery.channel);
      const bool is_free = busy == busy_.end() || !busy->second;
      if (delivery.progress == Progress::waiting && is_free) next = std::min(next, delivery.due);
    }
  }
  if (held_back_unsaid_ > 0) next = std::min(next, tokens_ > 0 ? refilled_at_ : refilled_at_ + kCallRefill);
  return next;
}

}  // namespace tongluo::notify
