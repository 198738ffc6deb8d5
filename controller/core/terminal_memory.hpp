#pragma once
// What the register remembers of one terminal besides its place: what it last said of itself and what its last plays
// came to, for the diagnosis. Pure; lost at a restart of the controller except for what receipts tell.
// Limits: kMaxDialsRemembered, kMaxPlaysRemembered, kMaxNewsRemembered; the oldest leaves. One entry for each kind of
// report.

#include <optional>
#include <vector>

#include "controller/core/limits.hpp"
#include "controller/diagnosis/condition.hpp"
#include "protocol/session/status_channel.hpp"
#include "protocol/wire/messages.hpp"
#include "protocol/wire/receipt.hpp"

namespace tongluo::controller {

class TerminalMemory {
 public:
  // `offered`: the trust list's version that it is sent now, if its own is older.
  void note_hello(WallTime now, const wire::Hello& hello, std::uint64_t offered);
  // `session`: any number that tells its sessions apart. False: its status counts from what is not known here.
  bool note_heartbeat(WallTime now, std::uint64_t session, const wire::Heartbeat& heartbeat);
  void note_event(WallTime now, const wire::Event& event);  // by our clock: its own may be what is wrong
  void note_final(const wire::Receipt& receipt);
  void note_two_devices(WallTime now) { two_devices_at_ = now; }
  void note_bad_certificate(WallTime now) { bad_certificate_at_ = now; }

  // Adds what is known here.
  void describe(diagnosis::Condition& condition) const;
  // As its heartbeats say it; nothing: none came since the controller started.
  const wire::TerminalStatus* status() const { return heard_ ? &status_.status() : nullptr; }

 private:
  struct Kept {
    diagnosis::Report kind{};
    diagnosis::ReportSeen seen;
    std::vector<wire::Event> news;  // the newest: one that comes again, as nobody knew that it arrived, is no other
  };
  std::vector<WallTime> dialled_;
  std::vector<Kept> reports_;
  std::vector<diagnosis::Played> played_;  // newest first, by the terminal's clock
  void end_reports(WallTime now);

  session::StatusReceiver status_;
  std::uint64_t status_session_ = 0;
  std::optional<wire::ModemIdentity> modem_;
  bool heard_ = false;  // a heartbeat
  bool degraded_ = false;
  std::optional<Nonce> boot_;
  std::optional<bool> clock_synchronised_;
  std::optional<WallTime::duration> clock_ahead_;
  WallTime two_devices_at_{};
  WallTime bad_certificate_at_{};
  std::uint64_t offered_list_ = 0;
  bool trust_list_older_ = false;
};

}  // namespace tongluo::controller
