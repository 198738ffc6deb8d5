#pragma once
// A part of the fleet in a thread of its own: its terminals, their orders' log, the memo of what was verified. Made and
// loaded before run(), read after end(), by the thread that owns it; while it runs only tally() and ask() are for
// others.

#include <boost/asio/executor_work_guard.hpp>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "protocol/sign/verification_memo.hpp"
#include "tools/fleet/virtual_terminal.hpp"

namespace tongluo::fleet {

class Shard {
 public:
  using Terminals = std::vector<std::unique_ptr<VirtualTerminal>>;
  using Question = std::uint64_t (*)(const Terminals&);

  Shard(const trust::PinnedRoots& roots, const net::Endpoint& controller, std::vector<std::uint64_t> villages);
  ~Shard() { end(); }
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  // In the order of `villages`. Errors: bad_input: a terminal's files.
  Result<void> add(TerminalFiles files, TerminalSetup setup);
  void run();
  void end();  // its thread has ended when this returns

  const Tally& tally() const { return world_.tally; }
  // Computed by the terminals' thread between two of its turns.
  std::future<std::uint64_t> ask(Question question);

  const Terminals& terminals() const { return terminals_; }
  const OrderLog& log() const { return world_.log; }
  const sign::VerificationMemo& memo() const { return memo_; }

 private:
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> stays_{context_.get_executor()};
  World world_;
  Terminals terminals_;
  sign::VerificationMemo memo_;
  std::thread thread_;
};

}  // namespace tongluo::fleet
