#pragma once
// One terminal of the fleet: the real core and the real link with a modelled network between them, a clock of its own,
// a journal in memory that is durable after kCommitTakes, a loudspeaker that counts. Owner: the thread of the
// io_context. The true time is read here and handed on; the core sees the terminal's own.

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <deque>

#include "protocol/trust/roots.hpp"
#include "terminal-fw/core/terminal_core.hpp"
#include "terminal-fw/net/controller_link.hpp"
#include "terminal-fw/net/media_socket.hpp"
#include "tools/fleet/cell_plan.hpp"
#include "tools/fleet/clock_map.hpp"
#include "tools/fleet/order_log.hpp"
#include "tools/fleet/terminal_files.hpp"
#include "tools/fleet/terminal_link.hpp"
#include "tools/fleet/virtual_sound.hpp"
#include "tools/fleet/work_queue.hpp"

namespace tongluo::fleet {

// Written by the terminals' thread, read by any.
struct Tally {
  std::atomic<std::size_t> open{0};
  std::atomic<std::size_t> started{0};
  std::atomic<std::size_t> finished{0};
};

// What all terminals of a thread share; outlives them.
struct World {
  boost::asio::io_context& context;
  const trust::PinnedRoots& roots;
  std::vector<net::Endpoint> endpoints;
  Tally tally;
  OrderLog log;
  WorkQueue work;
};

struct TerminalSetup {
  std::size_t place_in_log = 0;
  TerminalPlan plan;
  std::optional<TerminalLink> link;  // none: loopback as it is
  ClockMap clock;
  double card_ppm = 0;
  std::string bind_address;
  bool no_media = false;
};

struct TerminalTraffic {
  net::LinkTraffic tls;
  std::uint64_t datagrams_in = 0, datagrams_out = 0;  // octets
  LinkCounters link;
};

// How long a journal's transaction takes on the eMMC of a terminal.
constexpr auto kCommitTakes = milliseconds(40);

struct Committing {
  SteadyTime ends;
  std::uint64_t token = 0;
};

class VirtualTerminal final : public net::LinkEvents, public Worker {
 public:
  static Result<std::unique_ptr<VirtualTerminal>> create(World& world, TerminalFiles files, TerminalSetup setup);
  void start();
  void stop();
  void dial_now();  // whatever it does: a new connection, at once
  void cell_down();
  void cell_back();

  bool is_open() const { return open_; }
  std::size_t refusals() const { return core_.refusals().total(); }
  TerminalTraffic traffic() const;
  const TerminalPlan& plan() const { return setup_.plan; }

  wire::Hello make_hello() override;
  WallTime floored_wall_time() override;
  void on_open(const wire::Welcome& welcome, const net::MediaAccess& media) override;
  void on_message(wire::Message message) override;
  void on_closed(session::CloseReason reason, const std::string& detail) override;
  void work() override;  // what is due

 private:
  VirtualTerminal(World& world, TerminalFiles files, TerminalSetup setup, sign::PrivateKey key);
  Now now() const;  // its own
  terminal::SharedClipContent stored(const Digest& clip) const;
  void take_arrivals();
  void take(Arrived& arrived);
  void take_welcome(const wire::Welcome& welcome);
  void take_message(wire::Message& message, WallTime arrived);
  void note_taken(const wire::ReceiptTaken& taken);
  void note_receipt(const wire::ReceiptReport& report);
  void send_datagram(ByteView bytes);
  void tell_heartbeat();
  void end_session();
  void pump();
  void perform(terminal::Action& action);
  void hear();
  void note(const terminal::PlaybackEvent& event);
  void open_media();
  void arm();
  void end_commits();

  World& world_;
  TerminalFiles files_;
  TerminalSetup setup_;
  sign::PrivateKey key_;
  terminal::TerminalCore core_;
  VirtualSound sound_;
  std::unique_ptr<net::ControllerLink> link_;
  net::MediaSocket media_;
  net::MediaAccess access_;
  std::string media_host_;
  std::uint16_t media_port_ = 0;
  boost::asio::steady_timer timer_;
  SteadyTime armed_for_ = SteadyTime::max();             // what timer_ waits for
  std::map<Digest, terminal::SharedClipContent> clips_;  // its flash: at most kMaxClips
  std::deque<Committing> commits_;                       // on their way into its flash, one after the other
  std::map<Digest, Digest> receipts_;                    // sent and not taken: of which order; at most kMaxReceipts
  std::optional<Digest> stopping_;                       // the stop-all that is being obeyed
  std::uint64_t datagrams_in_ = 0, datagrams_out_ = 0;
  bool open_ = false;
  bool dialling_ = false;
};

}  // namespace tongluo::fleet
