#pragma once
// Runs the pure core on the control thread: feeds it sessions, store completions, requests and time, and performs each
// of its actions in turn. Owner thread: control. Time source: protocol/os. Limits: the core's and the store's; one open
// request per HTTP connection. A full store queue is reported to the core as a failed write, never dropped.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <unordered_map>

#include "controller/core/controller.hpp"
#include "controller/http/metrics.hpp"
#include "controller/link/link_server.hpp"
#include "controller/main/media_gate.hpp"
#include "controller/main/receipt_desk.hpp"
#include "controller/store/sqlite_store.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::daemon {

// Who speaks on live streams. Owner thread: control.
class StreamEvents {
 public:
  virtual ~StreamEvents() = default;
  virtual void on_stream_started(const controller::StartStream& stream) = 0;
  virtual void on_stream_ended(const controller::EndStream& stream) = 0;
};

// Who reads the images of releases. Owner thread: control.
struct ImageEvents {
  std::function<void(const controller::ServeImage&)> serve;
  std::function<void(const controller::StopImage&)> stop;
  std::function<void(const Digest& release)> forget;
};

constexpr controller::PersistToken kOwnTokens = 1ULL << 63;  // the core counts from 1

class CoreRunner final : public link::LinkEvents {
 public:
  // Starts one request in the core under the id given.
  using Start = std::function<void(controller::ControllerCore&, Now, controller::RequestId)>;
  using Answer = std::function<void(controller::Action)>;

  CoreRunner(boost::asio::io_context& context, controller::ControllerCore core, store::SqliteStore& store);
  void attach(link::LinkServer& link) { link_ = &link; }  // before the context runs
  void detach() { link_ = nullptr; }
  void attach_streams(StreamEvents* streams) { streams_ = streams; }  // null: nobody
  void attach_media(MediaGate* media);                                // null: no live speech
  void attach_images(ImageEvents images) { images_ = std::move(images); }
  // Who makes the calls that the core wants; before the context runs.
  void on_call(std::function<void(const controller::CallPeople&)> sink) { call_ = std::move(sink); }

  void on_hello(link::SessionId session, const wire::Hello& hello, const Bytes& certificate_der) override;
  void on_message(link::SessionId session, wire::Message message) override;
  void on_data(link::SessionId session, std::uint64_t up_bytes, std::uint64_t down_bytes) override {
    core_.add_data(os::now(), session, controller::DataKind::control, up_bytes, down_bytes);
  }
  void on_gone(link::SessionId session, session::CloseReason reason) override;
  // For the media sender: UDP payloads of a session since its last call, also shortly after it has gone. Control
  // thread; costs a look-up, writes nothing by itself; once a second for each session is often enough.
  void add_media_data(link::SessionId session, std::uint64_t up_bytes, std::uint64_t down_bytes) {
    core_.add_data(os::now(), session, controller::DataKind::media, up_bytes, down_bytes);
  }
  void flush_data();  // at an orderly stop, after the sessions have ended
  void on_completions(std::vector<store::Completion> completions);

  // The one action that answers the request is handed to `answer`, maybe before this returns.
  void ask(const Start& start, Answer answer);

  // Writes of the shell itself, all or nothing; `done` when they are durable or have failed.
  using Persisted = std::function<void(Result<void>)>;
  void persist(std::vector<controller::StoreWrite> writes, Persisted done);

  // Something that happened in the shell; nobody waits for an answer.
  void tell(const std::function<void(controller::ControllerCore&, Now)>& what);

  const MediaGate* media() const { return media_; }
  const controller::ControllerCore& core() const { return core_; }
  bool database_works() const { return database_works_; }
  std::size_t writes_waiting() const { return writing_.size(); }
  std::size_t receipt_checks_waiting() const { return receipts_.waiting(); }
  const http::LatencyHistogram& persist_latency() const { return persist_latency_; }
  const std::map<Refusal, std::uint64_t>& refusals() const { return refusals_; }

 private:
  void pump();  // performs actions until there are none, then sets the timer
  void arm();
  void on_timer();
  void on_checked(controller::CheckReceipt check, bool genuine);
  void finish(controller::RequestId request, controller::Action action);
  void reject(controller::RequestId request, Refusal refusal, controller::Action action);
  void complete(Now now, store::PersistDone done);
  void complete(Now now, store::ClipLoaded loaded);
  void complete(Now now, store::ReceiptsLoaded loaded);
  void complete(Now now, store::AuditLoaded loaded);

  void perform(controller::Welcome action);
  void perform(controller::Send action);
  void perform(controller::SendFramed action);
  void perform(controller::SendClip action);
  void perform(controller::GoAway action);
  void perform(controller::Persist action);
  void perform(controller::LoadClip action);
  void perform(controller::LoadReceipts action);
  void perform(controller::LoadAudit action);
  void perform(controller::CallPeople action);
  void perform(controller::CheckReceipt action);
  void perform(const controller::ServeImage& action) {
    if (images_.serve) images_.serve(action);
  }
  void perform(const controller::StopImage& action) {
    if (images_.stop) images_.stop(action);
  }
  void perform(const controller::ForgetImage& action) {
    if (images_.forget) images_.forget(action.release);
  }
  void perform(const controller::StartStream& action);
  void perform(const controller::EndStream& action);
  void perform(const controller::AdmitListener& action) {
    if (media_ != nullptr) media_->admit(action);
  }
  void perform(controller::OrderRejected action) {
    const auto [request, refusal] = std::pair(action.request, action.refusal);
    reject(request, refusal, std::move(action));
  }
  void perform(controller::ObjectRejected action) {
    const auto [request, refusal] = std::pair(action.request, action.refusal);
    reject(request, refusal, std::move(action));
  }
  // The answers to requests.
  template <class Answered>
  void perform(Answered action) {
    const controller::RequestId request = action.request;
    finish(request, std::move(action));
  }

  controller::ControllerCore core_;
  store::SqliteStore& store_;
  link::LinkServer* link_ = nullptr;
  StreamEvents* streams_ = nullptr;
  MediaGate* media_ = nullptr;
  ReceiptDesk receipts_;
  boost::asio::steady_timer timer_;
  SteadyTime armed_ = SteadyTime::max();
  bool pumping_ = false;
  bool database_works_ = true;
  controller::RequestId last_request_ = 0;
  std::unordered_map<controller::RequestId, Answer> open_;
  std::unordered_map<controller::PersistToken, Persisted> own_writes_;  // tokens from kOwnTokens on
  controller::PersistToken last_own_token_ = kOwnTokens;
  ImageEvents images_;
  std::function<void(const controller::CallPeople&)> call_;
  std::unordered_map<controller::PersistToken, SteadyTime> writing_;  // since when
  http::LatencyHistogram persist_latency_;
  std::map<Refusal, std::uint64_t> refusals_;
};

}  // namespace tongluo::daemon
