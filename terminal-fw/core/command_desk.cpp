#include "terminal-fw/core/command_desk.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/sign/envelope_signing.hpp"

namespace tongluo::terminal {
namespace {

using wire::CommandKind;
using wire::CommandStatus;

// Looks only: obeying it twice, or unrecorded, does no harm.
bool only_looks(CommandKind kind) {
  return kind == CommandKind::self_test || kind == CommandKind::levels || kind == CommandKind::log ||
         kind == CommandKind::register_read || kind == CommandKind::network_check;
}

}  // namespace

bool CommandDesk::admit_one_more(SteadyTime now) {
  const auto due = (now - refilled_at_) / kCommandInterval;
  if (due > 0) {
    tokens_ = static_cast<std::uint32_t>(std::min<std::int64_t>(kCommandBurst, tokens_ + due));
    refilled_at_ = now;
  }
  if (tokens_ == 0) return false;
  --tokens_;
  return true;
}

// The same again, after a lost link: the same answer, without its data.
bool CommandDesk::was_answered(const Digest& digest) {
  const auto known =
      std::find_if(answered_.begin(), answered_.end(), [&digest](const Answer& one) { return one.digest == digest; });
  if (known == answered_.end()) return false;
  parts_.actions.send(wire::CommandResult{digest, known->status, known->detail, Refusal::none, 1, 1, {}});
  return true;
}

Refusal CommandDesk::objection(const trust::AdmittedCommand& admitted) const {
  const wire::PlaceRecord* place = parts_.trust.place();
  if (place == nullptr) return Refusal::no_place;
  if (const Refusal refusal = trust::commands(admitted, *place); refusal != Refusal::none) return refusal;
  if (parts_.replays.may_have_forgotten(admitted.command.issued_at)) return Refusal::replayed;
  switch (parts_.replays.check({admitted.digest, admitted.by, admitted.command.expires_at}, false)) {
    case ReplayMemory::Verdict::seen:
    case ReplayMemory::Verdict::below:
      return Refusal::replayed;
    case ReplayMemory::Verdict::full:
      return Refusal::replay_memory_full;
    case ReplayMemory::Verdict::fresh:
      break;
  }
  return Refusal::none;
}

void CommandDesk::on_command(Now now, const Envelope& envelope, bool alert_near) {
  const Digest digest = sign::identity(envelope);
  if (running_ && running_->digest == digest) return;  // its answer comes
  if (!admit_one_more(now.steady)) return answer(digest, CommandStatus::busy, Refusal::none, "too many commands");
  if (was_answered(digest)) return;
  auto admitted = trust::verify_command(parts_.trust.authority(), envelope, parts_.time.proven(now));
  if (admitted) tidy_replays(parts_, now);
  const Refusal refusal = admitted ? objection(*admitted) : admitted.error();
  if (refusal != Refusal::none) {
    ledger_.refuse_object(now, digest, refusal);
    return answer(digest, CommandStatus::refused, refusal, {});
  }
  if (alert_near) return answer(digest, CommandStatus::alert, Refusal::none, "an alert of level I or II goes first");
  if (running_) return answer(digest, CommandStatus::busy, Refusal::none, "another command is under way");
  take(now, std::move(*admitted));
}

void CommandDesk::take(Now now, trust::AdmittedCommand admitted) {
  const StoredReplay replay{admitted.digest, admitted.by, admitted.command.expires_at};
  JournalWrite write;
  if (const auto forgotten = parts_.replays.take_forgotten()) write.push_back(*forgotten);
  parts_.replays.remember(replay);
  write.push_back(PutReplay{replay});
  const bool looks = only_looks(admitted.command.kind);
  parts_.actions.alarm("event=command kind=" + std::string(to_string(admitted.command.kind)) + " by=\"" +
                       admitted.person + "\" object=" + to_string(admitted.digest));
  running_ = Running{admitted.digest, std::move(admitted.command), SteadyTime::max(), false};
  running_->give_up = now.steady + running_->command.duration + kCommandPatience;
  ledger_.commit(now, std::move(write), Purpose::command, {running_->digest, 0});
  if (looks) begin();
}

void CommandDesk::begin() {
  running_->begun = true;
  parts_.actions.push(Maintain{running_->digest, running_->command});
}

void CommandDesk::on_stored(Now, const Digest& command, bool stored) {
  if (!running_ || running_->digest != command || running_->begun) return;
  if (stored) return begin();
  running_.reset();
  answer(command, CommandStatus::refused, Refusal::storage_failed, "it could not be recorded, so it was not done");
}

void CommandDesk::on_maintained(Now, const Digest& command, Maintained result) {
  if (!running_ || running_->digest != command) return;
  running_.reset();
  if (result.data.size() > limits::kMaxLogSlice) result.data.resize(limits::kMaxLogSlice);
  answered_.push_front({command, result.status, result.detail});
  if (answered_.size() > kMaxAnswersKept) answered_.pop_back();
  answer(command, result.status, Refusal::none, result.detail, result.data);
}

void CommandDesk::on_deadline(Now now) {
  if (!running_ || now.steady < running_->give_up) return;
  on_maintained(now, Digest(running_->digest), {CommandStatus::failed, "no answer in time", {}});
}

void CommandDesk::answer(const Digest& digest, CommandStatus status, Refusal refusal, const std::string& detail,
                         const Bytes& data) {
  const std::size_t parts =
      std::max<std::size_t>(1, (data.size() + limits::kMaxResultPart - 1) / limits::kMaxResultPart);
  for (std::size_t part = 0; part < parts; ++part) {
    const auto from = static_cast<std::ptrdiff_t>(part * limits::kMaxResultPart);
    const auto until = static_cast<std::ptrdiff_t>(std::min(data.size(), (part + 1) * limits::kMaxResultPart));
    parts_.actions.send(wire::CommandResult{digest, status, detail.substr(0, limits::kMaxTextBytes), refusal,
                                            static_cast<std::uint32_t>(part + 1), static_cast<std::uint32_t>(parts),
                                            Bytes(data.begin() + from, data.begin() + until)});
  }
}

}  // namespace tongluo::terminal
