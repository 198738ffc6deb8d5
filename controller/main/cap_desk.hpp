#pragma once
// CAP in and out for the daemon: reads messages on its own thread, decides by the mapping table, turns what may become
// an order into one (cap_case.hpp), and remembers what became of each. One message (sender, identifier, sent) is
// handled once. Owner thread: control: every call and every answer. Time source: protocol/os. Limits: kMaxCapUnderWay
// messages at a time, further ones are refused as queue.full; kMaxCapLog records.

#include <boost/asio/io_context.hpp>
#include <set>

#include "controller/cap/intake.hpp"
#include "controller/main/cap_case.hpp"
#include "controller/main/cap_log.hpp"
#include "controller/main/cap_worker.hpp"

namespace tongluo::daemon {

constexpr std::size_t kMaxCapUnderWay = 32;
constexpr std::size_t kMaxOutgoingEntries = 50;
constexpr std::size_t kMaxSuccessors = 16;  // updates of updates that a reference is followed through

struct CapSettings {
  cap::Mapping mapping;
  cap::PinnedCertificates pinned;
  std::string sender;  // ours
};

// Blocking, on the desk's second thread.
using CapFetch = std::function<Result<Bytes>(const std::string& url, const std::stop_token& stop)>;

class CapDesk final : public http::CapGate {
 public:
  CapDesk(boost::asio::io_context& context, CapSettings settings, CapPorts ports, CapFetch fetch);

  void receive(std::string xml, std::string actor, http::Answering<http::CapDecision> answer) override;
  void read_areas(std::string xml, http::Answering<Result<http::CapAreas, http::CapDecision>> answer) override;
  std::vector<http::CapLogEntry> list(std::size_t limit) override { return log_.list(limit); }
  std::optional<std::string> outgoing(const Digest& order) override;
  std::string feed(const std::vector<AreaCode>& areas) override;

  std::size_t under_way() const { return under_way_; }

 private:
  using Answer = http::Answering<http::CapDecision>;
  struct Message {
    cap::Intake intake;
    std::string actor;
    std::string identifier;  // empty: it could not be read
    WallTime received_at{};
    bool in_hand = false;
    Answer answer;
  };
  using Shared = std::shared_ptr<Message>;

  void on_taken(const Shared& message);
  bool is_known(const Shared& message);
  void act(const Shared& message);
  void act_with_audio(const Shared& message);
  void run_case(const Shared& message);
  // The order that an update or cancel names, or the reason why not.
  Result<void, cap::Rejection> find_named(CapTask& task) const;
  Result<void, cap::Rejection> find_cancelled(const Digest& order, CapTask& task) const;
  Digest newest_of(Digest order) const;
  Digest oldest_of(Digest order) const;
  void conclude(const Shared& message, http::CapDecision decision);
  void answer_unlogged(const Shared& message, http::CapDecision decision);

  boost::asio::io_context& context_;
  const CapSettings settings_;
  const CapPorts ports_;
  const CapFetch fetch_;
  CapLog log_;
  std::set<std::string, std::less<>> in_hand_;  // identifiers of messages under way
  std::size_t under_way_ = 0;
  CapWorker reader_{kMaxCapUnderWay};
  CapWorker fetcher_{kMaxCapUnderWay};
};

}  // namespace tongluo::daemon
