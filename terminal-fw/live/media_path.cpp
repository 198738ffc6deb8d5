#include "terminal-fw/live/media_path.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/rtp/rtp_packet.hpp"
#include "protocol/rtp/train_manifest.hpp"

namespace tongluo::live {
namespace {

std::int64_t to_us(SteadyTime time) { return time.time_since_epoch().count(); }

// What the packet itself says; nobody has verified it.
std::optional<std::uint32_t> claimed_stream(ByteView datagram) {
  if (rtp::is_manifest(datagram)) {
    const auto parsed = rtp::parse_manifest(datagram);
    return parsed ? std::optional(parsed->manifest.stream_id) : std::nullopt;
  }
  const auto parsed = rtp::parse_rtp(datagram);
  return parsed ? std::optional(parsed->ssrc) : std::nullopt;
}

}  // namespace

MediaPath::Wanted* MediaPath::find(std::uint32_t stream_id) {
  const auto found = std::ranges::find(wanted_, stream_id, &Wanted::stream_id);
  return found == wanted_.end() ? nullptr : &*found;
}

void MediaPath::send(rtp::ControlBody body) {
  TL_ASSERT(actions_.size() < kMaxPendingActions);
  Bytes datagram = seal_.seal(std::move(body));
  ++counters_.sent;
  counters_.sent_bytes += datagram.size();
  actions_.push_back(SendDatagram{std::move(datagram)});
}

bool MediaPath::open(Now now, std::uint32_t stream_id) {
  if (find(stream_id) != nullptr) return true;
  if (wanted_.size() == kMaxWantedStreams) return false;
  Wanted& wanted = wanted_.emplace_back();
  wanted.stream_id = stream_id;
  wanted.retry = kFirstOpenRetry;
  send_open(now, wanted);
  if (!question_at_) question_at_ = now.steady + kTimeInterval;
  return true;
}

void MediaPath::close(Now, std::uint32_t stream_id) {
  if (std::erase_if(wanted_, [stream_id](const Wanted& wanted) { return wanted.stream_id == stream_id; }) == 0) return;
  send(rtp::Close{stream_id});
}

void MediaPath::nack(Now, const rtp::Nack& nack) {
  if (!nack.entries.empty() && find(nack.stream_id) != nullptr) send(nack);
}

// Unanswered it is repeated soon, then less and less often; answered, it keeps the address alive.
void MediaPath::send_open(Now now, Wanted& wanted) {
  send(rtp::Open{wanted.stream_id});
  ++counters_.opens;
  wanted.answered = false;
  wanted.open_at = now.steady + wanted.retry;
  wanted.retry = std::min<microseconds>(2 * wanted.retry, limits::kMediaKeepAlive);
}

void MediaPath::ask_time(Now now, std::size_t questions) {
  burst_left_ = std::max(checking_ ? 0 : burst_left_, questions);
  checking_ = false;
  send_question(now);
}

// A burst that is under way checks as well.
void MediaPath::check_time(Now now) {
  if (burst_left_ > 0) return;
  burst_left_ = kTimeChecks;
  checking_ = true;
  send_question(now);
}

void MediaPath::on_checked(Now now, bool agrees, std::size_t questions_more) {
  if (!checking_) return;
  checking_ = false;
  burst_left_ = 0;
  if (!agrees) return ask_time(now, questions_more);
  plan_question(now);
}

void MediaPath::send_question(Now now) {
  if (questions_.size() == kMaxOpenQuestions) questions_.pop_front();
  questions_.push_back(now.steady);
  send(rtp::TimeQuery{to_us(now.steady)});
  if (burst_left_ > 0) --burst_left_;
  plan_question(now);
}

void MediaPath::plan_question(Now now) {
  if (burst_left_ > 0) {
    question_at_ = now.steady + (checking_ ? kTimeCheckRetry : kTimeBurstGap);
  } else if (!wanted_.empty()) {
    question_at_ = now.steady + kTimeInterval;
  } else {
    question_at_.reset();
  }
}

std::optional<std::uint32_t> MediaPath::on_datagram(Now now, ByteView datagram) {
  ++counters_.received;
  counters_.received_bytes += datagram.size();
  if (rtp::is_control(datagram)) {
    on_control(now, datagram);
    return std::nullopt;
  }
  const std::optional<std::uint32_t> claimed = claimed_stream(datagram);
  Wanted* wanted = claimed ? find(*claimed) : nullptr;
  if (wanted == nullptr) {
    ++counters_.foreign;
    return std::nullopt;
  }
  on_media(now, *wanted);
  return claimed;
}

void MediaPath::on_media(Now now, Wanted& wanted) {
  wanted.heard = now.steady;
  wanted.flowing = true;
  wanted.patience = kReopenAfter;
  if (wanted.answered) return;
  wanted.answered = true;
  wanted.retry = kFirstOpenRetry;
  wanted.open_at = now.steady + limits::kMediaKeepAlive;
}

void MediaPath::on_control(Now now, ByteView datagram) {
  const auto body = seal_.open(datagram);
  if (!body) {
    ++counters_.refused;
  } else if (const auto* challenge = std::get_if<rtp::Challenge>(&*body)) {
    on_challenge(now, *challenge);
  } else if (const auto* opened = std::get_if<rtp::Opened>(&*body)) {
    on_opened(now, *opened);
  } else if (const auto* answer = std::get_if<rtp::TimeAnswer>(&*body)) {
    on_answer(now, *answer);
  } else {
    ++counters_.unexpected;
  }
}

// What was asked from the unproven address was not heard: it is said again at once, behind the proof.
void MediaPath::on_challenge(Now now, const rtp::Challenge& challenge) {
  if (now.steady - echo_second_ >= seconds(1)) {
    echo_second_ = now.steady;
    echoes_in_second_ = 0;
  }
  if (echoes_in_second_ == kMaxEchoesPerSecond) return;
  ++echoes_in_second_;
  ++counters_.echoes;
  send(rtp::Echo{challenge.nonce});
  for (Wanted& wanted : wanted_)
    if (!wanted.answered) send_open(now, wanted);
}

void MediaPath::on_opened(Now now, const rtp::Opened& opened) {
  Wanted* wanted = find(opened.stream_id);
  if (wanted == nullptr) {
    if (opened.stream_id != 0) ++counters_.unexpected;
    return;
  }
  wanted->answered = true;
  wanted->retry = kFirstOpenRetry;
  wanted->open_at = now.steady + limits::kMediaKeepAlive;
  wanted->flowing = opened.state == rtp::StreamState::flowing;
  if (wanted->flowing && !wanted->heard) wanted->heard = now.steady;
  if (!wanted->flowing) wanted->heard.reset();
  TL_ASSERT(actions_.size() < kMaxPendingActions);
  actions_.push_back(StreamStateChanged{opened.stream_id, opened.state});
}

void MediaPath::on_answer(Now now, const rtp::TimeAnswer& answer) {
  const SteadyTime sent{SteadyTime::duration(answer.sent_us)};
  const auto question = std::ranges::find(questions_, sent);
  if (question == questions_.end() || now.steady - sent > kAnswerPatience) {
    ++counters_.unexpected;
    return;
  }
  questions_.erase(question);
  TL_ASSERT(actions_.size() < kMaxPendingActions);
  actions_.push_back(TimeSample{sent, answer.received, answer.replied, now.steady});
}

void MediaPath::on_deadline(Now now) {
  for (Wanted& wanted : wanted_) {
    const bool silent = wanted.flowing && wanted.heard && now.steady - *wanted.heard >= wanted.patience;
    if (silent) {
      wanted.heard.reset();  // noticed; from here on the retries go on by themselves
      wanted.patience = std::min<microseconds>(2 * wanted.patience, limits::kMediaKeepAlive);
      wanted.retry = kFirstOpenRetry;
      ++counters_.reopens;
    }
    if (silent || now.steady >= wanted.open_at) send_open(now, wanted);
  }
  if (question_at_ && now.steady >= *question_at_) {
    if (burst_left_ == 0 && wanted_.empty())
      question_at_.reset();
    else
      send_question(now);
  }
}

std::optional<PathAction> MediaPath::next_action() {
  if (actions_.empty()) return std::nullopt;
  PathAction action = std::move(actions_.front());
  actions_.pop_front();
  return action;
}

SteadyTime MediaPath::next_deadline() const {
  SteadyTime next = question_at_.value_or(SteadyTime::max());
  for (const Wanted& wanted : wanted_) {
    next = std::min(next, wanted.open_at);
    if (wanted.flowing && wanted.heard) next = std::min(next, *wanted.heard + wanted.patience);
  }
  return next;
}

}  // namespace tongluo::live
