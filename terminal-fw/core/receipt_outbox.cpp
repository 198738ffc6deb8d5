#include "terminal-fw/core/receipt_outbox.hpp"

#include <algorithm>
#include <utility>

#include "protocol/base/limits.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {

void ReceiptOutbox::load(const std::vector<StoredReceipt>& receipts) {
  for (const StoredReceipt& receipt : receipts) insert({.receipt = receipt, .released = true, .stored = true});
}

bool ReceiptOutbox::has_room(std::size_t receipts) const { return untaken_ + receipts <= kMaxUntakenReceipts; }

void ReceiptOutbox::add(StoredReceipt receipt) { insert({.receipt = std::move(receipt)}); }

void ReceiptOutbox::insert(Entry entry) {
  const std::uint64_t sequence = entry.receipt.sequence;
  if (!by_digest_.emplace(entry.receipt.digest, sequence).second) return;
  if (!entry.receipt.taken) ++untaken_;
  note(entries_.emplace(sequence, std::move(entry)).first->second);
}

ReceiptOutbox::Entry* ReceiptOutbox::find(const Digest& receipt) {
  const auto found = by_digest_.find(receipt);
  return found == by_digest_.end() ? nullptr : &entries_.at(found->second);
}

void ReceiptOutbox::erase(Entries::iterator entry) {
  if (!entry->second.receipt.taken) --untaken_;
  if (entry->second.in_flight) --in_flight_;
  ready_.erase(entry->first);
  by_digest_.erase(entry->second.receipt.digest);
  entries_.erase(entry);
}

void ReceiptOutbox::note(const Entry& entry) {
  if (entry.ready())
    ready_.insert(entry.receipt.sequence);
  else
    ready_.erase(entry.receipt.sequence);
}

void ReceiptOutbox::release(const Digest& receipt, bool stored) {
  Entry* entry = find(receipt);
  if (entry == nullptr) return;
  entry->released = true;
  entry->stored = entry->stored || stored;
  note(*entry);
}

void ReceiptOutbox::drop(const Digest& receipt) {
  const auto found = by_digest_.find(receipt);
  if (found != by_digest_.end()) erase(entries_.find(found->second));
}

void ReceiptOutbox::on_link(bool open) {
  link_open_ = open;
  in_flight_ = 0;
  for (auto& [sequence, entry] : entries_) {
    entry.in_flight = false;
    note(entry);
  }
}

const StoredReceipt* ReceiptOutbox::next_to_send() {
  if (!link_open_ || in_flight_ >= limits::kMaxReceiptsInFlight) return nullptr;
  if (ready_.empty()) return nullptr;
  Entry& entry = entries_.at(*ready_.begin());
  entry.in_flight = true;
  ++in_flight_;
  note(entry);
  return &entry.receipt;
}

std::vector<Digest> ReceiptOutbox::on_taken(std::span<const Digest> receipts) {
  std::vector<Digest> fresh;
  for (const Digest& receipt : receipts) {
    Entry* entry = find(receipt);
    if (entry == nullptr) continue;
    if (entry->in_flight) --in_flight_;
    entry->in_flight = false;
    entry->repeat = false;
    const bool fresh_one = !std::exchange(entry->receipt.taken, true);
    note(*entry);
    if (!fresh_one) continue;
    --untaken_;
    if (entry->stored) fresh.push_back(receipt);
  }
  return fresh;
}

void ReceiptOutbox::send_again(const Digest& order) {
  for (auto& [sequence, entry] : entries_) {
    if (entry.receipt.order != order || !entry.receipt.taken) continue;
    entry.repeat = true;
    note(entry);
  }
}

bool ReceiptOutbox::has_refusal(const Digest& order) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const auto& item) {
    const StoredReceipt& receipt = item.second.receipt;
    return receipt.order == order && receipt.stage == Stage::final && receipt.occurrence == 0;
  });
}

bool ReceiptOutbox::has_untaken_final(const Digest& order) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const auto& item) {
    const StoredReceipt& receipt = item.second.receipt;
    return receipt.order == order && receipt.stage == Stage::final && !receipt.taken;
  });
}

bool ReceiptOutbox::has_final(const Digest& order, std::uint32_t occurrence) const {
  return std::ranges::any_of(entries_, [&](const auto& entry) {
    const StoredReceipt& receipt = entry.second.receipt;
    return receipt.stage == Stage::final && receipt.order == order && receipt.occurrence == occurrence;
  });
}

std::vector<StoredReceipt> ReceiptOutbox::all() const {
  std::vector<StoredReceipt> receipts;
  receipts.reserve(entries_.size());
  for (const auto& [sequence, entry] : entries_) receipts.push_back(entry.receipt);
  return receipts;
}

std::vector<StoredReceipt> ReceiptOutbox::unstored() const {
  std::vector<StoredReceipt> receipts;
  for (const auto& [sequence, entry] : entries_)
    if (entry.released && !entry.stored && !entry.receipt.taken) receipts.push_back(entry.receipt);
  return receipts;
}

std::vector<Digest> ReceiptOutbox::forget_surplus() {
  std::vector<Digest> forgotten;
  std::size_t kept = entries_.size() - untaken_;
  for (auto entry = entries_.begin(); entry != entries_.end() && kept > kMaxKeptReceipts;) {
    const auto current = entry++;
    if (!current->second.receipt.taken || current->second.repeat) continue;
    forgotten.push_back(current->second.receipt.digest);
    erase(current);
    --kept;
  }
  return forgotten;
}

}  // namespace tongluo::terminal
