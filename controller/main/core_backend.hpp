#pragma once
// The HTTP interface's view of the controller: questions go to the core at once, requests through CoreRunner. Owner
// thread: control. Time source: protocol/os.

#include "controller/http/http_server.hpp"
#include "controller/main/media_queue.hpp"

namespace tongluo::daemon {

// Where the figures of /metrics come from.
struct MetricSources {
  const CoreRunner& runner;
  const store::SqliteStore& store;
  const MediaQueue& media;
  const link::LinkServer* link = nullptr;
  const http::HttpServer* http = nullptr;
};
std::string render_metrics(const MetricSources& sources);

class CoreBackend final : public http::ApiBackend {
 public:
  CoreBackend(CoreRunner& runner, const store::SqliteStore& store, const MediaQueue& media)
      : runner_(runner), sources_{runner, store, media} {}
  void attach(const link::LinkServer* link, const http::HttpServer* http) {
    sources_.link = link;
    sources_.http = http;
  }

  Result<controller::PreparedOrder, controller::PrepareProblem> prepare(controller::OrderDraft draft) override;
  void submit(Envelope envelope, std::function<void(http::OrderAnswer)> answer) override;
  void accept_trust_list(Envelope envelope, std::function<void(http::ObjectAnswer)> answer) override;
  void accept_place(Envelope envelope, std::function<void(http::ObjectAnswer)> answer) override;
  void fetch_clip(const Digest& digest, std::function<void(session::SharedClip)> answer) override;
  void export_order(const Digest& order, std::function<void(Result<controller::OrderExport>)> answer) override;

  controller::OrderPage orders(std::size_t limit, std::optional<Digest> before) override;
  std::optional<controller::OrderDetail> order(const Digest& digest) override;
  controller::TerminalPage terminals(std::size_t limit, std::optional<TerminalId> after) override;
  std::vector<controller::RefusalView> refusals(std::size_t limit) override;
  http::ApiHealth health() override;
  std::string metrics() override { return render_metrics(sources_); }

 private:
  CoreRunner& runner_;
  MetricSources sources_;
};

}  // namespace tongluo::daemon
