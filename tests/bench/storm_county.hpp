#pragma once
// A county round the real controller core and the real store: every terminal has a session that takes what it is sent
// and answers each delivery with a signed receipt. No sockets. One thread, and the store's; the clock is the machine's.

#include <filesystem>
#include <optional>
#include <thread>

#include "controller/store/sqlite_store.hpp"
#include "protocol/os/blocking_queue.hpp"
#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::bench {

class StormCounty {
 public:
  StormCounty(std::size_t terminals, std::size_t spare_receipts, const std::filesystem::path& database);
  StormCounty(const StormCounty&) = delete;
  StormCounty& operator=(const StormCounty&) = delete;
  ~StormCounty();

  // Hands in an order of this level to the whole county; its content is like no other's.
  Digest submit(Level level);
  // Feeds the core what there is and performs its actions.
  void pump();
  // When the last of the county's sessions was sent this order, if it was.
  std::optional<SteadyTime> sent_to_all(const Digest& order) const;

  const controller::ControllerCore& core() const { return *core_; }
  Now now() const;
  std::size_t deliveries() const { return deliveries_; }
  std::size_t refused() const { return refused_; }
  controller::OrderDraft whole_county() const;
  std::size_t terminals() const { return terminals_; }

 private:
  struct Sent {
    std::size_t count = 0;
    SteadyTime last{};
  };
  void settle();  // until nothing is on its way to the disk
  void perform(controller::Action& action);
  void delivered(const controller::SendFramed& send);

  std::size_t terminals_;
  test::TrustFixture trust_;
  session::SharedClip clip_ = test::sample_clip();
  os::BlockingQueue<store::Completion> completions_{store::kMaxQueuedJobs};
  std::unique_ptr<store::SqliteStore> store_;
  std::optional<controller::ControllerCore> core_;
  SteadyTime started_at_;
  std::vector<Envelope> receipts_;  // signed beforehand, used one after the other
  std::size_t next_receipt_ = 0, waiting_ = 0, deliveries_ = 0, refused_ = 0;
  std::uint64_t last_request_ = 0, last_order_ = 0;
  std::map<std::shared_ptr<const Bytes>, Digest> frames_;  // one for each order, shared by all sessions
  std::map<Digest, Sent> sent_;
  std::vector<std::pair<controller::SessionId, Envelope>> replies_;
  std::jthread thread_;
};

}  // namespace tongluo::bench
