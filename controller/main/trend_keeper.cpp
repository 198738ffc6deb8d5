#include "controller/main/trend_keeper.hpp"

#include "protocol/os/clock.hpp"

namespace tongluo::daemon {
namespace {

constexpr std::size_t kTerminalsInPage = 1'000;

}  // namespace

void TrendKeeper::arm() {
  timer_.expires_after(http::kTrendStep);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    take();
    arm();
  });
}

void TrendKeeper::arm_minute() {
  minute_.expires_after(controller::kOnlineLook);
  minute_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    runner_.tell([](controller::ControllerCore& core, Now now) { core.watch_presence(now); });
    arm_minute();
  });
}

void TrendKeeper::take() {
  http::TrendRing::Areas areas;
  std::optional<TerminalId> after;
  do {
    const controller::TerminalPage page = backend_.terminals(kTerminalsInPage, after, {});
    for (const controller::TerminalView& terminal : page.terminals) http::count(areas, terminal, terminal.faulty);
    after = page.next;
  } while (after);
  ring_.add(os::wall_now(), std::move(areas));
}

}  // namespace tongluo::daemon
