// The public face: each call notes the time and goes to the part that answers it.

#include "controller/core/controller.hpp"
#include "controller/core/controller_impl.hpp"

namespace tongluo::controller {

Result<ControllerCore> ControllerCore::create(Settings settings, trust::PinnedRoots roots, Snapshot snapshot, Now now) {
  ControllerCore core(std::make_unique<Impl>(std::move(settings), std::move(roots), now));
  if (auto restored = core.impl_->restore(std::move(snapshot), now); !restored) return tl::unexpected(restored.error());
  return core;
}

ControllerCore::ControllerCore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ControllerCore::ControllerCore(ControllerCore&&) noexcept = default;
ControllerCore& ControllerCore::operator=(ControllerCore&&) noexcept = default;
ControllerCore::~ControllerCore() = default;

void ControllerCore::on_hello(Now now, SessionId session, const wire::Hello& hello, ByteView certificate_der) {
  impl_->last = now;
  impl_->on_hello(now, session, hello, certificate_der);
}
void ControllerCore::on_message(Now now, SessionId session, wire::Message message) {
  impl_->last = now;
  impl_->on_message(now, session, std::move(message));
}
void ControllerCore::publish_release(Now now, RequestId request, Envelope envelope, rollout::Settings settings,
                                     std::string actor) {
  impl_->last = now;
  impl_->publish_release(now, request, std::move(envelope), settings, actor);
}
void ControllerCore::direct_release(Now now, RequestId request, const Digest& release, ReleaseCommand command,
                                    std::string actor) {
  impl_->last = now;
  impl_->direct_release(now, request, release, command, actor);
}
void ControllerCore::on_image_complete(Now now, const Digest& release) {
  impl_->last = now;
  impl_->on_image_complete(now, release);
}
void ControllerCore::on_gone(Now now, SessionId session) {
  impl_->last = now;
  impl_->on_gone(session);
}
void ControllerCore::on_persisted(Now now, PersistToken token) {
  impl_->last = now;
  impl_->on_persisted(now, token);
}
void ControllerCore::on_persist_failed(Now now, PersistToken token, const Error& error) {
  impl_->last = now;
  impl_->on_persist_failed(now, token, error);
}
void ControllerCore::on_clip_loaded(Now now, const Digest& digest, session::SharedClip clip) {
  impl_->last = now;
  impl_->on_clip_loaded(digest, clip);
}
void ControllerCore::on_receipts_loaded(Now now, RequestId request, std::vector<Bytes> envelopes) {
  impl_->last = now;
  impl_->on_receipts(request, std::move(envelopes));
}
void ControllerCore::on_receipts_failed(Now now, RequestId request, const Error& error) {
  impl_->last = now;
  impl_->on_receipts(request, tl::unexpected(error));
}
void ControllerCore::on_audit_loaded(Now now, RequestId request, std::vector<AuditEntry> entries) {
  impl_->last = now;
  impl_->on_audit(now, request, std::move(entries));
}
void ControllerCore::on_audit_failed(Now now, RequestId request, const Error& error) {
  impl_->last = now;
  impl_->on_audit(now, request, tl::unexpected(error));
}
void ControllerCore::enrol(Now now, RequestId request, const EnrolmentRequest& asked) {
  impl_->last = now;
  impl_->enrol(now, request, asked);
}
void ControllerCore::add_claims(Now now, RequestId request, const std::vector<ClaimDraft>& drafts, ClaimMode mode,
                                const std::string& actor) {
  impl_->last = now;
  impl_->add_claims(now, request, drafts, mode, actor);
}
void ControllerCore::approve_claim(Now now, RequestId request, const Digest& name, const TerminalId& terminal,
                                   bool replaces, const std::string& actor) {
  impl_->last = now;
  impl_->approve_claim(now, request, name, terminal, replaces, actor);
}
void ControllerCore::drop_claim(Now now, RequestId request, const Digest& name, const std::string& actor) {
  impl_->last = now;
  impl_->drop_claim(now, request, name, actor);
}
void ControllerCore::revoke_device(Now now, RequestId request, const TerminalId& terminal, std::string reason,
                                   const std::string& actor) {
  impl_->last = now;
  impl_->revoke_device(now, request, terminal, std::move(reason), actor);
}
const EnrolmentBook& ControllerCore::enrolment() const { return impl_->enrolment; }
void ControllerCore::submit(Now now, RequestId request, Submission submission) {
  impl_->last = now;
  impl_->submit(now, request, std::move(submission));
}
void ControllerCore::keep_draft(Now now, RequestId request, Bytes payload, std::string origin, std::string actor,
                                std::string reason) {
  impl_->last = now;
  impl_->keep_draft(now, request, std::move(payload), std::move(origin), std::move(actor), std::move(reason));
}
void ControllerCore::return_order(Now now, RequestId request, const Digest& order, std::string actor,
                                  std::string reason) {
  impl_->last = now;
  impl_->return_order(now, request, order, std::move(actor), std::move(reason));
}
void ControllerCore::cancel(Now now, RequestId request, Envelope envelope, std::string actor) {
  impl_->last = now;
  impl_->cancel(now, request, std::move(envelope), actor);
}
void ControllerCore::stop_all(Now now, RequestId request, Envelope envelope, std::string actor) {
  impl_->last = now;
  impl_->stop_all(now, request, std::move(envelope), actor);
}
void ControllerCore::accept_trust_list(Now now, RequestId request, Envelope envelope) {
  impl_->last = now;
  impl_->accept_trust_list(now, request, std::move(envelope));
}
void ControllerCore::accept_freshness(Now now, RequestId request, Envelope envelope) {
  impl_->last = now;
  impl_->accept_freshness(now, request, std::move(envelope));
}
void ControllerCore::relay_time_reset(Now now, RequestId request, const TerminalId& terminal, Envelope envelope) {
  impl_->last = now;
  impl_->relay_time_reset(now, request, terminal, std::move(envelope));
}
void ControllerCore::accept_place(Now now, RequestId request, Envelope envelope) {
  impl_->last = now;
  impl_->accept_place(now, request, std::move(envelope));
}
void ControllerCore::accept_clip(Now now, RequestId request, session::SharedClip clip,
                                 std::vector<std::string> warnings, ClipNote note) {
  impl_->last = now;
  impl_->accept_clip(now, request, clip, std::move(warnings), std::move(note));
}
void ControllerCore::note_clip(Now now, RequestId request, const Digest& clip, std::string name, WallTime expires_at,
                               std::string actor) {
  impl_->last = now;
  impl_->note_clip(now, request, clip, std::move(name), expires_at, actor);
}
void ControllerCore::put_document(Now now, RequestId request, Document document, std::string actor) {
  impl_->last = now;
  impl_->put_document(now, request, std::move(document), actor);
}
void ControllerCore::remove_document(Now now, RequestId request, std::string kind, std::string name,
                                     std::string actor) {
  impl_->last = now;
  impl_->remove_document(now, request, kind, name, actor);
}
void ControllerCore::read_audit(Now now, RequestId request, AuditRange range) {
  impl_->last = now;
  impl_->read_audit(request, std::move(range));
}
void ControllerCore::fetch_clip(Now now, RequestId request, const Digest& digest) {
  impl_->last = now;
  impl_->fetch_clip(request, digest);
}
void ControllerCore::export_order(Now now, RequestId request, const Digest& order) {
  impl_->last = now;
  impl_->export_order(request, order);
}
void ControllerCore::on_deadline(Now now) {
  impl_->last = now;
  impl_->on_deadline(now);
}

void ControllerCore::add_data(Now now, SessionId session, DataKind kind, std::uint64_t up_bytes,
                              std::uint64_t down_bytes) {
  if (const auto terminal = impl_->terminal_of(session))
    impl_->data.add(now, impl_->fleet.at(*terminal).id, kind, up_bytes, down_bytes);
}

void ControllerCore::flush_data(Now now) {
  impl_->save_data(impl_->data.unsaved());
  impl_->save_history(impl_->history.unsaved());
  impl_->save_history(impl_->fleet.online().unsaved(now.wall));
}

void ControllerCore::watch_presence(Now now) {
  impl_->fleet.watch(now);
  while (impl_->fleet.online().waiting()) impl_->save_history(impl_->fleet.online().due());
}

std::optional<std::vector<ReachChange>> ControllerCore::online_changes(Now now, const TerminalId& terminal) const {
  const auto index = impl_->fleet.find(terminal);
  if (!index || !impl_->fleet.at(*index).place) return std::nullopt;
  return impl_->fleet.online().changes(terminal, now.wall);
}

std::optional<std::vector<DataMonth>> ControllerCore::data_months(const TerminalId& terminal) const {
  const auto index = impl_->fleet.find(terminal);
  if (!index || !impl_->fleet.at(*index).place) return std::nullopt;
  return impl_->data.months(terminal);
}

std::optional<std::vector<HistoryPoint>> ControllerCore::history(const TerminalId& terminal, std::size_t step) const {
  const auto index = impl_->fleet.find(terminal);
  if (!index || !impl_->fleet.at(*index).place || step >= kHistorySteps) return std::nullopt;
  return impl_->history.points(terminal, step);
}

ClipPage ControllerCore::clips(Now now, const ClipFilter& filter, std::size_t limit,
                               const std::optional<ClipMark>& after) const {
  return impl_->clip_page(now, filter, limit, after);
}
std::optional<ClipEntry> ControllerCore::clip(Now now, const Digest& digest) const {
  return impl_->clip_entry(now, digest);
}

std::vector<PlaylistView> ControllerCore::playlists(Now now) const { return impl_->playlist_views(now); }

SteadyTime ControllerCore::next_deadline() const { return impl_->next_deadline(); }
std::optional<Action> ControllerCore::next_action() { return impl_->next_action(); }

Result<PreparedOrder, PrepareProblem> ControllerCore::prepare(Now now, const OrderDraft& draft) const {
  return impl_->prepare(now, draft);
}
Result<PreparedOrder, PrepareProblem> ControllerCore::refresh(Now now, const Digest& order, const Nonce& nonce) const {
  return impl_->refresh(now, order, nonce);
}
Result<PreparedOrder, PrepareProblem> ControllerCore::prepare_all_clear(Now now, const Digest& order,
                                                                        const Nonce& nonce) const {
  return impl_->prepare_all_clear(now, order, nonce);
}
Result<Digest, ReferenceFault> ControllerCore::resolve(std::string_view reference) const {
  return impl_->resolve(reference);
}
Result<PreparedStop, PrepareProblem> ControllerCore::prepare_cancel(Now now, std::string_view reference,
                                                                    const Nonce& nonce) const {
  return impl_->prepare_cancel(now, reference, nonce);
}
Result<PreparedStop, PrepareProblem> ControllerCore::prepare_stop_all(Now now, const StopAllDraft& draft) const {
  return impl_->prepare_stop_all(now, draft);
}
OrderPage ControllerCore::orders(Now now, std::size_t limit, const OrderFilter& filter) const {
  return impl_->page(now, limit, filter);
}
Health ControllerCore::health(Now now) const { return impl_->health(now); }
const Counters& ControllerCore::counters() const { return impl_->counters; }
std::uint64_t ControllerCore::trust_list_version() const { return impl_->list ? impl_->list->list().version : 0; }
ByteView ControllerCore::trust_list_envelope() const { return impl_->list_envelope; }
bool ControllerCore::knows_clip(const Digest& digest) const { return impl_->clips.knows(digest); }

}  // namespace tongluo::controller
