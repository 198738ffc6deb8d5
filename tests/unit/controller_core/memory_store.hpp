#pragma once
// A store that is a value: what SqliteStore does on disk, done to a snapshot. The same row again replaces it.

#include <map>
#include <vector>

#include "controller/core/stored.hpp"
#include "protocol/wire/trust_objects.hpp"

namespace tongluo::test {

// Each terminal's row among the stored places, read once: thousands are put and looked at again and again.
struct StoredPlace {
  std::size_t row;
  wire::PlaceRecord record;
};
using StoredPlaces = std::map<TerminalId, StoredPlace>;

// Which row has a key: a county's week writes hundreds of thousands. It is made anew if somebody else changed how many
// rows there are.
template <class Key>
class RowIndex {
 public:
  // Replaces the row of that key, or adds it behind all others.
  template <class Row, class KeyOf>
  void put(std::vector<Row>& rows, Row row, KeyOf key_of) {
    if (numbers_.size() != rows.size()) {
      numbers_.clear();
      for (const Row& held : rows) numbers_.emplace(key_of(held), numbers_.size());
    }
    const auto [known, is_new] = numbers_.emplace(key_of(row), rows.size());
    if (is_new)
      rows.push_back(std::move(row));
    else
      rows.at(known->second) = std::move(row);
  }

 private:
  std::map<Key, std::size_t> numbers_;
};

struct MemoryIndex {
  StoredPlaces places;
  RowIndex<TerminalId> certificates;
  RowIndex<Digest> receipts;
  RowIndex<std::pair<TerminalId, std::uint32_t>> data_months;
  RowIndex<std::pair<TerminalId, std::uint8_t>> history;
};

struct MemoryStore {
  controller::Snapshot& stored;
  std::vector<controller::SaveAudit>& audited;
  MemoryIndex& index;

  void apply(const controller::StoreWrite& write) const { std::visit(*this, write); }

  void operator()(const controller::SaveTrustList& write) const;
  void operator()(const controller::SaveFreshness& write) const;
  void operator()(const controller::SaveRoots& write) const;
  void operator()(const controller::SavePlace& write) const;
  void operator()(const controller::SaveCertificate& write) const;
  void operator()(const controller::SaveOrder& write) const;
  void operator()(const controller::WithdrawOrder& write) const;
  void operator()(const controller::ForgetOrder& write) const;
  void operator()(const controller::SaveReceipt& write) const;
  void operator()(const controller::SaveForeignReceipt& write) const;
  void operator()(const controller::SaveClip& write) const;
  void operator()(const controller::SaveClipNote& write) const;
  void operator()(const controller::SaveProposal& write) const;
  void operator()(const controller::RemoveProposal& write) const;
  void operator()(const controller::SaveStop& write) const;
  void operator()(const controller::SaveDocument& write) const;
  void operator()(const controller::RemoveDocument& write) const;
  void operator()(const controller::SaveDataMonth& write) const;
  void operator()(const controller::SaveHistory& write) const;
  void operator()(const controller::SaveAudit& write) const;
  // The shell's own: a core neither writes nor reads them.
  void operator()(const controller::SaveRecord& /*write*/) const {}
  void operator()(const controller::RemoveRecord& /*write*/) const {}
};

}  // namespace tongluo::test
