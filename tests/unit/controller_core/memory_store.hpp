#pragma once
// A store that is a value: what SqliteStore does on disk, done to a snapshot. The same row again replaces it.

#include <map>

#include "controller/core/stored.hpp"
#include "protocol/wire/trust_objects.hpp"

namespace tongluo::test {

// Each terminal's row among the stored places, read once: thousands are put and looked at again and again.
struct StoredPlace {
  std::size_t row;
  wire::PlaceRecord record;
};
using StoredPlaces = std::map<TerminalId, StoredPlace>;

struct MemoryStore {
  controller::Snapshot& stored;
  std::vector<controller::SaveAudit>& audited;
  StoredPlaces& places;

  void apply(const controller::StoreWrite& write) const { std::visit(*this, write); }

  void operator()(const controller::SaveTrustList& write) const;
  void operator()(const controller::SaveFreshness& write) const;
  void operator()(const controller::SaveRoots& write) const;
  void operator()(const controller::SavePlace& write) const;
  void operator()(const controller::SaveCertificate& write) const;
  void operator()(const controller::SaveOrder& write) const;
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
