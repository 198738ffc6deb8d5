#include "tools/ctl/follow.hpp"

#include <thread>

#include "protocol/os/clock.hpp"

namespace tongluo::ctl {
namespace {

class ProgressDisplay {
 public:
  explicit ProgressDisplay(const Context& context)
      : err_(context.err), redraw_(context.out_is_terminal), silent_(context.options.json) {}
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;
  ~ProgressDisplay() {
    if (drawn_) err_ << "\n";
  }

  void show(const OrderStatus& status) { show_line(redraw_ ? progress_bars(status) : progress_line(status)); }
  void show_line(const std::string& line) {
    if (silent_ || line == last_) return;
    if (redraw_)
      err_ << "\r\033[K" << line << std::flush;
    else
      err_ << line << std::endl;
    drawn_ = redraw_;
    last_ = line;
  }

 private:
  std::ostream& err_;
  bool redraw_;
  bool silent_;
  bool drawn_ = false;
  std::string last_;
};

}  // namespace

Try<OrderStatus> fetch_order(const Api& api, const std::string& digest) {
  return api.get("/api/v1/orders/" + digest).map(parse_order_status);
}

Try<OrderStatus> follow_order(const Context& context, const Api& api, const std::string& digest, seconds wait) {
  const SteadyTime deadline = os::steady_now() + wait;
  ProgressDisplay display(context);
  Try<OrderStatus> last = give_up(ExitCode::unreachable, "the controller did not answer");
  while (true) {
    Try<OrderStatus> status = fetch_order(api, digest);
    if (status) {
      display.show(*status);
      last = std::move(status);
      if (last->finished()) return last;
    } else if (status.error().code == ExitCode::unreachable) {
      display.show_line("the controller does not answer; terminals go on alone, waiting for it …");
    } else {
      return status;
    }
    if (os::steady_now() >= deadline) return last;
    std::this_thread::sleep_for(kPollInterval);
  }
}

}  // namespace tongluo::ctl
