#pragma once
// A real store in a folder of its own, and short names for what is written to it. No thread: work() runs the store's
// loop here with the stop already requested, so it writes everything queued, as one batch where the limits allow, and
// returns.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "controller/store/sqlite_store.hpp"
#include "protocol/sign/digest_of.hpp"
#include "tests/unit/storage/temp_folder.hpp"

namespace tongluo::store {

using controller::StoreWrite;

inline TerminalId terminal(int number) { return *TerminalId::parse("TL-500116-" + std::to_string(number)); }
inline Bytes content(const std::string& name) { return to_bytes("envelope of " + name); }
inline Digest digest(const std::string& name) { return sign::digest_of(as_bytes(name)); }

inline controller::SaveOrder order(const std::string& name, std::vector<TerminalId> addressed = {terminal(1)}) {
  return {digest(name), content(name), wall_from_us(1'000), wall_from_us(2'000), std::move(addressed)};
}
inline controller::SaveReceipt receipt(const std::string& name, const std::string& of_order) {
  return {digest(name), digest(of_order), terminal(1), content(name), wall_from_us(3'000)};
}
inline controller::SaveAudit audit(const std::string& subject) {
  return {wall_from_us(4'000), "order.submitted", subject, "三个镇"};
}

class StoreRig {
 public:
  StoreRig() { open(); }

  // Closes first: a store keeps others out.
  void open(std::uint32_t max_pages = kMaxPages) {
    store_.reset();
    auto opened = SqliteStore::open(file(), sink(), max_pages);
    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
    store_ = std::move(*opened);
  }
  void close() { store_.reset(); }

  // Everything queued so far; the completions, over all calls of the sink.
  std::vector<Completion> work() {
    std::stop_source stop;
    stop.request_stop();
    store_->run(stop.get_token());
    sink_calls = std::exchange(calls_, 0);
    return std::exchange(completions_, {});
  }

  Result<void> write(std::vector<StoreWrite> writes) {
    EXPECT_TRUE(store_->submit(1, std::move(writes)));
    return std::get<PersistDone>(work().at(0)).result;
  }

  // What a process that starts after this one would find.
  controller::Snapshot reopened() {
    open();
    auto snapshot = store_->load_snapshot();
    EXPECT_TRUE(snapshot.has_value());
    return snapshot ? std::move(*snapshot) : controller::Snapshot{};
  }

  SqliteStore& operator*() { return *store_; }
  SqliteStore* operator->() { return store_.get(); }
  const std::filesystem::path& folder() const { return folder_.path(); }
  std::filesystem::path file() const { return folder() / "store.db"; }

  int sink_calls = 0;                            // of the last work()
  std::function<void()> on_completions = [] {};  // inside the sink

 private:
  CompletionSink sink() {
    return [this](std::vector<Completion> completions) {
      ++calls_;
      for (Completion& completion : completions) completions_.push_back(std::move(completion));
      on_completions();
    };
  }

  test::TempFolder folder_;
  int calls_ = 0;
  std::vector<Completion> completions_;
  std::unique_ptr<SqliteStore> store_;
};

}  // namespace tongluo::store
