#include "controller/store/sqlite_store.hpp"

#include <atomic>
#include <span>
#include <string>

#include "controller/store/audit_log.hpp"
#include "controller/store/store_reader.hpp"
#include "controller/store/store_schema.hpp"
#include "controller/store/store_writer.hpp"
#include "protocol/os/blocking_queue.hpp"
#include "protocol/os/file_lock.hpp"

namespace tongluo::store {
namespace {

struct PersistJob {
  controller::PersistToken token = 0;
  std::vector<controller::StoreWrite> writes;
};
struct LoadClipJob {
  Digest digest;
};
struct LoadReceiptsJob {
  controller::RequestId request = 0;
  Digest order;
};
using Job = std::variant<PersistJob, LoadClipJob, LoadReceiptsJob, controller::LoadAudit>;

constexpr const char* kLockSuffix = "-lock";

Result<void> prepare(sqlite::Database& database, std::uint32_t max_pages) {
  if (auto migrated = sqlite::migrate(database, kStoreSteps); !migrated) return migrated;
  if (auto checked = check_newest_audit(database); !checked) return checked;
  return database.execute("PRAGMA max_page_count = " + std::to_string(max_pages));
}

Error named(const std::filesystem::path& file, const Error& error) {
  return {error.kind, file.string() + ": " + error.detail};
}

// A second controller on the same file would be a second truth. Others may read beside us: a backup does.
Result<os::FileLock> lock_out_others(const std::filesystem::path& file) {
  auto lock = os::FileLock::take(file.string() + kLockSuffix);
  if (!lock && lock.error().kind == ErrorKind::unavailable)
    return fail(ErrorKind::unavailable, file.string() + ": another process has it");
  return lock;
}

}  // namespace

struct SqliteStore::Impl {
  Impl(os::FileLock held, sqlite::Database opened, StoreWriter prepared, CompletionSink completion_sink)
      : lock(std::move(held)),
        database(std::move(opened)),
        writer(std::move(prepared)),
        sink(std::move(completion_sink)) {}

  Result<void> commit(std::span<const Job> batch);
  std::vector<Completion> work(std::span<const Job> batch);
  Completion finish(const PersistJob& job, Result<void> result);

  os::FileLock lock;
  sqlite::Database database;
  StoreWriter writer;  // after database: its statements go first
  CompletionSink sink;
  os::BlockingQueue<Job> queue{kMaxQueuedJobs};
  std::atomic<std::uint64_t> transactions = 0, jobs = 0, failed_jobs = 0;
};

// All writes of the batch or none.
Result<void> SqliteStore::Impl::commit(std::span<const Job> batch) {
  auto transaction = sqlite::Transaction::begin(database);
  if (!transaction) return fail(transaction.error());
  for (const Job& job : batch) {
    const auto* persist = std::get_if<PersistJob>(&job);
    if (persist == nullptr) continue;
    for (const controller::StoreWrite& write : persist->writes)
      if (auto written = writer.write(write); !written) return written;
  }
  auto committed = transaction->commit();
  if (committed) ++transactions;
  return committed;
}

Completion SqliteStore::Impl::finish(const PersistJob& job, Result<void> result) {
  if (!result) ++failed_jobs;
  return PersistDone{job.token, std::move(result)};
}

// Writes first, then reads: what is answered is on the disk.
std::vector<Completion> SqliteStore::Impl::work(std::span<const Job> batch) {
  std::size_t persists = 0;
  for (const Job& job : batch) persists += std::holds_alternative<PersistJob>(job) ? 1 : 0;
  const Result<void> together = persists > 0 ? commit(batch) : Result<void>();
  std::vector<Completion> completions;
  for (const Job& job : batch) {
    if (const auto* persist = std::get_if<PersistJob>(&job)) {
      const bool alone = !together && persists > 1;
      completions.push_back(finish(*persist, alone ? commit(std::span(&job, 1)) : together));
    } else if (const auto* clip = std::get_if<LoadClipJob>(&job)) {
      completions.push_back(ClipLoaded{clip->digest, read_clip(database, clip->digest)});
    } else if (const auto* receipts = std::get_if<LoadReceiptsJob>(&job)) {
      auto envelopes = read_receipts(database, receipts->order);
      if (!envelopes) ++failed_jobs;
      completions.push_back(ReceiptsLoaded{receipts->request, std::move(envelopes)});
    } else {
      const auto& wanted = std::get<controller::LoadAudit>(job);
      auto entries = wanted.slice_of.empty() ? read_audit_page(database, wanted.range)
                                             : read_audit_of(database, wanted.slice_of, wanted.range.limit);
      if (!entries) ++failed_jobs;
      completions.push_back(AuditLoaded{wanted.request, std::move(entries)});
    }
  }
  jobs += batch.size();
  return completions;
}

SqliteStore::SqliteStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SqliteStore::~SqliteStore() = default;

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::filesystem::path& file, CompletionSink sink,
                                                       std::uint32_t max_pages) {
  auto lock = lock_out_others(file);
  if (!lock) return fail(lock.error());
  auto database = sqlite::Database::open(file);
  if (!database) return fail(database.error());
  if (auto prepared = prepare(*database, max_pages); !prepared) return fail(named(file, prepared.error()));
  auto writer = StoreWriter::create(*database);
  if (!writer) return fail(named(file, writer.error()));
  auto impl = std::make_unique<Impl>(std::move(*lock), std::move(*database), std::move(*writer), std::move(sink));
  return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(impl)));
}

Result<controller::Snapshot> SqliteStore::load_snapshot() { return read_snapshot(impl_->database); }

bool SqliteStore::submit(controller::PersistToken token, std::vector<controller::StoreWrite> writes) {
  return impl_->queue.push(PersistJob{token, std::move(writes)});
}

bool SqliteStore::load_clip(const Digest& digest) { return impl_->queue.push(LoadClipJob{digest}); }

bool SqliteStore::load_receipts(controller::RequestId request, const Digest& order) {
  return impl_->queue.push(LoadReceiptsJob{request, order});
}

bool SqliteStore::load_audit(controller::LoadAudit wanted) { return impl_->queue.push(std::move(wanted)); }

void SqliteStore::run(std::stop_token stop) {
  for (;;) {
    const std::vector<Job> batch = impl_->queue.drain(kMaxJobsPerTransaction, stop);
    if (batch.empty()) return;
    impl_->sink(impl_->work(batch));
  }
}

StoreCounters SqliteStore::counters() const {
  return {impl_->transactions.load(), impl_->jobs.load(), impl_->failed_jobs.load(), impl_->queue.refused()};
}

}  // namespace tongluo::store
