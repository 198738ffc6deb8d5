#pragma once
// Writes of the core as rows. Statements are prepared once. Owner thread: store. No clock. Use inside a transaction: a
// failed write leaves what came before it, which the caller rolls back. Every write may be repeated (a retry after a
// failure that was none); an older trust list or place record never replaces a newer one. Limits: kMaxRefusals foreign
// receipts and kMaxStops stops, the oldest leaves. Errors: as protocol/sqlite; corrupt when the audit chain's last
// entry is damaged.

#include <vector>

#include "controller/core/stored.hpp"
#include "protocol/sqlite/database.hpp"

namespace tongluo::store {

class StoreWriter {
 public:
  static Result<StoreWriter> create(sqlite::Database& database);

  Result<void> write(const controller::StoreWrite& write);

 private:
  explicit StoreWriter(std::vector<sqlite::Statement> statements) : statements_(std::move(statements)) {}

  Result<void> put(const controller::SaveTrustList& save);
  Result<void> put(const controller::SavePlace& save);
  Result<void> put(const controller::SaveCertificate& save);
  Result<void> put(const controller::SaveOrder& save);
  Result<void> put(const controller::WithdrawOrder& withdrawn);
  Result<void> put(const controller::ForgetOrder& left);
  Result<void> put(const controller::SaveReceipt& save);
  Result<void> put(const controller::SaveForeignReceipt& save);
  Result<void> put(const controller::SaveClip& save);
  Result<void> put(const controller::SaveClipNote& save);
  Result<void> put(const controller::SaveAudit& save);
  Result<void> put(const controller::SaveFreshness& save);
  Result<void> put(const controller::SaveRoots& save);
  Result<void> put(const controller::SaveProposal& save);
  Result<void> put(const controller::RemoveProposal& save);
  Result<void> put(const controller::SaveStop& save);
  Result<void> put(const controller::SaveDocument& save);
  Result<void> put(const controller::RemoveDocument& save);
  Result<void> put(const controller::SaveDataMonth& save);
  Result<void> put(const controller::SaveHistory& save);
  Result<void> put(const controller::SaveRecord& save);
  Result<void> put(const controller::RemoveRecord& remove);

  struct ChainEnd {
    std::uint64_t sequence = 0;
    Digest digest;
  };
  Result<ChainEnd> chain_end();

  std::vector<sqlite::Statement> statements_;  // in the order of Query
};

}  // namespace tongluo::store
