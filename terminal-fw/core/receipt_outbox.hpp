#pragma once
// Signed receipts on their way to the controller: committed, then sent (at most kMaxReceiptsInFlight at once), sent
// again after each reconnect until taken, then kept a while for redelivered orders. Pure value; owner: the core.
// Limits: limits.hpp.

#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "terminal-fw/core/journal.hpp"

namespace tongluo::terminal {

class ReceiptOutbox {
 public:
  void load(const std::vector<StoredReceipt>& receipts);
  bool has_room(std::size_t receipts) const;
  // Held back until release().
  void add(StoredReceipt receipt);
  // Its commit ended: it may be sent. One that could not be stored is sent all the same, and offered by unstored().
  void release(const Digest& receipt, bool stored);
  void drop(const Digest& receipt);

  void on_link(bool open);
  // The next receipt to send, or null. It then counts as in flight.
  const StoredReceipt* next_to_send();
  // Answers what was new among them, to be marked in the journal.
  std::vector<Digest> on_taken(std::span<const Digest> receipts);
  // The controller does not seem to know this order's receipts: those taken go out once more.
  void send_again(const Digest& order);

  // The whole-order refusal (occurrence 0), or a final of any occurrence.
  bool has_refusal(const Digest& order) const;
  bool has_untaken_final(const Digest& order) const;
  bool has_final(const Digest& order, std::uint32_t occurrence) const;
  std::vector<StoredReceipt> all() const;
  std::vector<StoredReceipt> unstored() const;
  // Taken receipts beyond kMaxKeptReceipts, oldest first, now forgotten.
  std::vector<Digest> forget_surplus();
  std::size_t untaken() const { return untaken_; }

 private:
  struct Entry {
    StoredReceipt receipt;
    bool released = false;
    bool stored = false;
    bool in_flight = false;
    bool repeat = false;  // taken before, asked for again

    bool ready() const { return released && !in_flight && (!receipt.taken || repeat); }
  };
  using Entries = std::map<std::uint64_t, Entry>;  // by sequence

  Entry* find(const Digest& receipt);
  void insert(Entry entry);
  void erase(Entries::iterator entry);
  void note(const Entry& entry);  // after each change of it

  Entries entries_;
  std::set<std::uint64_t> ready_;  // sequences: after every event one is looked for, among thousands that are kept
  std::map<Digest, std::uint64_t> by_digest_;
  std::size_t untaken_ = 0;
  std::size_t in_flight_ = 0;
  bool link_open_ = false;
};

}  // namespace tongluo::terminal
