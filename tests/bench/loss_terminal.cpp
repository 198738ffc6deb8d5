#include "tests/bench/loss_terminal.hpp"

#include <algorithm>

namespace tongluo::bench {

LossTerminal::LossTerminal(Now now, const live::StreamTerms& terms, const Nonce& token, ByteView exported,
                           std::size_t packets)
    : live_start_(terms.live_start), path_(std::in_place, token, exported), receiver_(now, terms), there_(packets) {
  path_->open(now, terms.stream_id);
  path_->ask_time(now, live::kTimeBurst);
}

LossTerminal::LossTerminal(Now now, const live::StreamTerms& terms, std::size_t packets)
    : live_start_(terms.live_start), receiver_(now, terms), there_(packets) {
  receiver_.on_no_datagrams(now);
}

void LossTerminal::on_link_open(Now now, const Nonce& token, ByteView exported) {
  path_.emplace(token, exported);
  receiver_.on_new_session(now);
  path_->open(now, receiver_.stream_id());
  path_->ask_time(now, live::kTimeBurst);
}

void LossTerminal::on_datagram(Now now, ByteView datagram) {
  if (path_ && path_->on_datagram(now, datagram)) receiver_.on_datagram(now, datagram);
}

void LossTerminal::on_framed(Now now, ByteView packets) { receiver_.on_framed(now, packets); }

void LossTerminal::on_deadline(Now now) {
  if (path_ && path_->next_deadline() <= now.steady) path_->on_deadline(now);
  if (receiver_.next_deadline() <= now.steady) receiver_.on_deadline(now);
}

SteadyTime LossTerminal::next_deadline() const {
  return std::min(path_ ? path_->next_deadline() : SteadyTime::max(), receiver_.next_deadline());
}

LossTerminal::Sent LossTerminal::take(Now now) {
  Sent sent;
  for (bool more = true; more;) {
    more = false;
    while (auto action = receiver_.next_action()) act(now, sent, *action);
    while (auto action = path_ ? path_->next_action() : std::nullopt) {
      act(now, sent, *action);
      more = true;
    }
  }
  return sent;
}

void LossTerminal::act(Now now, Sent& sent, live::ReceiverAction& action) {
  if (const auto* play = std::get_if<live::Play>(&action)) {
    sent.handed_out.push_back(play->packet);
    const std::int64_t number = play->packet.position / limits::kLivePacketSamples;
    const auto instant = live_start_ + number * limits::kLivePacketDuration;
    if (play->packet.last || number < 0 || number >= static_cast<std::int64_t>(there_.size())) return;
    if (now.wall < instant) there_[static_cast<std::size_t>(number)] = true;
  } else if (const auto* nack = std::get_if<live::SendNack>(&action)) {
    if (path_) path_->nack(now, nack->nack);
  } else if (const auto* ask = std::get_if<live::AskControlChannel>(&action)) {
    sent.over_control = ask->wanted;
  } else if (std::holds_alternative<live::Lost>(action)) {
    ++lost_streams_;
  } else if (std::holds_alternative<live::Back>(action)) {
    receiver_.resend(now);
  }
}

void LossTerminal::act(Now now, Sent& sent, live::PathAction& action) {
  if (auto* send = std::get_if<live::SendDatagram>(&action)) {
    sent.datagrams.push_back(std::move(send->bytes));
  } else if (const auto* sample = std::get_if<live::TimeSample>(&action)) {
    receiver_.on_round_trip(now, sample->round_trip());
  } else if (const auto* state = std::get_if<live::StreamStateChanged>(&action)) {
    told_ended_ = told_ended_ || state->state == rtp::StreamState::ended;
    receiver_.on_opened(now, state->state);
  }
}

}  // namespace tongluo::bench
