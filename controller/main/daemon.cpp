#include "controller/main/daemon.hpp"

#include <boost/asio/post.hpp>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <spdlog/spdlog.h>

#include "controller/http/api.hpp"
#include "controller/http/tls_context.hpp"
#include "controller/main/cap_settings.hpp"
#include "controller/main/key_files.hpp"
#include "controller/main/start_error.hpp"
#include "controller/main/ticket_file.hpp"
#include "controller/notify/fetch.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/os/crash_report.hpp"
#include "protocol/os/files.hpp"
#include "protocol/os/random.hpp"

namespace tongluo::daemon {
namespace {

std::optional<passwords::KnownPasswords> known_passwords(const Path& file) {
  if (file.empty()) return std::nullopt;
  auto known = passwords::KnownPasswords::open(file);
  if (!known) throw StartError(ExitCode::usage, "[console] known_passwords: " + known.error().detail);
  return *std::move(known);
}

constexpr const char* kDatabaseName = "controller.db";
constexpr const char* kCrashReport = "crash.txt";
constexpr const char* kRecordings = "recordings";
constexpr const char* kReleases = "releases";
constexpr const char* kPhotos = "photos";

ExitCode exit_code_of(const Error& error) {
  return error.kind == ErrorKind::bad_input ? ExitCode::key_material : ExitCode::in_use;
}

std::uint64_t random_epoch() {
  std::uint64_t epoch = 0;
  const Bytes random = os::random_bytes(sizeof epoch);
  std::memcpy(&epoch, random.data(), sizeof epoch);
  return epoch | 1;  // never zero: zero means none
}

// What of our own will end, for the expiry watch.
std::vector<controller::Expiry> own_expiries(const Config& config) {
  std::vector<controller::Expiry> expiries;
  const auto add = [&expiries](const std::string& subject, const TlsFiles& files) {
    const auto ends = http::certificate_expiry(load_identity(files).certificate_pem);
    if (ends) expiries.push_back({subject, *ends, std::nullopt});
  };
  add("certificate of the link", config.link.files);
  if (config.https) add("certificate of HTTPS", config.https->files);
  if (config.console) {
    const auto ends = http::certificate_expiry(load_pem_file(config.console->certificate));
    if (ends) expiries.push_back({"certificate of the console", *ends, std::nullopt});
  }
  return expiries;
}

LiveOutput output_of(broadcast::Broadcaster& live) {
  return {[&live](live::StreamSettings settings) { return live.open_stream(std::move(settings)); },
          [&live](live::LivePacket packet) { return live.push(std::move(packet)); },
          [&live](live::StreamId stream) { return live.end_stream(stream); },
          [&live](live::StreamId stream) { return live.stop_stream(stream); }};
}

}  // namespace

Daemon::Daemon(const Config& config, std::filesystem::path ports_file)
    : signals_(context_, SIGTERM, SIGINT),
      stop_timer_(context_),
      supervision_(context_),
      ports_file_(std::move(ports_file)) {
  std::signal(SIGPIPE, SIG_IGN);
  open_store(config);
  look_for_crash(config);
  start_media(config);
  make_core(config);
  media_ = std::make_unique<MediaQueue>(context_, *runner_, config.speech);
  backend_ = std::make_unique<CoreBackend>(*runner_, *store_, *media_, config);
  backend_->attach(live_speech_.get());
  make_desks(config);
  start_link(config);
  make_console(config);
  start_http(config);
  backend_->attach(link_.get(), http_.get(), calls_.get());
  store_thread_ = std::jthread([this](const std::stop_token& stop) { store_->run(stop); });
  boost::asio::post(context_, [this, files = ImportFiles{config.trust_list, config.places}] {
    import_files(*runner_, files, [this](Imported imported) {
      spdlog::info("event=imported stored={} unchanged={} wrong={}", imported.stored, imported.unchanged,
                   imported.wrong);
      http_->open();  // who asks before would be answered without the trust list
      announce();
    });
    live_speech_->take_left_over();
    release_desk_->start();
  });
}

// The sessions end first, while everything that they report to still stands; the capture thread before the live thread,
// to which it hands packets.
Daemon::~Daemon() {
  media_->stop();
  release_desk_->stop();
  photo_desk_->stop();
  live_speech_->stop();
  store_thread_.request_stop();
  if (store_thread_.joinable()) store_thread_.join();
  if (console_desk_) console_desk_->stop();
  event_feed_->stop();
  trends_->stop();
  cap_sources_.reset();
  calls_->stop();
  http_.reset();
  enrolment_.reset();
  cap_desk_.reset();
  runner_->detach();
  runner_->attach_media(nullptr);
  gate_.reset();
  link_.reset();
}

void Daemon::open_store(const Config& config) {
  std::error_code error;
  std::filesystem::create_directories(config.data_dir, error);
  if (error)
    throw StartError(ExitCode::database_unreadable, config.data_dir.string() + ": cannot be made: " + error.message());
  auto sink = [this](std::vector<store::Completion> completions) {
    boost::asio::post(context_, [this, completions = std::move(completions)]() mutable {
      runner_->on_completions(std::move(completions));
    });
  };
  auto opened = store::SqliteStore::open(config.data_dir / kDatabaseName, std::move(sink));
  if (!opened) {
    const bool newer = opened.error().kind == ErrorKind::refused;
    throw StartError(newer ? ExitCode::database_newer : ExitCode::database_unreadable, opened.error().detail);
  }
  store_ = std::move(*opened);
}

// A fault of our own leaves a report for the next start, which calls a person.
void Daemon::look_for_crash(const Config& config) {
  const Path file = std::filesystem::absolute(config.data_dir / kCrashReport);
  crash_ = os::take_crash_report(file);
  if (crash_) spdlog::error("event=crashed_before report=\"{}.last\"", file.string());
  if (!os::keep_crash_reports(file, "tongluod " TONGLUO_VERSION))
    spdlog::warn("event=no_crash_reports detail=\"the path of data_dir is too long\"");
}

// Before the core, which names the port to each terminal.
void Daemon::start_media(const Config& config) {
  live_speech_ = std::make_unique<LiveSpeech>(context_, config.live, config.data_dir / kRecordings);
  MediaGate::Taps taps;
  taps.train = [this](live::StreamId stream, live::SharedTrain train) {
    live_speech_->on_train(stream, std::move(train));
  };
  taps.ended = [this](live::StreamId stream, live::StreamEnd why) {
    boost::asio::post(context_, [this, stream, why] { live_speech_->on_output_ended(stream, why); });
  };
  std::optional<broadcast::Listening> listening;
  if (config.media) listening = {config.media->address, config.media->port};
  auto gate = MediaGate::start(context_, listening, config.media ? config.media->endpoint : "", std::move(taps));
  if (!gate) throw StartError(exit_code_of(gate.error()), gate.error().detail);
  gate_ = std::move(*gate);
  live_speech_->attach(output_of(gate_->broadcaster()));
  if (config.media) media_text_ = config.media->address + ":" + std::to_string(gate_->port());
}

void Daemon::make_core(const Config& config) {
  if (!config.time_key.empty()) time_key_ = load_unattended_key(config.time_key, "time key");
  for (const Path& file : config.relay_keys) relay_keys_.push_back(load_unattended_key(file, "relay key"));
  controller::Settings settings;
  settings.gateway_epoch = random_epoch();
  settings.heartbeat_interval = config.heartbeat;
  settings.media_endpoint = gate_->endpoint();
  settings.time_signer = time_key_ ? &*time_key_ : nullptr;
  device_authority_ = load_device_authority(config.enrolment);
  if (device_authority_) {
    settings.device_authority = &*device_authority_;
    settings.device_life = config.enrolment->certificate_life;
  }
  settings.guard = config.guard;
  settings.stream_keys = live_speech_.get();
  settings.expiries = own_expiries(config);
  trust::PinnedRoots roots = load_roots(config.roots);
  deployment_ = roots.deployment();
  auto snapshot = store_->load_snapshot();
  if (!snapshot) throw StartError(ExitCode::database_unreadable, snapshot.error().detail);
  records_ = std::move(snapshot->records);
  auto core = controller::ControllerCore::create(settings, std::move(roots), std::move(*snapshot), os::now());
  if (!core) throw StartError(ExitCode::database_unreadable, core.error().detail);
  runner_ = std::make_unique<CoreRunner>(context_, std::move(*core), *store_);
  runner_->attach_streams(live_speech_.get());
  live_speech_->attach(*runner_);
}

void Daemon::make_desks(const Config& config) {
  schedules_ = std::make_unique<CountySchedules>(*runner_, config.guard.utc_offset);
  calls_ = std::make_unique<Calls>(context_, notify_settings(config));
  call_desk_ = std::make_unique<CallDesk>(*calls_);
  runner_->on_call([this](const controller::CallPeople& call) { calls_->call(call); });
  const auto call_of_speech = [this](const std::string& fault) {
    calls_->call({controller::CallKind::fault, Level::routine, "speech", fault});
  };
  media_->on_speech_fault(call_of_speech);
  if (crash_)
    calls_->call({controller::CallKind::fault, Level::routine, "tongluod",
                  "a fault of its own ended the controller, it was started again; report: " +
                      std::string(kCrashReport) + ".last"});
  prompt_desk_ = std::make_unique<PromptDesk>(config.speech.prompts, call_of_speech);
  release_desk_ = std::make_unique<ReleaseDesk>(context_, *runner_, config.data_dir / kReleases);
  runner_->attach_images({[this](const controller::ServeImage& wanted) { release_desk_->serve(wanted); },
                          [this](const controller::StopImage& what) { release_desk_->stop_serving(what); },
                          [this](const Digest& release) { release_desk_->forget(release); }});
  make_cap(config);
}

void Daemon::make_cap(const Config& config) {
  auto settings = load_cap_settings(config.cap);
  if (!settings) throw StartError(ExitCode::usage, settings.error().detail);
  CapPorts ports{*backend_, *media_, {}, {}, {}, deployment_};
  ports.keep_draft = [this](Bytes payload, std::string origin, std::string actor, std::string reason,
                            http::Answering<http::ObjectAnswer> answer) {
    backend_->keep_draft_of(std::move(payload), std::move(origin), std::move(actor), std::move(reason),
                            std::move(answer));
  };
  ports.call = [this](const controller::CallPeople& call) { calls_->call(call); };
  for (const sign::PrivateKey& key : relay_keys_) ports.relays.push_back(&key);
  const CapFetch fetch = [](const std::string& url, const std::stop_token& stop) -> Result<Bytes> {
    auto fetched = notify::fetch(url, {}, {}, stop);
    if (!fetched) return tl::unexpected(fetched.error());
    return std::move(fetched->body);
  };
  cap_desk_ = std::make_unique<CapDesk>(context_, std::move(*settings), std::move(ports), fetch);
  if (config.cap.folder.empty() && config.cap.feeds.empty()) return;
  const CapSources::Where where{config.cap.folder, config.cap.feeds, config.cap.poll};
  cap_sources_ = std::make_unique<CapSources>(context_, *cap_desk_, where, fetch);
}

void Daemon::start_link(const Config& config) {
  link_address_ = config.link.address;
  link::Listening listening;
  listening.address = config.link.address;
  listening.port = config.link.port;
  listening.clip_bytes_per_second = config.link.clip_bytes_per_second;
  listening.ticket_keys = load_ticket_keys(config.data_dir / kTicketFile, os::wall_now());
  auto link = link::LinkServer::start(context_, listening, load_identity(config.link.files), *runner_);
  if (!link) throw StartError(exit_code_of(link.error()), link.error().detail);
  link_ = std::move(*link);
  runner_->attach(*link_);
  release_desk_->attach(link_.get());
  gate_->attach(link_.get());
  runner_->attach_media(gate_.get());
  if (config.enrolment)
    enrolment_ =
        std::make_unique<EnrolmentDesk>(context_, *runner_, *config.enrolment, config.link.files, config.roots);
}

void Daemon::make_console(const Config& config) {
  map_desk_ = std::make_unique<MapDesk>(*runner_, records_);
  photo_desk_ = std::make_unique<PhotoDesk>(context_, *runner_, config.data_dir / kPhotos, records_);
  events_ = std::make_unique<http::EventHub>(static_cast<std::uint64_t>(to_us(os::wall_now())));
  event_feed_ = std::make_unique<EventFeed>(context_, *runner_, *backend_, *events_, *call_desk_, *live_speech_);
  trends_ = std::make_unique<TrendKeeper>(context_, *runner_, *backend_);
  if (!config.console) return records_.clear();
  ConsoleDesk::Settings settings;
  settings.book = {config.console->session_life, config.console->session_idle, config.console->second_factor};
  settings.facts = {TONGLUO_VERSION, config.environment, to_string(deployment_), config.console->tiles,
                    config.guard.utc_offset};
  settings.host = config.console->host;
  settings.known_passwords = known_passwords(config.console->known_passwords);
  auto desk = ConsoleDesk::create(context_, *runner_, std::move(settings), records_);
  if (!desk) throw StartError(ExitCode::database_unreadable, desk.error().detail);
  console_desk_ = std::move(*desk);
  backend_->attach(&console_desk_->counters());
  records_.clear();
}

void Daemon::start_http(const Config& config) {
  http::HttpListening listening;
  listening.unix_socket = config.unix_socket;
  api_text_ = "unix:" + config.unix_socket.string();
  if (config.https) {
    https_address_ = config.https->address;
    listening.https =
        http::HttpsListening{config.https->address, config.https->port, load_identity(config.https->files)};
  }
  if (config.console) {
    // Without its files the console shows nothing; programs and terminals do not care.
    auto files = http::StaticFiles::load(config.console->directory);
    if (!files) spdlog::error("event=console_files_unusable detail=\"{}\"", files.error().detail);
    listening.console =
        http::ConsoleListening{config.console->address,
                               config.console->port,
                               load_pem_file(config.console->certificate),
                               load_pem_file(config.console->key),
                               {console_desk_.get(), files ? std::move(*files) : http::StaticFiles(),
                                http::content_security_policy(http::origin_of_tiles(config.console->tiles.address))}};
  }
  auto server = http::HttpServer::bind(
      context_, listening,
      http::api_routes({*backend_, *media_, schedules_.get(), cap_desk_.get(), call_desk_.get(), prompt_desk_.get(),
                        live_speech_.get(), enrolment_.get(), release_desk_.get(), console_desk_.get(), map_desk_.get(),
                        events_.get(), photo_desk_.get(), &trends_->ring()}));
  if (!server) throw StartError(exit_code_of(server.error()), server.error().detail);
  http_ = std::move(*server);
}

// Everything answers now: says so to whoever started us.
void Daemon::announce() {
  const std::string link_port = std::to_string(link_->port());
  const std::string https_port = std::to_string(http_->https_port());
  const std::string media_port = std::to_string(gate_->port());
  const std::string enrolment = enrolment_ ? ",\"enrolment\":" + std::to_string(enrolment_->port()) : "";
  const std::string console = console_desk_ ? ",\"console\":" + std::to_string(http_->console_port()) : "";
  if (!ports_file_.empty()) {
    const std::string text = "{\"link\":" + link_port + ",\"https\":" + https_port + ",\"media\":" + media_port +
                             enrolment + console + "}\n";
    if (const auto written = os::write_file(ports_file_, as_bytes(text)); !written)
      spdlog::error("event=ports_file_failed detail=\"{}\"", written.error().detail);
  }
  const std::string https = https_address_.empty() ? "off" : https_address_ + ":" + https_port;
  std::printf("tongluod: ready link=%s:%s api=%s https=%s media=%s\n", link_address_.c_str(), link_port.c_str(),
              api_text_.c_str(), https.c_str(), media_text_.c_str());
  std::fflush(stdout);
  if (console_desk_) console_desk_->start(http_->console_port());
  supervision_.ready();
}

void Daemon::run() {
  signals_.async_wait([this](boost::system::error_code error, int number) {
    if (error) return;
    spdlog::info("event=stopping signal={}", number);
    stop();
  });
  context_.run();
}

void Daemon::stop() {
  supervision_.stopping();
  http_->shut_down();
  events_->wake();
  if (enrolment_) enrolment_->shut_down();
  link_->shut_down(kReconnectWindow);
  wait_until_quiet(os::steady_now() + kStopGrace);
}

void Daemon::wait_until_quiet(SteadyTime deadline) {
  const bool last = os::steady_now() >= deadline;
  const bool gone = link_->session_count() == 0;
  if (!data_flushed_ && (last || (gone && sessions_gone_))) {
    data_flushed_ = true;
    runner_->flush_data();
  }
  sessions_gone_ = gone;  // the live thread has until the next look to tell what the last ones spent
  const bool quiet =
      data_flushed_ && runner_->writes_waiting() == 0 && http_->counters().open == 0 && link_->session_count() == 0;
  if (quiet || last) return context_.stop();
  stop_timer_.expires_after(kStopPoll);
  stop_timer_.async_wait([this, deadline](boost::system::error_code error) {
    if (!error) wait_until_quiet(deadline);
  });
}

}  // namespace tongluo::daemon
