#pragma once
// The HTTP interface's view of the controller: questions go to the core at once, requests through CoreRunner. Owner
// thread: control. Time source: protocol/os.

#include <filesystem>

#include "controller/http/http_server.hpp"
#include "controller/main/calls.hpp"
#include "controller/main/config.hpp"
#include "controller/main/live_speech.hpp"
#include "controller/main/media_queue.hpp"
#include "controller/main/sign_in_guard.hpp"

namespace tongluo::daemon {

// Where the figures of /metrics come from.
struct MetricSources {
  const CoreRunner& runner;
  const store::SqliteStore& store;
  const MediaQueue& media;
  std::filesystem::path data_folder;
  const link::LinkServer* link = nullptr;
  const http::HttpServer* http = nullptr;
  const Calls* calls = nullptr;
  const LiveSpeech* live = nullptr;
  const SignInCounters* sign_ins = nullptr;
};
std::string render_metrics(const MetricSources& sources);

class CoreBackend final : public http::ApiBackend {
 public:
  CoreBackend(CoreRunner& runner, const store::SqliteStore& store, const MediaQueue& media, const Config& config)
      : runner_(runner), sources_{runner, store, media, config.data_dir}, environment_(config.environment) {}
  void attach(LiveSpeech* live) { sources_.live = live_ = live; }                // null: no live speech
  void attach(const SignInCounters* sign_ins) { sources_.sign_ins = sign_ins; }  // null: no console
  void attach(const link::LinkServer* link, const http::HttpServer* http, const Calls* calls) {
    sources_.link = link;
    sources_.http = http;
    sources_.calls = calls;
  }

  void submit(controller::Submission submission, http::Answering<http::OrderAnswer> answer) override;
  void keep_draft(Bytes payload, std::string actor, std::string reason,
                  http::Answering<http::ObjectAnswer> answer) override;
  // The same for a draft that did not come through the API.
  void keep_draft_of(Bytes payload, std::string origin, std::string actor, std::string reason,
                     http::Answering<http::ObjectAnswer> answer);
  void return_order(const Digest& order, std::string actor, std::string reason,
                    http::Answering<http::ObjectAnswer> answer) override;
  void cancel(Envelope envelope, std::string actor, http::Answering<http::StopAnswer> answer) override;
  void stop_all(Envelope envelope, std::string actor, http::Answering<http::StopAnswer> answer) override;
  void accept_trust_list(Envelope envelope, http::Answering<http::ObjectAnswer> answer) override;
  void accept_freshness(Envelope envelope, http::Answering<http::ObjectAnswer> answer) override;
  void accept_place(Envelope envelope, http::Answering<http::ObjectAnswer> answer) override;
  void relay_time_reset(const TerminalId& terminal, Envelope envelope,
                        http::Answering<http::ObjectAnswer> answer) override;
  void accept_configuration(Envelope envelope, http::Answering<http::ObjectAnswer> answer) override;
  void submit_command(Envelope envelope, http::Answering<http::ObjectAnswer> answer) override;
  void accept_clip(session::SharedClip clip, std::string actor, http::Answering<http::ObjectAnswer> answer) override;
  void note_clip(const Digest& clip, std::string name, WallTime expires_at, std::string actor,
                 http::Answering<http::ObjectAnswer> answer) override;
  void put_document(controller::Document document, std::string actor,
                    http::Answering<http::ObjectAnswer> answer) override;
  void remove_document(std::string kind, std::string name, std::string actor,
                       http::Answering<http::ObjectAnswer> answer) override;
  void read_audit(controller::AuditRange range, http::Answering<controller::AuditReady> answer) override;
  void fetch_clip(const Digest& digest, http::Answering<session::SharedClip> answer) override;
  controller::ClipPage clips(const controller::ClipFilter& filter, std::size_t limit,
                             const std::optional<controller::ClipMark>& after) override;
  std::optional<controller::ClipEntry> clip_entry(const Digest& digest) override;
  std::vector<controller::PlaylistView> playlists() override;
  void export_order(const Digest& order, http::Answering<Result<controller::OrderExport>> answer) override;

  http::PreparedAnswer prepare(controller::OrderDraft draft) override;
  http::PreparedAnswer refresh(const Digest& order) override;
  http::PreparedAnswer prepare_all_clear(const Digest& order) override;
  http::PreparedStopAnswer prepare_cancel(std::string_view reference) override;
  http::PreparedStopAnswer prepare_stop_all(controller::StopAllDraft draft) override;
  Result<Digest, controller::ReferenceFault> resolve(std::string_view reference) override;
  controller::OrderPage orders(std::size_t limit, const controller::OrderFilter& filter) override;
  std::optional<controller::OrderDetail> order(const Digest& digest) override;
  std::optional<controller::OrderProgress> order_progress(const Digest& digest, const controller::ProgressMark& since,
                                                          std::size_t limit) override;
  std::vector<controller::TimelineEntry> timeline(WallTime from, WallTime until, std::optional<AreaCode> area) override;
  std::vector<controller::Document> documents(std::string_view kind) override;
  std::vector<controller::Expiry> expiries() override;
  controller::TerminalPage terminals(std::size_t limit, std::optional<TerminalId> after,
                                     const controller::TerminalFilter& filter) override;
  controller::TerminalPage sorted_terminals(std::size_t limit, const controller::TerminalOrder& order,
                                            const controller::TerminalFilter& filter) override {
    return runner_.core().sorted_terminals(os::now(), limit, order, filter);
  }
  std::vector<controller::AddressedTerminal> addressed_by(const std::vector<wire::Target>& targets) override {
    return runner_.core().addressed_by(targets);
  }
  std::vector<AreaCode> areas_of(const Digest& order) override { return runner_.core().areas_of(order); }
  std::vector<std::pair<AreaCode, std::size_t>> terminal_counts() override { return runner_.core().terminal_counts(); }
  std::optional<controller::CommandView> command(const Digest& digest) override {
    return runner_.core().command(digest);
  }
  std::vector<controller::CommandView> commands(std::size_t limit) override { return runner_.core().commands(limit); }
  std::vector<controller::ConfigurationView> configurations() override { return runner_.core().configurations(); }
  std::optional<diagnosis::Condition> condition(const TerminalId& terminal) override;
  std::optional<std::vector<controller::DataMonth>> data_months(const TerminalId& terminal) override {
    return runner_.core().data_months(terminal);
  }
  std::optional<std::vector<controller::HistoryPoint>> history(const TerminalId& terminal, std::size_t step) override {
    return runner_.core().history(terminal, step);
  }
  std::optional<std::vector<controller::ReachChange>> online_changes(const TerminalId& terminal) override;
  std::vector<controller::RefusalView> refusals(std::size_t limit) override;
  std::uint64_t trust_list_version() override { return runner_.core().trust_list_version(); }
  Bytes trust_list_envelope() override {
    const ByteView list = runner_.core().trust_list_envelope();
    return {list.begin(), list.end()};
  }
  http::ApiHealth health() override;
  std::string metrics() override { return render_metrics(sources_); }

 private:
  CoreRunner& runner_;
  MetricSources sources_;
  LiveSpeech* live_ = nullptr;
  std::string environment_;
};

}  // namespace tongluo::daemon
