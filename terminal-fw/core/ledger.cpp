#include "terminal-fw/core/ledger.hpp"

#include <algorithm>
#include <cmath>

#include "protocol/wire/envelope_codec.hpp"
#include "terminal-fw/core/limits.hpp"
#include "terminal-fw/playout/sound.hpp"

namespace tongluo::terminal {

namespace {

std::int32_t thousandths(double value) { return static_cast<std::int32_t>(std::lround(value * 1'000)); }

// Also of what ended early: that nobody heard it is news.
std::string with_proof(std::string detail, Outcome outcome, const Played& played) {
  if (!played.proof || outcome == Outcome::sounded) return detail;
  if (outcome != played.proof->outcome && played.proof->outcome == Outcome::unproved) return detail;
  return (detail.empty() ? "" : detail + "; ") + std::string(to_string(played.proof->reason));
}

PutReplay replay_of(const OpenOrder& order) {
  return {{order.admitted.digest, *order.signers.begin(), order.order().valid_until}};
}

// Of a stream the player counts what is missing itself, in packets and from its first speech on; its silence is starved
// as well.
std::uint32_t frames_lost(const OpenOrder& order, const Played& played) {
  if (order.live() != nullptr) return played.frames_lost;
  return static_cast<std::uint32_t>(played.starved / playout::kFrameSamples);
}

// The order leaves in the same write.
void forget_stages(JournalWrite& write, const Digest& order) {
  std::erase_if(write, [&](const JournalOperation& operation) {
    const auto* stage = std::get_if<PutStage>(&operation);
    return stage != nullptr && stage->order == order;
  });
}

Stage stage_of(const OpenOccurrence& occurrence) {
  if (occurrence.phase == Phase::finished) return Stage::final;
  return occurrence.start_stored || occurrence.start_reported ? Stage::started : Stage::accepted;
}

}  // namespace

StoredOccurrence stored_form(const OpenOccurrence& occurrence, Stage stage) {
  return {.number = occurrence.spec.number,
          .stage = stage,
          .repetition = occurrence.stored_repetition,
          .first_sample = occurrence.played.first_sample,
          .samples_played = occurrence.played.samples};
}

// As it is now.
StoredOrder stored_form(const OpenOrder& order) {
  StoredOrder stored{.digest = order.admitted.digest,
                     .envelope = order.envelope,
                     .start_at = order.start_at,
                     .gateway_epoch = order.gateway_epoch,
                     .occurrences = {}};
  for (const OpenOccurrence& occurrence : order.occurrences)
    stored.occurrences.push_back(stored_form(occurrence, stage_of(occurrence)));
  return stored;
}

void Ledger::store_again(Now now) {
  JournalWrite write = parts_.replays.whole();
  write.emplace_back(PutCounters{parts_.writer.reserved(), parts_.refusals.total()});
  for (const Stop& stop : parts_.stops.all()) write.emplace_back(PutStop{stop.stored});
  for (const Digest& order : parts_.book.digests()) write.emplace_back(PutOrder{stored_form(*parts_.book.find(order))});
  for (StoredReceipt& receipt : parts_.outbox.all()) write.emplace_back(PutReceipt{std::move(receipt)});
  commit_until_stored(now, std::move(write));
}

void Ledger::commit(Now now, JournalWrite write, Purpose purpose, const OccurrenceKey& key,
                    std::vector<Digest> receipts) {
  write_ends(now);
  if (const auto reserved = parts_.writer.take_reservation())
    write.insert(write.begin(), PutCounters{*reserved, parts_.refusals.total()});
  const std::uint64_t token = ++last_token_;
  const bool overloaded = pending_.size() >= kMaxPendingCommits;
  pending_.emplace(token, Pending{purpose,
                                  key,
                                  std::move(receipts),
                                  overloaded ? now.steady : now.steady + SteadyTime::duration(kCommitDeadline),
                                  {},
                                  {},
                                  {}});
  if (overloaded) return;
  for (PutEvent& put : parts_.events.take_writes(believed_wall(parts_, now))) {
    pending_.at(token).events.push_back(put.event.number);
    write.push_back(std::move(put));
  }
  parts_.actions.push(Commit{token, std::move(write)});
}

void Ledger::commit_again(Now now, JournalWrite write, JournalWrite again, std::vector<Digest> receipts) {
  commit(now, std::move(write), Purpose::other, {}, std::move(receipts));
  pending_.at(last_token_).again = std::move(again);
}

void Ledger::commit_until_stored(Now now, JournalWrite write) {
  JournalWrite again = write;
  commit_again(now, std::move(write), std::move(again), {});
}

wire::Receipt Ledger::draft(Now now, const Digest& order, std::uint32_t occurrence, Stage stage) const {
  wire::Receipt receipt = parts_.writer.draft();
  receipt.order = order;
  receipt.occurrence = occurrence;
  receipt.stage = stage;
  receipt.at = parts_.time.wall(now);
  receipt.clock_error_us = parts_.time.error_us();
  receipt.clock_synchronised = parts_.time.synchronised(now);
  return receipt;
}

wire::Receipt Ledger::draft(Now now, const OpenOrder& order, const OpenOccurrence& occurrence, Stage stage) const {
  wire::Receipt receipt = draft(now, order.admitted.digest, occurrence.spec.number, stage);
  const Played& played = occurrence.played;
  receipt.gateway_epoch = order.gateway_epoch;
  receipt.first_sample = played.first_sample;
  receipt.last_sample = played.last_sample;
  receipt.samples_played = played.samples;
  receipt.frames_concealed = played.frames_concealed;
  receipt.frames_lost = frames_lost(order, played);
  receipt.repetitions_played = played.repetitions;
  if (!played.sink_unknown) {
    receipt.sink_samples = played.sink_samples;
    receipt.sink_digest = played.sink_digest;
  }
  if (played.first_sample != WallTime{}) receipt.path = path_of(order);
  if (played.proof && played.proof->measured) {
    receipt.sensor_present = true;
    receipt.expected_level_mdb = thousandths(played.proof->expected_db);
    receipt.measured_level_mdb = thousandths(played.proof->measured_db);
  }
  return receipt;
}

wire::Path Ledger::path_of(const OpenOrder& order) const {
  if (order.is_local()) return wire::Path::local;
  if (order.live() != nullptr) return order.live_path;
  return parts_.clips.from_cache(order.items().front().clip) ? wire::Path::cache : wire::Path::control_channel;
}

// Signs it and puts it into the same transaction as what it reports.
void Ledger::enclose(wire::Receipt draft, JournalWrite& write, std::vector<Digest>& receipts) {
  auto receipt = parts_.writer.write(std::move(draft));
  if (!receipt) {
    ++parts_.counters.receipts_unsigned;
    parts_.actions.alarm("event=receipt_unsigned");
    return;
  }
  write.push_back(PutReceipt{*receipt});
  receipts.push_back(receipt->digest);
  parts_.outbox.add(std::move(*receipt));
}

void Ledger::accept(Now now, OpenOrder& order, const std::optional<Digest>& replaces) {
  JournalWrite write{PutOrder{stored_form(order)}};
  if (const auto forgotten = parts_.replays.take_forgotten()) write.push_back(*forgotten);
  write.push_back(replay_of(order));
  std::vector<Digest> receipts;
  for (const OpenOccurrence& occurrence : order.occurrences) {
    if (occurrence.phase == Phase::finished) continue;
    wire::Receipt receipt = draft(now, order, occurrence, Stage::accepted);
    if (order.admitted.under_expired_list) receipt.detail = "trust list expired";
    enclose(std::move(receipt), write, receipts);
  }
  commit(now, std::move(write), Purpose::acceptance, {order.admitted.digest, 0}, std::move(receipts));
  pending_.at(last_token_).replaces = replaces;
}

void Ledger::store_start(Now now, const OpenOrder& order, const OpenOccurrence& occurrence) {
  commit(now, {PutStage{order.admitted.digest, stored_form(occurrence, Stage::started)}}, Purpose::start,
         {order.admitted.digest, occurrence.spec.number});
}

void Ledger::report_started(Now now, const OpenOrder& order, const OpenOccurrence& occurrence) {
  JournalWrite write{PutStage{order.admitted.digest, stored_form(occurrence, Stage::started)}};
  std::vector<Digest> receipts;
  enclose(draft(now, order, occurrence, Stage::started), write, receipts);
  commit(now, std::move(write), Purpose::other, {}, std::move(receipts));
}

void Ledger::finish(Now now, OpenOrder& order, OpenOccurrence& occurrence, Outcome outcome, Refusal refusal,
                    std::string detail) {
  const Digest digest = order.admitted.digest;
  occurrence.phase = Phase::finished;
  ++parts_.counters.finals;
  if (refusal != Refusal::none) parts_.refusals.count(refusal);
  parts_.actions.notice(
      "event=final order=" + to_string(digest) + " occurrence=" + std::to_string(occurrence.spec.number) +
      " outcome=" + std::string(to_string(outcome)) + " samples=" + std::to_string(occurrence.played.samples));
  wire::Receipt receipt = draft(now, order, occurrence, Stage::final);
  receipt.outcome = outcome;
  receipt.refusal = refusal;
  receipt.detail = with_proof(std::move(detail), outcome, occurrence.played);
  JournalWrite& write = ended_.write;
  if (order.finished()) {
    forget_stages(write, digest);
    write.push_back(RemoveOrder{digest});
  } else {
    write.push_back(PutStage{digest, stored_form(occurrence, Stage::final)});
  }
  if (order.unstored) write.push_back(replay_of(order));
  write.push_back(parts_.plays.note(
      {parts_.time.wall(now), digest, occurrence.spec.number, order.order().order_class, order.order().level,
       order.order().headline, outcome, refusal, occurrence.played.samples, receipt.detail},
      believed_wall(parts_, now)));
  enclose(std::move(receipt), write, ended_.receipts);
  if (!order.finished()) return;
  parts_.book.erase(digest);
  parts_.clips.keep_only(parts_.book.clips());
}

// Unless it is stored some day, the journal holds them as begun: after a power cut they would end a second time.
void Ledger::write_ends(Now now) {
  if (ended_.write.empty()) return;
  Ends ends = std::exchange(ended_, {});
  JournalWrite again;
  for (const JournalOperation& operation : ends.write)
    if (!std::holds_alternative<PutReceipt>(operation)) again.push_back(operation);
  commit_again(now, std::move(ends.write), std::move(again), std::move(ends.receipts));
}

void Ledger::send_event(Now now, wire::EventKind kind, const Digest& subject, Refusal reason) {
  wire::Event event{.kind = kind, .at = parts_.time.wall(now)};
  event.subject = subject;
  event.refusal = reason;
  parts_.actions.send(std::move(event));
}

void Ledger::refuse(Now now, const Digest& order, Refusal reason, std::string detail, JournalWrite also) {
  parts_.refusals.count(reason);
  JournalWrite again = also;
  std::vector<Digest> receipts;
  if (parts_.refusals.may_report(now.steady)) {
    parts_.actions.alarm("event=order_refused order=" + to_string(order) + " reason=" + std::string(to_string(reason)));
    if (parts_.outbox.has_refusal(order)) {
      parts_.outbox.send_again(order);  // said before: the same words again
    } else if (!parts_.outbox.has_room(1)) {
      ++parts_.counters.receipts_dropped;
    } else {
      wire::Receipt receipt = draft(now, order, 0, Stage::final);
      receipt.outcome = Outcome::refused;
      receipt.refusal = reason;
      receipt.detail = std::move(detail);
      enclose(std::move(receipt), also, receipts);
      also.push_back(PutCounters{parts_.writer.reserved(), parts_.refusals.total()});
    }
  }
  if (!also.empty()) commit_again(now, std::move(also), std::move(again), std::move(receipts));
}

void Ledger::refuse_object(Now now, const Digest& object, Refusal reason) {
  parts_.refusals.count(reason);
  if (!parts_.refusals.may_report(now.steady)) return;
  parts_.actions.alarm("event=object_refused object=" + to_string(object) +
                       " reason=" + std::string(to_string(reason)));
  send_event(now, wire::EventKind::object_refused, object, reason);
}

void Ledger::report_replay(Now now, const Digest& order) {
  // Its final is still on its way: the controller cannot know better.
  if (parts_.outbox.has_untaken_final(order)) return;
  parts_.refusals.count(Refusal::replayed);
  if (!parts_.refusals.may_report(now.steady)) return;
  parts_.actions.alarm("event=order_refused order=" + to_string(order) + " reason=replayed");
  parts_.outbox.send_again(order);
  send_event(now, wire::EventKind::order_refused, order, Refusal::replayed);
}

CommitResult Ledger::close(Now now, std::map<std::uint64_t, Pending>::iterator pending, bool stored,
                           std::string_view why_not) {
  CommitResult result{pending->second.purpose, pending->second.key, std::move(pending->second.receipts), stored,
                      pending->second.replaces};
  const std::uint64_t token = pending->first;
  JournalWrite again = std::move(pending->second.again);
  if (!stored) parts_.events.write_again(now.steady, pending->second.events);
  pending_.erase(pending);
  if (stored) {
    owed_.on_stored(token, again);
  } else {
    ++parts_.counters.commits_failed;
    parts_.actions.alarm("event=commit_failed");
    parts_.writer.reserve_again();
    if (retry_at_ == SteadyTime::max()) retry_at_ = now.steady + SteadyTime::duration(kReceiptStoreRetry);
    parts_.counters.writes_lost += owed_.add(token, std::move(again));
  }
  parts_.storage.on_write(now.steady, stored, why_not);
  tell_storage(parts_, now);
  // A failed acceptance may still become a refusal: its receipts stay back until that is decided.
  if (stored || result.purpose != Purpose::acceptance)
    for (const Digest& receipt : result.receipts) parts_.outbox.release(receipt, stored);
  return result;
}

std::optional<CommitResult> Ledger::on_commit(Now now, std::uint64_t token, bool stored, std::string_view why_not) {
  const auto pending = pending_.find(token);
  if (pending == pending_.end()) return std::nullopt;  // it came after its deadline
  return close(now, pending, stored, why_not);
}

std::vector<CommitResult> Ledger::expire(Now now) {
  std::vector<CommitResult> results;
  for (auto pending = pending_.begin(); pending != pending_.end();) {
    const auto current = pending++;
    if (current->second.deadline <= now.steady)
      results.push_back(close(now, current, false, "the disk did not answer in time"));
  }
  return results;
}

void Ledger::on_deadline(Now now) {
  while (parts_.events.commit_due(now.steady)) commit(now, {});
  if (retry_at_ > now.steady) return;
  retry_at_ = SteadyTime::max();
  JournalWrite write = owed_.take();
  JournalWrite again = write;
  for (const Digest& digest : parts_.book.digests()) {
    const OpenOrder& order = *parts_.book.find(digest);
    if (!order.unstored || order.finished()) continue;
    write.push_back(PutOrder{stored_form(order)});
    write.push_back(replay_of(order));
  }
  std::vector<Digest> receipts;
  for (StoredReceipt& receipt : parts_.outbox.unstored()) {
    receipts.push_back(receipt.digest);
    write.push_back(PutReceipt{std::move(receipt)});
  }
  if (!write.empty()) commit_again(now, std::move(write), std::move(again), std::move(receipts));
}

SteadyTime Ledger::next_deadline() const {
  SteadyTime next = std::min(retry_at_, parts_.events.next_deadline());
  for (const auto& [token, pending] : pending_) next = std::min(next, pending.deadline);
  return next;
}

void Ledger::on_taken(Now now, const wire::ReceiptTaken& taken) {
  JournalWrite write;
  auto fresh = parts_.outbox.on_taken(taken.receipts);
  if (!fresh.empty()) write.push_back(MarkTaken{std::move(fresh)});
  auto surplus = parts_.outbox.forget_surplus();
  if (!surplus.empty()) write.push_back(RemoveReceipts{std::move(surplus)});
  if (!write.empty()) commit(now, std::move(write));
}

void Ledger::send_receipts() {
  while (const StoredReceipt* receipt = parts_.outbox.next_to_send()) {
    auto envelope = wire::parse_envelope(receipt->envelope);
    if (envelope)
      parts_.actions.send(wire::ReceiptReport{std::move(*envelope)});
    else
      parts_.actions.alarm("event=receipt_unreadable receipt=" + to_string(receipt->digest));
  }
}

}  // namespace tongluo::terminal
