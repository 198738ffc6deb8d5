#pragma once
// A backend of plain values, for tests of the HTTP machinery: remembers what it was asked and answers what it was told.

#include <deque>

#include "controller/http/api_backend.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::http {

class SmallBackend final : public ApiBackend, public ClipFactory {
 public:
  Result<controller::PreparedOrder, controller::PrepareProblem> prepare(controller::OrderDraft draft) override {
    drafts.push_back(std::move(draft));
    if (prepare_problem) return fail(*prepare_problem);
    controller::PreparedOrder prepared;
    prepared.payload = to_bytes("payload");
    prepared.digest = sign::digest_of(prepared.payload);
    prepared.addressed.push_back({*TerminalId::parse("TL-1"), "几江", *AreaCode::parse("500116101001")});
    prepared.longest_sound = milliseconds(12'345);
    return prepared;
  }
  void submit(Envelope envelope, std::function<void(OrderAnswer)> answer) override {
    envelopes.push_back(std::move(envelope));
    if (hold) return void(held.push_back([this, answer] { answer(order_answer); }));
    answer(order_answer);
  }
  void accept_trust_list(Envelope envelope, std::function<void(ObjectAnswer)> answer) override {
    envelopes.push_back(std::move(envelope));
    answer(object_answer);
  }
  void accept_place(Envelope envelope, std::function<void(ObjectAnswer)> answer) override {
    accept_trust_list(std::move(envelope), std::move(answer));
  }
  void fetch_clip(const Digest&, std::function<void(session::SharedClip)> answer) override { answer(clip); }
  void export_order(const Digest&, std::function<void(Result<controller::OrderExport>)> answer) override {
    answer(fail(ErrorKind::not_found, "no such order"));
  }
  controller::OrderPage orders(std::size_t limit, std::optional<Digest> before) override {
    if (throws) throw std::runtime_error("the backend broke");
    asked_limit = limit;
    asked_before = before;
    return {{summary()}, sign::digest_of(as_bytes("next"))};
  }
  std::optional<controller::OrderDetail> order(const Digest& digest) override {
    if (digest != summary().digest) return std::nullopt;
    controller::TerminalOutcome outcome{*TerminalId::parse("TL-1"), "几江", AreaCode::parse("500116101001")};
    outcome.progress = controller::Progress::started;
    outcome.started_at = wall_from_us(1'800'000'000'000'000);
    outcome.unreachable = true;
    return controller::OrderDetail{summary(), {outcome}};
  }
  controller::TerminalPage terminals(std::size_t limit, std::optional<TerminalId>) override {
    asked_limit = limit;
    return {};
  }
  std::vector<controller::RefusalView> refusals(std::size_t limit) override {
    asked_limit = limit;
    return {};
  }
  ApiHealth health() override { return {"0.0", true, health_now}; }
  std::string metrics() override { return "# nothing\n"; }

  void from_audio(std::string file, ClipAnswer answer) override {
    audio_bytes = file.size();
    if (hold) return void(held.push_back([answer] { answer(fail(ErrorKind::bad_input, "late")); }));
    answer(clip_answer);
  }
  void from_speech(std::string text, std::string language, ClipAnswer answer) override {
    spoken = language + ":" + text;
    answer(clip_answer);
  }

  static controller::OrderSummary summary() {
    controller::OrderSummary order;
    order.digest = sign::digest_of(as_bytes("order"));
    order.order_class = OrderClass::actual;
    order.level = Level::ii;
    order.headline = "洪水预警";
    order.issued_at = wall_from_us(1'800'000'000'500'000);
    order.addressed = 3;
    order.counts.waiting = 1;
    order.counts.finals[static_cast<std::size_t>(Outcome::unproved)] = 2;
    return order;
  }

  std::optional<controller::PrepareProblem> prepare_problem;
  OrderAnswer order_answer = controller::OrderIssued{};
  ObjectAnswer object_answer{};
  Result<MadeClip> clip_answer = MadeClip{};
  session::SharedClip clip;
  controller::Health health_now;
  bool hold = false;    // answers wait in `held`
  bool throws = false;  // orders() throws

  std::deque<std::function<void()>> held;
  std::vector<controller::OrderDraft> drafts;
  std::vector<Envelope> envelopes;
  std::size_t asked_limit = 0;
  std::optional<Digest> asked_before;
  std::size_t audio_bytes = 0;
  std::string spoken;
};

}  // namespace tongluo::http
