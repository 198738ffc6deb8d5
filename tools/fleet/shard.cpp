#include "tools/fleet/shard.hpp"

#include <boost/asio/packaged_task.hpp>
#include <boost/asio/post.hpp>

namespace tongluo::fleet {
namespace {

constexpr std::size_t kMemoNames = 16'384;

}  // namespace

Shard::Shard(const trust::PinnedRoots& roots, const net::Endpoint& controller, std::vector<std::uint64_t> villages)
    : world_{context_, roots, {controller}, {}, OrderLog(std::move(villages)), WorkQueue(context_)},
      memo_(kMemoNames) {}

Result<void> Shard::add(TerminalFiles files, TerminalSetup setup) {
  setup.place_in_log = terminals_.size();
  auto made = VirtualTerminal::create(world_, std::move(files), std::move(setup));
  if (!made) return tl::unexpected(made.error());
  terminals_.push_back(std::move(*made));
  return {};
}

void Shard::run() {
  thread_ = std::thread([this] {
    const sign::LentMemo lent(memo_);
    for (const auto& terminal : terminals_) terminal->start();
    context_.run();
  });
}

void Shard::end() {
  if (!thread_.joinable()) return;
  context_.stop();
  thread_.join();
}

std::future<std::uint64_t> Shard::ask(Question question) {
  return boost::asio::post(context_,
                           std::packaged_task<std::uint64_t()>([this, question] { return question(terminals_); }));
}

}  // namespace tongluo::fleet
