#include "controller/main/core_runner.hpp"

#include <spdlog/spdlog.h>

#include "protocol/base/assert.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::daemon {

using namespace controller;

CoreRunner::CoreRunner(boost::asio::io_context& context, ControllerCore core, store::SqliteStore& store)
    : core_(std::move(core)),
      store_(store),
      receipts_(context, [this](CheckReceipt check, bool genuine) { on_checked(std::move(check), genuine); }),
      timer_(context) {}

void CoreRunner::attach_media(MediaGate* media) {
  media_ = media;
  if (media == nullptr) return;
  media->account_to([this](const live::Spent& spent) { add_media_data(spent.session, spent.up, spent.down); });
}

void CoreRunner::on_hello(link::SessionId session, const wire::Hello& hello, const Bytes& certificate_der) {
  spdlog::info("event=session_opened session={} terminal={} firmware=\"{}\"", session, hello.terminal.text(),
               hello.firmware);
  core_.on_hello(os::now(), session, hello, certificate_der);
  pump();
}

void CoreRunner::on_message(link::SessionId session, wire::Message message) {
  if (const auto* live = std::get_if<wire::LiveRequest>(&message); live != nullptr && media_ != nullptr)
    media_->on_live_request(session, *live);
  core_.on_message(os::now(), session, std::move(message));
  pump();
}

void CoreRunner::on_gone(link::SessionId session, session::CloseReason reason) {
  spdlog::info("event=session_closed session={} reason={}", session, to_string(reason));
  if (media_ != nullptr) media_->on_gone(session);
  core_.on_gone(os::now(), session);
  pump();
}

void CoreRunner::flush_data() {
  core_.flush_data(os::now());
  pump();
}

void CoreRunner::on_completions(std::vector<store::Completion> completions) {
  const Now now = os::now();
  for (store::Completion& completion : completions)
    std::visit([this, now](auto& done) { complete(now, std::move(done)); }, completion);
  pump();
}

void CoreRunner::complete(Now now, store::PersistDone done) {
  if (const auto since = writing_.find(done.token); since != writing_.end()) {
    persist_latency_.observe(now.steady - since->second);
    writing_.erase(since);
  }
  database_works_ = done.result.has_value();
  if (auto own = own_writes_.extract(done.token)) {
    if (!done.result) spdlog::error("event=persist_failed detail=\"{}\"", done.result.error().detail);
    return own.mapped()(std::move(done.result));
  }
  if (done.result) return core_.on_persisted(now, done.token);
  spdlog::error("event=persist_failed detail=\"{}\"", done.result.error().detail);
  core_.on_persist_failed(now, done.token, done.result.error());
}

void CoreRunner::complete(Now now, store::ClipLoaded loaded) {
  core_.on_clip_loaded(now, loaded.digest, std::move(loaded.clip));
}

void CoreRunner::complete(Now now, store::ReceiptsLoaded loaded) {
  if (loaded.envelopes) return core_.on_receipts_loaded(now, loaded.request, std::move(*loaded.envelopes));
  core_.on_receipts_failed(now, loaded.request, loaded.envelopes.error());
}

void CoreRunner::complete(Now now, store::AuditLoaded loaded) {
  if (loaded.entries) return core_.on_audit_loaded(now, loaded.request, std::move(*loaded.entries));
  core_.on_audit_failed(now, loaded.request, loaded.entries.error());
}

void CoreRunner::ask(const Start& start, Answer answer) {
  const RequestId request = ++last_request_;
  open_.emplace(request, std::move(answer));
  start(core_, os::now(), request);
  pump();
}

void CoreRunner::persist(std::vector<StoreWrite> writes, Persisted done) {
  const controller::PersistToken token = ++last_own_token_;
  own_writes_.emplace(token, std::move(done));
  perform(Persist{token, std::move(writes)});
}

void CoreRunner::tell(const std::function<void(ControllerCore&, Now)>& what) {
  what(core_, os::now());
  pump();
}

void CoreRunner::finish(RequestId request, Action action) {
  auto found = open_.extract(request);
  TL_ASSERT(!found.empty());  // exactly one answer for each request
  found.mapped()(std::move(action));
}

void CoreRunner::reject(RequestId request, Refusal refusal, Action action) {
  ++refusals_[refusal];
  spdlog::warn("event=refused request={} reason={}", request, to_string(refusal));
  finish(request, std::move(action));
}

// Actions may close a session, which calls on_gone and so comes back here: the outer loop takes those actions too.
void CoreRunner::pump() {
  if (pumping_) return;
  pumping_ = true;
  while (auto action = core_.next_action()) std::visit([this](auto& what) { perform(std::move(what)); }, *action);
  pumping_ = false;
  arm();
}

void CoreRunner::arm() {
  const SteadyTime deadline = core_.next_deadline();
  if (deadline == armed_) return;
  armed_ = deadline;
  timer_.cancel();
  if (deadline == SteadyTime::max()) return;
  timer_.expires_at(std::chrono::steady_clock::time_point(deadline.time_since_epoch()));
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) on_timer();
  });
}

void CoreRunner::on_timer() {
  armed_ = SteadyTime::max();
  core_.on_deadline(os::now());
  pump();
}

void CoreRunner::perform(Welcome action) {
  if (media_ != nullptr) media_->welcome(action.session, action.message);
  if (link_ != nullptr) link_->welcome(action.session, std::move(action.message));
}

void CoreRunner::perform(Send action) {
  if (link_ != nullptr) link_->send(action.session, std::move(action.message));
}

void CoreRunner::perform(SendFramed action) {
  if (link_ != nullptr) link_->send_framed(action.session, std::move(action.frame));
}

void CoreRunner::perform(SendClip action) {
  if (link_ == nullptr) return;
  const Digest digest = action.clip->digest;
  const Now now = os::now();
  if (!link_->send_clip(action.session, {std::move(action.clip), action.first_chunk, action.chunk_count, action.urgent,
                                         action.duration, now.steady + (action.needed_at - now.wall)}))
    spdlog::debug("event=clip_not_queued session={} clip={}", action.session, to_string(digest));
}

void CoreRunner::perform(GoAway action) {
  if (link_ != nullptr) link_->go_away(action.session, std::move(action.message));
}

void CoreRunner::perform(Persist action) {
  const Now now = os::now();
  writing_.emplace(action.token, now.steady);
  if (store_.submit(action.token, std::move(action.writes))) return;
  complete(now,
           store::PersistDone{action.token, fail(ErrorKind::unavailable, "too many writes wait for the database")});
}

void CoreRunner::perform(LoadClip action) {
  if (!store_.load_clip(action.digest)) core_.on_clip_loaded(os::now(), action.digest, nullptr);
}

void CoreRunner::perform(LoadReceipts action) {
  if (store_.load_receipts(action.request, action.order)) return;
  core_.on_receipts_failed(os::now(), action.request,
                           Error{ErrorKind::unavailable, "too many reads wait for the database"});
}

void CoreRunner::perform(LoadAudit action) {
  const RequestId request = action.request;
  if (store_.load_audit(std::move(action))) return;
  core_.on_audit_failed(os::now(), request, Error{ErrorKind::unavailable, "too many reads wait for the database"});
}

// Too many wait: done here, so that the sessions are read the slower.
void CoreRunner::perform(CheckReceipt action) {
  if (receipts_.take(action)) return;
  const bool genuine = is_genuine(action);
  core_.on_receipt_checked(os::now(), std::move(action), genuine);
}

void CoreRunner::on_checked(CheckReceipt check, bool genuine) {
  core_.on_receipt_checked(os::now(), std::move(check), genuine);
  pump();
}

void CoreRunner::perform(CallPeople action) {
  if (call_) call_(action);
}

void CoreRunner::perform(const StartStream& action) {
  if (streams_ != nullptr) streams_->on_stream_started(action);
}

void CoreRunner::perform(const EndStream& action) {
  if (streams_ != nullptr) streams_->on_stream_ended(action);
}

}  // namespace tongluo::daemon
