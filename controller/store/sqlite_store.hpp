#pragma once
// The controller's only durable memory: one SQLite file, one writer. Owner thread: store, which executes run(); submit,
// load_clip, load_receipts and load_audit may be called from any thread, open and load_snapshot before run() starts. No
// clock. Limits: kMaxQueuedJobs. Everything queued is drained into one transaction (group commit). If that fails, each
// job is tried in a transaction of its own, so that one bad job cannot fail the others; a failed job is reported, never
// lost in silence. Errors of open: corrupt (the newest audit entries too are checked), io (unreadable: exit code 5),
// refused (a newer schema: exit code 6), unavailable (another process has it).

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "controller/core/actions.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::store {

constexpr std::size_t kMaxQueuedJobs = 65'536;  // then submit answers false: the caller reports and tries again
constexpr std::size_t kMaxJobsPerTransaction = 4'096;
constexpr std::uint32_t kMaxPages = 64 * 1024 * 1024;  // 256 GiB; a full file fails its writes as a full disk does

struct PersistDone {
  controller::PersistToken token = 0;
  Result<void> result;
};
struct ClipLoaded {
  Digest digest;
  session::SharedClip clip;  // nullptr: not there or damaged
};
struct ReceiptsLoaded {
  controller::RequestId request = 0;
  Result<std::vector<Bytes>> envelopes;
};
struct AuditLoaded {
  controller::RequestId request = 0;
  Result<std::vector<controller::AuditEntry>> entries;
};
using Completion = std::variant<PersistDone, ClipLoaded, ReceiptsLoaded, AuditLoaded>;

// Called on the store thread with everything one transaction finished, in the order of submission; must hand it to the
// control thread and return.
using CompletionSink = std::function<void(std::vector<Completion>)>;

struct StoreCounters {
  std::uint64_t transactions = 0, jobs = 0, failed_jobs = 0, queue_full = 0;
};

class SqliteStore {
 public:
  static Result<std::unique_ptr<SqliteStore>> open(const std::filesystem::path& file, CompletionSink sink,
                                                   std::uint32_t max_pages = kMaxPages);
  ~SqliteStore();

  Result<controller::Snapshot> load_snapshot();

  // False: the queue is full and nothing was taken.
  bool submit(controller::PersistToken token, std::vector<controller::StoreWrite> writes);
  bool load_clip(const Digest& digest);
  bool load_receipts(controller::RequestId request, const Digest& order);
  bool load_audit(controller::LoadAudit wanted);  // limit: a slice that is longer than wanted

  // The store thread's body. Returns when stop is requested and everything queued before has been written.
  void run(std::stop_token stop);

  StoreCounters counters() const;  // any thread

 private:
  struct Impl;
  explicit SqliteStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tongluo::store
