// What terminals say: verified with the certificate's key, stored, and only then believed and acknowledged.

#include "controller/core/controller_impl.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {

bool is_genuine(const CheckReceipt& check) {
  const Envelope& envelope = check.envelope;
  return envelope.signatures.size() == 1 &&
         sign::verify_signature(envelope, check.deployment, envelope.signatures.front(), check.key);
}

void ControllerCore::Impl::on_receipt(SessionId session, Envelope envelope) {
  const TerminalIndex index = sessions.at(session).terminal;
  const TerminalEntry& entry = fleet.at(index);
  auto receipt = wire::parse_receipt(envelope.payload);
  if (envelope.type != PayloadType::receipt || !receipt || receipt->terminal != entry.id) {
    ++counters.receipts_malformed;
    return;
  }
  if (!entry.key) {
    ++counters.receipts_bad_signature;
    return;
  }
  push(CheckReceipt{session, index, std::move(*receipt), std::move(envelope), *entry.key, roots.deployment()});
}

// Its session may have ended meanwhile; what the terminal signed stays true.
void ControllerCore::on_receipt_checked(Now now, CheckReceipt check, bool genuine) {
  impl_->last = now;
  if (!genuine) {
    ++impl_->counters.receipts_bad_signature;
    return;
  }
  SaveReceipt write{sign::identity(check.envelope), check.receipt.order, check.receipt.terminal,
                    wire::serialize(check.envelope), now.wall};
  impl_->keep_receipt(check.session, {check.terminal, std::move(check.receipt), std::move(write), false});
}

void ControllerCore::Impl::keep_receipt(SessionId session, StoredReceiptOf kept) {
  const Digest digest = kept.write.digest;
  if (waiting.size() + retries.size() >= kMaxWritesWaiting) {
    ++counters.sent_away_busy;
    return send_away(session, wire::GoAwayReason::too_busy, kBusyReconnectMin, kBusyReconnectMax);
  }
  OrderRecord* record = find(kept.receipt.order);
  auto seen = record == nullptr ? Ledger::Seen::foreign : record->ledger.remember(kept.terminal, digest);
  if (seen == Ledger::Seen::foreign) {
    kept.foreign = true;
    seen = remember_foreign(digest) ? Ledger::Seen::fresh : Ledger::Seen::repeated;
  }
  if (seen == Ledger::Seen::fresh) {
    const StoreWrite write = kept.foreign ? StoreWrite(SaveForeignReceipt{kept.write}) : StoreWrite(kept.write);
    persist({write}, std::move(kept));
    return;
  }
  seen == Ledger::Seen::repeated ? ++counters.receipts_repeated : ++counters.receipts_out_of_bounds;
  // Still on its way to the disk: the answer comes when it is there.
  const auto same = [&digest](const StoredReceiptOf& other) { return other.write.digest == digest; };
  for (const auto& [token, write] : waiting)
    if (const auto* other = std::get_if<StoredReceiptOf>(&write.then); other != nullptr && same(*other)) return;
  for (const auto& [due, other] : retries)
    if (same(other)) return;
  acknowledge(kept.terminal, digest);
}

void ControllerCore::Impl::finish(const StoredReceiptOf& kept) {
  if (kept.receipt.outcome == Outcome::refused) note_refusal(kept.receipt, kept.write.received_at);
  trim_refusals();
  if (kept.foreign) {
    ++counters.receipts_foreign;
  } else if (OrderRecord* record = find(kept.receipt.order)) {
    const Ledger::Change change = record->ledger.apply(kept.terminal, kept.receipt);
    counters.finals += change.finals;
    counters.disputed += change.disputed;
    counters.unreachable_corrected += change.corrected;
  }
  fleet.note_sound(kept.terminal, kept.receipt);
  fleet.at(kept.terminal).memory.note_final(kept.receipt);
  ++counters.receipts_taken;
  acknowledge(kept.terminal, kept.write.digest);
}

// To the newest session: the one that sent it may have gone.
void ControllerCore::Impl::acknowledge(TerminalIndex terminal, const Digest& receipt) {
  const std::vector<SessionId>& open = fleet.at(terminal).sessions;
  if (!open.empty()) push(Send{open.back(), wire::ReceiptTaken{{receipt}}});
}

void ControllerCore::Impl::note_refusal(const wire::Receipt& receipt, WallTime received_at) {
  refusals.push_front({receipt.terminal, receipt.order, receipt.refusal, receipt.detail, receipt.at, received_at});
}

void ControllerCore::Impl::trim_refusals() {
  for (; refusals.size() > kMaxRefusals; refusals.pop_back()) ++counters.refusals_forgotten;
}

bool ControllerCore::Impl::remember_foreign(const Digest& receipt) {
  if (!foreign.insert(receipt).second) return false;
  foreign_order.push_back(receipt);
  if (foreign_order.size() > kMaxRefusals) {
    foreign.erase(foreign_order.front());
    foreign_order.pop_front();
  }
  return true;
}

}  // namespace tongluo::controller
