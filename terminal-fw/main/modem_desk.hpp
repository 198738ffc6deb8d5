#pragma once
// The modem on the control thread: its readings for heartbeat and status, and a line in the log when they change.
// Owner: the control thread; the port and the counters have a thread of their own (board::ModemThread). The IMSI is
// only shown shortened. Destroy it before the io_context.

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>
#include <vector>

#include "protocol/wire/messages.hpp"
#include "protocol/wire/status.hpp"
#include "terminal-fw/board/modem_thread.hpp"

namespace tongluo::firmware {

class ModemDesk {
 public:
  // `changed` is called on the control thread after the report is another one.
  ModemDesk(boost::asio::io_context& context, board::ModemSettings settings, std::function<void()> changed);

  // The terminal's clock, if it is known to be right: which month is counted.
  void tell_time(std::optional<WallTime> wall) { thread_.set_month(wall ? modem::billing_month(*wall) : 0); }
  const board::ModemReport& report() const { return report_; }
  std::optional<int> signal_dbm() const;
  // Of the newest card that was read; none: none was.
  std::optional<wire::ModemIdentity> identity() const;
  void add_status(wire::TerminalStatus& status) const;
  // Whether a network serves it; nothing: no modem is asked, or it did not say yet.
  std::optional<bool> served() const;
  std::vector<std::string> lines() const;  // for people

 private:
  void take();

  boost::asio::io_context& context_;
  const bool has_modem_;
  const std::function<void()> changed_;
  std::atomic<bool> told_{false};  // take() is on its way
  board::ModemReport report_;
  std::optional<int> shown_signal_dbm_, shown_rsrp_dbm_;  // moved only by more than a dead band
  board::ModemThread thread_;                             // last: it ends first
};

}  // namespace tongluo::firmware
