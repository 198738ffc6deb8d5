#include "controller/main/core_backend.hpp"

#include "protocol/os/clock.hpp"

namespace tongluo::daemon {

using namespace controller;

namespace {

CoreRunner::Answer object_answer(std::function<void(http::ObjectAnswer)> answer) {
  return [answer = std::move(answer)](Action action) {
    if (auto* rejected = std::get_if<ObjectRejected>(&action)) return answer(tl::unexpected(std::move(*rejected)));
    answer({});
  };
}

}  // namespace

Result<PreparedOrder, PrepareProblem> CoreBackend::prepare(OrderDraft draft) {
  return runner_.core().prepare(os::now(), draft);
}

void CoreBackend::submit(Envelope envelope, std::function<void(http::OrderAnswer)> answer) {
  runner_.ask(
      [&envelope](ControllerCore& core, Now now, RequestId request) { core.submit(now, request, std::move(envelope)); },
      [answer = std::move(answer)](Action action) {
        if (auto* rejected = std::get_if<OrderRejected>(&action)) return answer(tl::unexpected(std::move(*rejected)));
        answer(std::get<OrderIssued>(action));
      });
}

void CoreBackend::accept_trust_list(Envelope envelope, std::function<void(http::ObjectAnswer)> answer) {
  runner_.ask([&envelope](ControllerCore& core, Now now,
                          RequestId request) { core.accept_trust_list(now, request, std::move(envelope)); },
              object_answer(std::move(answer)));
}

void CoreBackend::accept_place(Envelope envelope, std::function<void(http::ObjectAnswer)> answer) {
  runner_.ask([&envelope](ControllerCore& core, Now now,
                          RequestId request) { core.accept_place(now, request, std::move(envelope)); },
              object_answer(std::move(answer)));
}

void CoreBackend::fetch_clip(const Digest& digest, std::function<void(session::SharedClip)> answer) {
  runner_.ask([&digest](ControllerCore& core, Now now, RequestId request) { core.fetch_clip(now, request, digest); },
              [answer = std::move(answer)](Action action) { answer(std::move(std::get<ClipReady>(action).clip)); });
}

void CoreBackend::export_order(const Digest& order, std::function<void(Result<OrderExport>)> answer) {
  runner_.ask(
      [&order](ControllerCore& core, Now now, RequestId request) { core.export_order(now, request, order); },
      [answer = std::move(answer)](Action action) { answer(std::move(std::get<ExportReady>(action).content)); });
}

OrderPage CoreBackend::orders(std::size_t limit, std::optional<Digest> before) {
  return runner_.core().orders(os::now(), limit, before);
}

std::optional<OrderDetail> CoreBackend::order(const Digest& digest) {
  return runner_.core().order_detail(os::now(), digest);
}

TerminalPage CoreBackend::terminals(std::size_t limit, std::optional<TerminalId> after) {
  return runner_.core().terminals(os::now(), limit, std::move(after));
}

std::vector<RefusalView> CoreBackend::refusals(std::size_t limit) { return runner_.core().refusals(limit); }

http::ApiHealth CoreBackend::health() {
  return {TONGLUO_VERSION, runner_.database_works(), runner_.core().health(os::now())};
}

}  // namespace tongluo::daemon
