#include "terminal-fw/core/receipt_writer.hpp"

#include <algorithm>

#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {

ReceiptWriter::ReceiptWriter(TerminalId terminal, Nonce boot_id, const Digest& deployment, const sign::Signer& signer)
    : terminal_(std::move(terminal)), boot_id_(boot_id), deployment_(deployment), signer_(signer) {}

void ReceiptWriter::load(std::uint64_t sequence_reserved) {
  next_sequence_ = std::max<std::uint64_t>(1, sequence_reserved);
  reserved_ = next_sequence_;
}

wire::Receipt ReceiptWriter::draft() const {
  wire::Receipt receipt{.terminal = terminal_};
  receipt.boot_id = boot_id_;
  return receipt;
}

std::optional<StoredReceipt> ReceiptWriter::write(wire::Receipt draft) {
  if (next_sequence_ >= reserved_) {
    reserved_ = next_sequence_ + kSequenceBlock;
    reservation_moved_ = true;
  }
  draft.sequence = next_sequence_++;
  Envelope envelope{.type = PayloadType::receipt, .payload = wire::serialize(draft), .signatures = {}};
  if (!sign::add_signature(envelope, deployment_, signer_)) return std::nullopt;
  return StoredReceipt{.digest = sign::identity(envelope),
                       .sequence = draft.sequence,
                       .order = draft.order,
                       .occurrence = draft.occurrence,
                       .stage = draft.stage,
                       .taken = false,
                       .envelope = wire::serialize(envelope)};
}

std::optional<std::uint64_t> ReceiptWriter::take_reservation() {
  if (!reservation_moved_) return std::nullopt;
  reservation_moved_ = false;
  return reserved_;
}

}  // namespace tongluo::terminal
