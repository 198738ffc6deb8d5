#pragma once
// Turns a draft into a signed receipt: terminal, boot id, a sequence number never used before. Owner: the core.
// Sequence numbers are reserved in blocks, so that a power cut loses some but repeats none.

#include <optional>

#include "protocol/base/digest.hpp"
#include "protocol/sign/keys.hpp"
#include "protocol/wire/receipt.hpp"
#include "terminal-fw/core/journal.hpp"

namespace tongluo::terminal {

class ReceiptWriter {
 public:
  // The signer must outlive the writer.
  ReceiptWriter(TerminalId terminal, Nonce boot_id, const Digest& deployment, const sign::Signer& signer);

  void load(std::uint64_t sequence_reserved);
  // A blank draft of this terminal.
  wire::Receipt draft() const;
  // Nothing if the key refused.
  std::optional<StoredReceipt> write(wire::Receipt draft);
  // The reservation to store with the next write, if it moved.
  std::optional<std::uint64_t> take_reservation();
  // The write that it went with may have failed.
  void reserve_again() { reservation_moved_ = next_sequence_ < reserved_; }
  std::uint64_t reserved() const { return reserved_; }

 private:
  TerminalId terminal_;
  Nonce boot_id_;
  Digest deployment_;
  const sign::Signer& signer_;
  std::uint64_t next_sequence_ = 1;
  std::uint64_t reserved_ = 1;
  bool reservation_moved_ = false;
};

}  // namespace tongluo::terminal
