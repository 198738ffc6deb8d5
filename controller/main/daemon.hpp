#pragma once
// The composition root: makes every part, connects them, runs the control thread and takes everything down in order.
//
//   control thread (the caller of run)  link, HTTP, core, timers       io_context
//   live thread                         broadcast::Broadcaster        bounded queue in, posted frames out
//   capture thread                      live sources, recordings        tasks posted in, packets and answers out
//   store thread                        SqliteStore::run               bounded queue in, posted completions out
//   receipts thread                     signatures of receipts          bounded queue in, posted answers
//   images thread                       images of releases             bounded queue of jobs, posted answers
//   passwords thread                   Argon2id (PasswordDesk)        bounded queue in, posted answers
//   media thread                        recordings and texts to clips  bounded queue in, posted clips out
//   CAP threads (2, and 1 for sources)  reading, fetching               bounded queues in, posted messages out
//   one thread for each call channel    Notifier::run_channel          bounded queue in, posted reports out
//
// Orderly stop: no new requests and sessions, a go-away with a reconnect window to all, what waits for the database is
// written and answered (at most kStopGrace), then the threads end. A kill at any moment loses nothing that was
// acknowledged.

#include <boost/asio/signal_set.hpp>
#include <memory>
#include <optional>
#include <thread>

#include "controller/main/call_desk.hpp"
#include "controller/main/cap_desk.hpp"
#include "controller/main/cap_sources.hpp"
#include "controller/main/config.hpp"
#include "controller/main/console_desk.hpp"
#include "controller/main/core_backend.hpp"
#include "controller/main/county_schedules.hpp"
#include "controller/main/enrolment_desk.hpp"
#include "controller/main/event_feed.hpp"
#include "controller/main/importer.hpp"
#include "controller/main/map_desk.hpp"
#include "controller/main/media_gate.hpp"
#include "controller/main/photo_desk.hpp"
#include "controller/main/prompt_desk.hpp"
#include "controller/main/release_desk.hpp"
#include "controller/main/supervision.hpp"
#include "controller/main/trend_keeper.hpp"

namespace tongluo::daemon {

constexpr auto kStopGrace = seconds(5);
constexpr auto kStopPoll = milliseconds(20);
constexpr auto kReconnectWindow = seconds(5);

class Daemon {
 public:
  // Throws StartError. `ports_file` may be empty.
  Daemon(const Config& config, std::filesystem::path ports_file);
  ~Daemon();
  void run();  // until SIGTERM or SIGINT

 private:
  void open_store(const Config& config);
  void look_for_crash(const Config& config);
  void start_media(const Config& config);
  void make_core(const Config& config);
  void make_desks(const Config& config);
  void make_cap(const Config& config);
  void start_link(const Config& config);
  void make_console(const Config& config);
  void start_http(const Config& config);
  void announce();
  void stop();
  void wait_until_quiet(SteadyTime deadline);

  std::unique_ptr<http::EventHub> events_;  // outlives the context: what waits there leaves it at its end
  boost::asio::io_context context_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer stop_timer_;
  Supervision supervision_;
  std::optional<std::string> crash_;  // what the last run left behind
  bool data_flushed_ = false;
  bool sessions_gone_ = false;
  std::filesystem::path ports_file_;
  std::string media_text_ = "off";
  std::string link_address_, api_text_, https_address_;
  std::optional<sign::PrivateKey> time_key_;
  std::optional<sign::CertificateIssuer> device_authority_;
  std::vector<sign::PrivateKey> relay_keys_;
  Digest deployment_;
  std::vector<controller::ShellRecord> records_;  // until the desks that own them are made
  std::unique_ptr<store::SqliteStore> store_;
  std::unique_ptr<CoreRunner> runner_;
  std::unique_ptr<MediaQueue> media_;
  std::unique_ptr<LiveSpeech> live_speech_;
  std::unique_ptr<CoreBackend> backend_;
  std::unique_ptr<CountySchedules> schedules_;
  std::unique_ptr<Calls> calls_;
  std::unique_ptr<CallDesk> call_desk_;
  std::unique_ptr<PromptDesk> prompt_desk_;
  std::unique_ptr<CapDesk> cap_desk_;
  std::unique_ptr<CapSources> cap_sources_;
  std::unique_ptr<ReleaseDesk> release_desk_;
  std::unique_ptr<ConsoleDesk> console_desk_;
  std::unique_ptr<MapDesk> map_desk_;
  std::unique_ptr<PhotoDesk> photo_desk_;
  std::unique_ptr<EventFeed> event_feed_;
  std::unique_ptr<TrendKeeper> trends_;
  std::unique_ptr<MediaGate> gate_;
  std::unique_ptr<link::LinkServer> link_;
  std::unique_ptr<EnrolmentDesk> enrolment_;
  std::unique_ptr<http::HttpServer> http_;
  std::jthread store_thread_;
};

}  // namespace tongluo::daemon
