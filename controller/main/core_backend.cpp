#include "controller/main/core_backend.hpp"

#include "protocol/os/clock.hpp"
#include "protocol/os/random.hpp"

namespace tongluo::daemon {

using namespace controller;
using http::Answering;
using http::ObjectAnswer;

namespace {

// `Good` or `Bad`, whichever the core answered with, as one result.
template <class Good, class Bad>
CoreRunner::Answer either(Answering<Result<Good, Bad>> answer) {
  return [answer = std::move(answer)](Action action) {
    if (auto* rejected = std::get_if<Bad>(&action)) return answer(tl::unexpected(std::move(*rejected)));
    answer(std::move(std::get<Good>(action)));
  };
}

CoreRunner::Answer stored_or_not(Answering<ObjectAnswer> answer) {
  return [answer = std::move(answer)](Action action) {
    if (auto* rejected = std::get_if<ObjectRejected>(&action)) return answer(tl::unexpected(std::move(*rejected)));
    answer({});
  };
}

}  // namespace

void CoreBackend::submit(Submission submission, Answering<http::OrderAnswer> answer) {
  runner_.ask(
      [&](ControllerCore& core, Now now, RequestId request) { core.submit(now, request, std::move(submission)); },
      either<OrderTaken, OrderRejected>(std::move(answer)));
}

void CoreBackend::keep_draft(Bytes payload, std::string actor, std::string reason, Answering<ObjectAnswer> answer) {
  keep_draft_of(std::move(payload), "api", std::move(actor), std::move(reason), std::move(answer));
}

void CoreBackend::keep_draft_of(Bytes payload, std::string origin, std::string actor, std::string reason,
                                Answering<ObjectAnswer> answer) {
  runner_.ask(
      [&](ControllerCore& core, Now now, RequestId request) {
        core.keep_draft(now, request, std::move(payload), std::move(origin), std::move(actor), std::move(reason));
      },
      stored_or_not(std::move(answer)));
}

void CoreBackend::return_order(const Digest& order, std::string actor, std::string reason,
                               Answering<ObjectAnswer> answer) {
  runner_.ask([&](ControllerCore& core, Now now,
                  RequestId request) { core.return_order(now, request, order, std::move(actor), std::move(reason)); },
              stored_or_not(std::move(answer)));
}

void CoreBackend::cancel(Envelope envelope, std::string actor, Answering<http::StopAnswer> answer) {
  runner_.ask([&](ControllerCore& core, Now now,
                  RequestId request) { core.cancel(now, request, std::move(envelope), std::move(actor)); },
              either<StopTaken, ObjectRejected>(std::move(answer)));
}

void CoreBackend::stop_all(Envelope envelope, std::string actor, Answering<http::StopAnswer> answer) {
  runner_.ask([&](ControllerCore& core, Now now,
                  RequestId request) { core.stop_all(now, request, std::move(envelope), std::move(actor)); },
              either<StopTaken, ObjectRejected>(std::move(answer)));
}

void CoreBackend::accept_trust_list(Envelope envelope, Answering<ObjectAnswer> answer) {
  runner_.ask([&](ControllerCore& core, Now now,
                  RequestId request) { core.accept_trust_list(now, request, std::move(envelope)); },
              stored_or_not(std::move(answer)));
}

void CoreBackend::accept_freshness(Envelope envelope, Answering<ObjectAnswer> answer) {
  runner_.ask([&](ControllerCore& core, Now now,
                  RequestId request) { core.accept_freshness(now, request, std::move(envelope)); },
              stored_or_not(std::move(answer)));
}

void CoreBackend::accept_place(Envelope envelope, Answering<ObjectAnswer> answer) {
  runner_.ask(
      [&](ControllerCore& core, Now now, RequestId request) { core.accept_place(now, request, std::move(envelope)); },
      stored_or_not(std::move(answer)));
}

void CoreBackend::relay_time_reset(const TerminalId& terminal, Envelope envelope, Answering<ObjectAnswer> answer) {
  runner_.ask([&](ControllerCore& core, Now now,
                  RequestId request) { core.relay_time_reset(now, request, terminal, std::move(envelope)); },
              stored_or_not(std::move(answer)));
}

void CoreBackend::accept_configuration(Envelope envelope, Answering<ObjectAnswer> answer) {
  runner_.ask(
      [&](ControllerCore& core, Now now, RequestId request) { core.accept_configuration(now, request, envelope); },
      stored_or_not(std::move(answer)));
}

void CoreBackend::submit_command(Envelope envelope, Answering<ObjectAnswer> answer) {
  runner_.ask([&](ControllerCore& core, Now now, RequestId request) { core.submit_command(now, request, envelope); },
              stored_or_not(std::move(answer)));
}

void CoreBackend::accept_clip(session::SharedClip clip, std::string actor, Answering<ObjectAnswer> answer) {
  const ClipNote note{std::move(actor), {}, {}, {}};
  runner_.ask([&](ControllerCore& core, Now now,
                  RequestId request) { core.accept_clip(now, request, std::move(clip), {}, note); },
              stored_or_not(std::move(answer)));
}

void CoreBackend::note_clip(const Digest& clip, std::string name, WallTime expires_at, std::string actor,
                            Answering<ObjectAnswer> answer) {
  runner_.ask(
      [&](ControllerCore& core, Now now, RequestId request) {
        core.note_clip(now, request, clip, std::move(name), expires_at, std::move(actor));
      },
      stored_or_not(std::move(answer)));
}

ClipPage CoreBackend::clips(const ClipFilter& filter, std::size_t limit, const std::optional<ClipMark>& after) {
  return runner_.core().clips(os::now(), filter, limit, after);
}

std::vector<PlaylistView> CoreBackend::playlists() { return runner_.core().playlists(os::now()); }

std::optional<ClipEntry> CoreBackend::clip_entry(const Digest& digest) {
  return runner_.core().clip(os::now(), digest);
}

void CoreBackend::put_document(Document document, std::string actor, Answering<ObjectAnswer> answer) {
  runner_.ask([&](ControllerCore& core, Now now,
                  RequestId request) { core.put_document(now, request, std::move(document), std::move(actor)); },
              stored_or_not(std::move(answer)));
}

void CoreBackend::remove_document(std::string kind, std::string name, std::string actor,
                                  Answering<ObjectAnswer> answer) {
  runner_.ask(
      [&](ControllerCore& core, Now now, RequestId request) {
        core.remove_document(now, request, std::move(kind), std::move(name), std::move(actor));
      },
      stored_or_not(std::move(answer)));
}

void CoreBackend::read_audit(AuditRange range, Answering<AuditReady> answer) {
  runner_.ask(
      [&](ControllerCore& core, Now now, RequestId request) { core.read_audit(now, request, std::move(range)); },
      [answer = std::move(answer)](Action action) { answer(std::move(std::get<AuditReady>(action))); });
}

void CoreBackend::fetch_clip(const Digest& digest, Answering<session::SharedClip> answer) {
  runner_.ask([&](ControllerCore& core, Now now, RequestId request) { core.fetch_clip(now, request, digest); },
              [answer = std::move(answer)](Action action) { answer(std::move(std::get<ClipReady>(action).clip)); });
}

void CoreBackend::export_order(const Digest& order, Answering<Result<OrderExport>> answer) {
  runner_.ask(
      [&](ControllerCore& core, Now now, RequestId request) { core.export_order(now, request, order); },
      [answer = std::move(answer)](Action action) { answer(std::move(std::get<ExportReady>(action).content)); });
}

http::PreparedAnswer CoreBackend::prepare(OrderDraft draft) {
  draft.nonce = os::random_nonce();
  if (!draft.live) return runner_.core().prepare(os::now(), draft);
  const auto unavailable = [](std::string why) {
    return fail(PrepareProblem{PrepareFault::missing, "live", std::move(why)});
  };
  if (live_ == nullptr) return unavailable("this controller serves no live speech");
  auto stream = live_->make_stream(draft);
  if (!stream) return unavailable(stream.error().detail);
  auto prepared = runner_.core().prepare(os::now(), draft);
  if (prepared) live_->keep(std::move(*stream), prepared->digest);
  return prepared;
}

http::PreparedAnswer CoreBackend::refresh(const Digest& order) {
  return runner_.core().refresh(os::now(), order, os::random_nonce());
}

http::PreparedAnswer CoreBackend::prepare_all_clear(const Digest& order) {
  return runner_.core().prepare_all_clear(os::now(), order, os::random_nonce());
}

http::PreparedStopAnswer CoreBackend::prepare_cancel(std::string_view reference) {
  return runner_.core().prepare_cancel(os::now(), reference, os::random_nonce());
}

http::PreparedStopAnswer CoreBackend::prepare_stop_all(StopAllDraft draft) {
  draft.nonce = os::random_nonce();
  return runner_.core().prepare_stop_all(os::now(), draft);
}

Result<Digest, ReferenceFault> CoreBackend::resolve(std::string_view reference) {
  return runner_.core().resolve(reference);
}

OrderPage CoreBackend::orders(std::size_t limit, const OrderFilter& filter) {
  return runner_.core().orders(os::now(), limit, filter);
}

std::optional<OrderDetail> CoreBackend::order(const Digest& digest) {
  return runner_.core().order_detail(os::now(), digest);
}

std::optional<OrderProgress> CoreBackend::order_progress(const Digest& digest, const ProgressMark& since,
                                                         std::size_t limit) {
  return runner_.core().order_progress(os::now(), digest, since, limit);
}

std::vector<TimelineEntry> CoreBackend::timeline(WallTime from, WallTime until, std::optional<AreaCode> area) {
  return runner_.core().timeline(os::now(), from, until, area);
}

std::vector<Document> CoreBackend::documents(std::string_view kind) { return runner_.core().documents(kind); }
std::vector<Expiry> CoreBackend::expiries() { return runner_.core().expiries(os::now()); }

std::optional<diagnosis::Condition> CoreBackend::condition(const TerminalId& terminal) {
  return runner_.core().condition(os::now(), terminal);
}

TerminalPage CoreBackend::terminals(std::size_t limit, std::optional<TerminalId> after, const TerminalFilter& filter) {
  return runner_.core().terminals(os::now(), limit, std::move(after), filter);
}

std::optional<std::vector<ReachChange>> CoreBackend::online_changes(const TerminalId& terminal) {
  return runner_.core().online_changes(os::now(), terminal);
}

std::vector<RefusalView> CoreBackend::refusals(std::size_t limit) { return runner_.core().refusals(limit); }

http::ApiHealth CoreBackend::health() {
  http::ApiHealth health{TONGLUO_VERSION, environment_, runner_.database_works(), runner_.core().health(os::now())};
  if (sources_.calls != nullptr && sources_.calls->nobody_is_reached())
    health.core.problems.emplace_back("people were called and nobody could be reached");
  return health;
}

}  // namespace tongluo::daemon
