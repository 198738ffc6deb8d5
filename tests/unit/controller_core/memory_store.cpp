#include "tests/unit/controller_core/memory_store.hpp"

#include <algorithm>

#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::test {
namespace {

// Replaces the first row that is the same one, or adds it behind all others.
template <class Row, class Same>
void put_row(std::vector<Row>& rows, Row row, Same same) {
  const auto found = std::find_if(rows.begin(), rows.end(), same);
  if (found == rows.end())
    rows.push_back(std::move(row));
  else
    *found = std::move(row);
}

Digest digest_of(const controller::StoredOrder& order) {
  return sign::digest_of(wire::parse_envelope(order.envelope)->payload);
}

}  // namespace

void MemoryStore::operator()(const controller::SaveTrustList& write) const { stored.trust_list = write.envelope; }
void MemoryStore::operator()(const controller::SaveFreshness& write) const { stored.freshness = write.envelope; }
void MemoryStore::operator()(const controller::SaveRoots& write) const { stored.roots = write.root_set; }

void MemoryStore::operator()(const controller::SavePlace& write) const {
  const auto held = index.places.find(write.terminal);
  const std::size_t row = held == index.places.end() ? stored.places.size() : held->second.row;
  if (row == stored.places.size()) stored.places.emplace_back();
  stored.places[row] = write.envelope;
  index.places.insert_or_assign(
      write.terminal, StoredPlace{row, *wire::parse_place_record(wire::parse_envelope(write.envelope)->payload)});
}

void MemoryStore::operator()(const controller::SaveCertificate& write) const {
  index.certificates.put(stored.certificates, {write.terminal, write.der},
                         [](const auto& row) { return row.terminal; });
}

void MemoryStore::operator()(const controller::SaveOrder& write) const {
  stored.orders.push_back({write.envelope, write.submitted_at, write.start_at, write.addressed, {}, {}});
}

void MemoryStore::operator()(const controller::WithdrawOrder& write) const {
  for (controller::StoredOrder& row : stored.orders)
    if (digest_of(row) == write.digest) row.withdrawn = write.why, row.withdrawn_at = write.at;
}

void MemoryStore::operator()(const controller::ForgetOrder& write) const {
  std::erase_if(stored.orders, [&write](const auto& row) { return digest_of(row) == write.digest; });
}

void MemoryStore::operator()(const controller::SaveReceipt& write) const {
  index.receipts.put(stored.receipts, {write.envelope, write.received_at},
                     [](const auto& row) { return sign::digest_of(row.envelope); });
}

void MemoryStore::operator()(const controller::SaveForeignReceipt& write) const {
  stored.foreign.push_back({write.receipt.envelope, write.receipt.received_at});
}

void MemoryStore::operator()(const controller::SaveClip& write) const {
  put_row(stored.clips, {write.clip->digest, write.clip->manifest, write.warnings, write.note},
          [&](const auto& row) { return row.digest == write.clip->digest; });
}

void MemoryStore::operator()(const controller::SaveClipNote& write) const {
  for (controller::StoredClip& row : stored.clips)
    if (row.digest == write.digest) row.note = write.note;
}

void MemoryStore::operator()(const controller::SaveProposal& write) const {
  (*this)(controller::RemoveProposal{write.proposal.digest});
  stored.proposals.push_back(write.proposal);
}

void MemoryStore::operator()(const controller::RemoveProposal& write) const {
  std::erase_if(stored.proposals, [&write](const auto& row) { return row.digest == write.digest; });
}

void MemoryStore::operator()(const controller::SaveStop& write) const {
  put_row(stored.stops, {write.digest, write.envelope, write.received_at, write.until, write.orders},
          [&](const auto& row) { return row.digest == write.digest; });
}

void MemoryStore::operator()(const controller::SaveDocument& write) const {
  (*this)(controller::RemoveDocument{write.document.kind, write.document.name});
  stored.documents.push_back(write.document);
}

void MemoryStore::operator()(const controller::RemoveDocument& write) const {
  std::erase_if(stored.documents,
                [&write](const auto& document) { return document.kind == write.kind && document.name == write.name; });
}

void MemoryStore::operator()(const controller::SaveDataMonth& write) const {
  index.data_months.put(stored.data_months, {write.terminal, write.counted},
                        [](const auto& row) { return std::pair(row.terminal, row.counted.month); });
}

void MemoryStore::operator()(const controller::SaveHistory& write) const {
  index.history.put(stored.history, write, [](const auto& row) { return std::pair(row.terminal, row.step); });
}

void MemoryStore::operator()(const controller::SaveAudit& write) const { audited.push_back(write); }

}  // namespace tongluo::test
