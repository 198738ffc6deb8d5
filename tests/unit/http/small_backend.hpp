#pragma once
// A backend of plain values, for tests of the HTTP machinery: remembers what it was asked and answers what it was told.

#include <algorithm>
#include <deque>

#include "controller/http/api_backend.hpp"
#include "protocol/sign/digest_of.hpp"
#include "tests/unit/http/small_register.hpp"

namespace tongluo::http {

class SmallBackend final : public ApiBackend,
                           public ClipFactory,
                           public TemplateGate,
                           public ScheduleExpander,
                           public CapGate,
                           public CallGate {
 public:
  PreparedAnswer prepare(controller::OrderDraft draft) override {
    drafts.push_back(std::move(draft));
    return prepared();
  }
  PreparedAnswer refresh(const Digest& order) override { return asked_digest = order, prepared(); }
  PreparedAnswer prepare_all_clear(const Digest& order) override { return asked_digest = order, prepared(); }
  PreparedStopAnswer prepare_cancel(std::string_view reference) override {
    asked_text = reference;
    return prepared_stop();
  }
  PreparedStopAnswer prepare_stop_all(controller::StopAllDraft draft) override {
    stop_drafts.push_back(std::move(draft));
    return prepared_stop();
  }
  Result<Digest, controller::ReferenceFault> resolve(std::string_view reference) override {
    asked_text = reference;
    return resolved;
  }

  void submit(controller::Submission submission, Answering<OrderAnswer> answer) override {
    submissions.push_back(std::move(submission));
    if (hold) return void(held.push_back([this, answer] { answer(order_answer); }));
    answer(order_answer);
  }
  void keep_draft(Bytes bytes, std::string actor, std::string reason, Answering<ObjectAnswer> answer) override {
    note(std::string(as_text(bytes)) + "|" + actor + "|" + reason, answer);
  }
  void return_order(const Digest& order, std::string actor, std::string reason,
                    Answering<ObjectAnswer> answer) override {
    asked_digest = order;
    note(actor + "|" + reason, answer);
  }
  void cancel(Envelope envelope, std::string actor, Answering<StopAnswer> answer) override {
    envelopes.push_back(std::move(envelope));
    asked_text = actor;
    answer(stop_answer);
  }
  void stop_all(Envelope envelope, std::string actor, Answering<StopAnswer> answer) override {
    cancel(std::move(envelope), std::move(actor), std::move(answer));
  }
  void accept_trust_list(Envelope envelope, Answering<ObjectAnswer> answer) override {
    envelopes.push_back(std::move(envelope));
    steps += "trust-list ";
    answer(object_answer);
  }
  void accept_freshness(Envelope envelope, Answering<ObjectAnswer> answer) override {
    accept_trust_list(std::move(envelope), std::move(answer));
  }
  void accept_place(Envelope envelope, Answering<ObjectAnswer> answer) override {
    accept_trust_list(std::move(envelope), std::move(answer));
  }
  void relay_time_reset(const TerminalId& terminal, Envelope envelope, Answering<ObjectAnswer> answer) override {
    asked_text = terminal.text();
    accept_trust_list(std::move(envelope), std::move(answer));
  }
  void accept_configuration(Envelope envelope, Answering<ObjectAnswer> answer) override {
    accept_trust_list(std::move(envelope), std::move(answer));
  }
  std::vector<controller::ConfigurationView> configurations() override {
    return {{{.version = 7, .targets = {*TerminalId::parse("TL-1")}, .controllers = {{"10.0.0.9", 7100}}}, {}}};
  }
  void submit_command(Envelope envelope, Answering<ObjectAnswer> answer) override {
    accept_trust_list(std::move(envelope), std::move(answer));
  }
  std::optional<controller::CommandView> command(const Digest& digest) override {
    if (digest != summary().digest) return std::nullopt;
    controller::CommandView view{digest, wire::CommandKind::self_test, "Li Wei", wall_from_us(5), wall_from_us(9), {}};
    view.answers.push_back({*TerminalId::parse("TL-1"), "几江", true, true, wire::CommandStatus::done, Refusal::none,
                            "", to_bytes("ok    sound\n"), wall_from_us(7)});
    return view;
  }
  std::vector<controller::CommandView> commands(std::size_t limit) override {
    asked_limit = limit;
    return {*command(summary().digest)};
  }
  void note_clip(const Digest& digest, std::string name, WallTime expires_at, std::string actor,
                 Answering<ObjectAnswer> answer) override {
    asked_digest = digest;
    note(name + "|" + std::to_string(to_us(expires_at)) + "|" + actor, answer);
  }
  void accept_clip(session::SharedClip stored, std::string actor, Answering<ObjectAnswer> answer) override {
    asked_text = actor;
    clip = std::move(stored);
    steps += "clip ";
    answer(object_answer);
  }
  void put_document(controller::Document document, std::string actor, Answering<ObjectAnswer> answer) override {
    documents_now.push_back(document);
    note(document.kind + "|" + document.name + "|" + document.body + "|" + actor, answer);
  }
  void remove_document(std::string kind, std::string name, std::string actor, Answering<ObjectAnswer> answer) override {
    note("-" + kind + "|" + name + "|" + actor, answer);
  }
  void read_audit(controller::AuditRange range, Answering<controller::AuditReady> answer) override {
    asked_limit = range.limit;
    asked_audit = std::move(range);
    answer(audit);
  }
  controller::AuditRange asked_audit;
  void fetch_clip(const Digest&, Answering<session::SharedClip> answer) override { answer(clip); }
  controller::ClipPage clips(const controller::ClipFilter& filter, std::size_t limit,
                             const std::optional<controller::ClipMark>& after) override {
    asked_limit = limit;
    asked_clips = filter;
    asked_mark = after;
    if (after) return {};
    const auto entry = *clip_entry(sign::digest_of(as_bytes("clip")));
    return {{entry}, mark_of(entry, filter.sort)};
  }
  std::optional<controller::ClipMark> asked_mark;
  std::optional<controller::ClipEntry> clip_entry(const Digest& digest) override {
    if (digest != sign::digest_of(as_bytes("clip"))) return std::nullopt;
    controller::ClipEntry entry{digest,  clip_duration, 4'096, {"clipped"},      clip_note,
                                expired, true,          {},    {{"morning", {}}}};
    for (const Digest& order : {summary().digest, sign::digest_of(as_bytes("an order of other areas"))})
      entry.orders.push_back({order, "早间", controller::OrderState::issued, wall_from_us(9)});
    return entry;
  }
  std::vector<controller::PlaylistView> playlists() override { return playlists_now; }
  std::vector<controller::PlaylistView> playlists_now;
  milliseconds clip_duration{2'500};
  controller::ClipFilter asked_clips;
  controller::ClipNote clip_note{"account:li", "早间新闻", wall_from_us(5), wall_from_us(7), -1607, -152};
  bool expired = false;
  void export_order(const Digest&, Answering<Result<controller::OrderExport>> answer) override { answer(exported); }

  controller::OrderPage orders(std::size_t limit, const controller::OrderFilter& filter) override {
    if (throws) throw std::runtime_error("the backend broke");
    asked_limit = limit;
    asked_filter = filter;
    if (!shown(filter.areas)) return {};
    controller::OrderPage page{{summary()}};
    page.orders.insert(page.orders.end(), older.begin(), older.end());
    return page;
  }
  std::optional<controller::OrderDetail> order(const Digest& digest) override {
    if (digest != summary().digest) return std::nullopt;
    controller::TerminalOutcome outcome{*TerminalId::parse("TL-1"), "几江", AreaCode::parse("500116101001")};
    outcome.progress = controller::Progress::started;
    outcome.started_at = wall_from_us(1'800'000'000'000'000);
    outcome.unreachable = true;
    controller::OrderSummary shown = summary();
    if (state) shown.state = *state;
    controller::OrderDetail detail{shown, to_bytes("envelope"), {}, {outcome}, {}, controller::ProgressMark{7, 41}};
    detail.terminals.insert(detail.terminals.end(), further.begin(), further.end());
    return detail;
  }
  std::optional<controller::OrderProgress> order_progress(const Digest& digest, const controller::ProgressMark& since,
                                                          std::size_t limit) override {
    asked_progress = since;
    asked_limit = limit;
    const auto detail = order(digest);
    if (!detail) return std::nullopt;
    return controller::OrderProgress{detail->summary, detail->terminals, {}, {since.run, since.revision + 1}};
  }
  controller::ProgressMark asked_progress;
  controller::TimelineEntry planned{summary().digest,
                                    3,
                                    OrderClass::routine,
                                    Level::routine,
                                    "早间新闻",
                                    controller::OrderState::issued,
                                    wall_from_us(5),
                                    wall_from_us(9),
                                    7,
                                    {sign::digest_of(as_bytes("other"))}};
  std::vector<controller::TimelineEntry> timeline(WallTime from, WallTime until,
                                                  std::optional<AreaCode> area) override {
    asked_area = area;
    asked_from = from;
    asked_until = until;
    if (area && !shown({*area})) return {};
    return {planned};
  }
  std::vector<controller::Document> documents(std::string_view kind) override {
    std::vector<controller::Document> found;
    for (const controller::Document& one : documents_now)
      if (one.kind == kind) found.push_back(one);
    return found;
  }
  std::vector<controller::Expiry> expiries() override { return expiries_now; }
  controller::TerminalPage terminals(std::size_t limit, std::optional<TerminalId> after,
                                     const controller::TerminalFilter& filter) override {
    asked_limit = limit;
    asked_terminals = filter;
    return shown(filter.areas) ? page_by_id(terminals_now, limit, after) : controller::TerminalPage{};
  }
  controller::TerminalPage sorted_terminals(std::size_t limit, const controller::TerminalOrder& order,
                                            const controller::TerminalFilter& filter) override {
    asked_terminals = filter;
    return shown(filter.areas) ? page_by_member(terminals_now, limit, order) : controller::TerminalPage{};
  }
  std::vector<controller::AddressedTerminal> addressed_by(const std::vector<wire::Target>& targets) override {
    asked_targets = targets;
    return standing;
  }
  std::vector<AreaCode> areas_of(const Digest& order) override {
    if (order != summary().digest) return {};
    return {kVillage};
  }
  std::vector<std::pair<AreaCode, std::size_t>> terminal_counts() override {
    return {{*AreaCode::parse("500116101001"), 2}, {*AreaCode::parse("500116102001"), 1}};
  }
  controller::TerminalFilter asked_terminals;
  controller::TerminalPage terminals_now;  // by id, all in the village of the one order
  std::vector<controller::RefusalView> refusals_now;
  std::vector<controller::Expiry> expiries_now{{"trust list 7", wall_from_us(8), 30}};
  std::vector<wire::Target> asked_targets;
  std::vector<controller::AddressedTerminal> standing;
  std::optional<diagnosis::Condition> condition(const TerminalId& terminal) override {
    if (terminal.text() != "TL-500116-0001") return std::nullopt;
    diagnosis::Condition known;
    known.now = wall_from_us(1'800'000'000'000'000);
    known.presence = diagnosis::Presence::online;
    known.last_seen = known.now - seconds(9);
    known.telemetry = diagnosis::Telemetry{};
    known.telemetry->signal_dbm = -112;
    return known;
  }
  std::optional<std::vector<controller::DataMonth>> data_months(const TerminalId& terminal) override {
    if (terminal.text() != "TL-500116-0001") return std::nullopt;
    return std::vector{controller::DataMonth{202'611, 1, 2, 3, 4}};
  }
  std::optional<std::vector<controller::HistoryPoint>> history(const TerminalId& terminal, std::size_t step) override {
    asked_limit = step;
    if (terminal.text() != "TL-500116-0001") return std::nullopt;
    return std::vector{controller::HistoryPoint{2'000'000, {-90, 80, controller::kNoHistory, 0}}};
  }
  std::optional<std::vector<controller::ReachChange>> online_changes(const TerminalId& terminal) override {
    if (terminal.text() != "TL-500116-0001") return std::nullopt;
    return std::vector<controller::ReachChange>{{wall_from_us(5), controller::Reach::online},
                                                {wall_from_us(9), controller::Reach::unknown}};
  }
  std::vector<controller::RefusalView> refusals(std::size_t limit) override {
    asked_limit = limit;
    return refusals_now;
  }
  std::uint64_t trust_list_version() override { return held_trust_list; }
  Bytes trust_list_envelope() override { return held_trust_list == 0 ? Bytes() : to_bytes(std::string_view("list")); }
  ApiHealth health() override { return {"0.0", "training", true, health_now}; }
  std::string metrics() override { return "# nothing\n"; }

  void from_audio(std::string file, controller::ClipNote given, ClipAnswer answer) override {
    audio_bytes = file.size();
    clip_note = std::move(given);
    if (hold) return void(held.push_back([answer] { answer(fail(ErrorKind::bad_input, "late")); }));
    answer(clip_answer);
  }
  void from_speech(std::vector<SpeechPart> parts, controller::ClipNote given, ClipAnswer answer) override {
    spoken.clear();
    clip_note = std::move(given);
    for (const SpeechPart& part : parts) spoken += (spoken.empty() ? "" : "|") + part.language + ":" + part.text;
    answer(clip_answer);
  }

  std::vector<TemplateView> templates() override {
    return {{"flood", "11A01", "actual", false, {{"zh", "洪水预警", "{place}"}}, {{"place", "text", true, 2, 40, 0}}}};
  }
  Result<std::string, TemplateFault> fill(const std::string& name, const std::string& language,
                                          const std::map<std::string, std::string>& parameters) override {
    if (!parameters.contains("place")) return tongluo::fail(TemplateFault{"place", "is missing"});
    return name + " " + language + " " + parameters.at("place");
  }
  std::string fault() const override { return "templates.txt:3: wrong"; }

  Result<std::vector<WallTime>, ScheduleProblem> expand(const ScheduleRule& rule) override {
    rules.push_back(rule);
    return starts;
  }

  void receive(std::string xml, std::string actor, Answering<CapDecision> answer) override {
    asked_text = actor + ":" + xml;
    answer(cap_decision);
  }
  void read_areas(std::string xml, Answering<Result<CapAreas, CapDecision>> answer) override {
    asked_text = xml;
    if (xml != "<alert/>") return answer(tongluo::fail(CapDecision{"", "refused", "xml.malformed", "not XML", {}, {}}));
    answer(CapAreas{"s,1,t", "暴雨", {"500116101000"}, {}, {{{295'000'000, 1'061'000'000}, 2'000}}});
  }
  std::vector<CapLogEntry> list(std::size_t limit) override {
    asked_limit = limit;
    return {{cap_decision, wall_from_us(4), "folder"}};
  }
  std::optional<std::string> outgoing(const Digest& order) override {
    return order == summary().digest ? std::optional<std::string>("<alert/>") : std::nullopt;
  }
  std::string feed(const std::vector<AreaCode>& areas) override { return shown(areas) ? "<feed/>" : "<nothing/>"; }

  std::vector<CallEntry> recent(std::size_t limit) override {
    asked_limit = limit;
    return {{7, wall_from_us(3), "alarm", Level::i, "TL-1", "a clone", "calling", 2, 1}};
  }
  bool acknowledge(std::uint64_t number, const std::string& actor) override {
    asked_text = actor;
    return number == 7;
  }

  static controller::OrderSummary summary() {
    controller::OrderSummary order;
    order.digest = sign::digest_of(as_bytes("order"));
    order.order_class = OrderClass::actual;
    order.level = Level::ii;
    order.headline = "洪水预警";
    order.issued_at = wall_from_us(1'800'000'000'500'000);
    order.submitted_at = order.issued_at;
    order.state = controller::OrderState::running;
    order.addressed = 3;
    order.counts.waiting = 1;
    order.counts.finals[static_cast<std::size_t>(Outcome::unproved)] = 2;
    order.persons = {"Li Wei"};
    return order;
  }

  std::optional<controller::PrepareProblem> prepare_problem;
  OrderAnswer order_answer = controller::OrderTaken{};
  ObjectAnswer object_answer{};
  StopAnswer stop_answer = controller::StopTaken{};
  Result<MadeClip> clip_answer = MadeClip{};
  Result<Digest, controller::ReferenceFault> resolved = Digest{};
  Result<controller::OrderExport> exported = fail(ErrorKind::not_found, "no such order");
  Result<std::vector<WallTime>, ScheduleProblem> starts = std::vector<WallTime>{};
  controller::AuditReady audit{0, std::vector<controller::AuditEntry>{}, {}};
  CapDecision cap_decision{"sender,1,now", "issued", "", "", std::nullopt, {}};
  Bytes payload = to_bytes("payload");
  session::SharedClip clip;
  controller::Health health_now;
  std::optional<controller::OrderState> state;       // of the one order
  std::vector<controller::TerminalOutcome> further;  // likewise
  std::uint64_t held_trust_list = 0;
  bool hold = false;    // answers wait in `held`
  bool throws = false;  // orders() throws

  std::deque<std::function<void()>> held;
  std::vector<controller::OrderDraft> drafts;
  std::vector<controller::StopAllDraft> stop_drafts;
  std::vector<controller::Submission> submissions;
  std::vector<controller::Document> documents_now;
  std::vector<ScheduleRule> rules;
  std::vector<Envelope> envelopes;
  std::vector<std::string> notes;
  std::string steps;
  std::size_t asked_limit = 0;
  std::vector<controller::OrderSummary> older;  // behind the one order
  controller::OrderFilter asked_filter;
  Digest asked_digest;
  std::string asked_text;
  WallTime asked_from{}, asked_until{};
  std::optional<AreaCode> asked_area;
  std::size_t audio_bytes = 0;
  std::string spoken;

 private:
  inline static const AreaCode kVillage = *AreaCode::parse("500116101001");  // that the one order reaches
  static bool shown(const std::vector<AreaCode>& areas) {
    return areas.empty() ||
           std::any_of(areas.begin(), areas.end(), [](AreaCode area) { return area.contains(kVillage); });
  }
  PreparedAnswer prepared() const {
    if (prepare_problem) return fail(*prepare_problem);
    controller::PreparedOrder order;
    order.payload = payload;
    order.digest = sign::digest_of(payload);
    order.addressed.push_back({*TerminalId::parse("TL-1"), "几江", *AreaCode::parse("500116101001")});
    order.longest_sound = milliseconds(12'345);
    order.warnings = {{"night", "it will sound at night"}};
    order.holds = {"curfew"};
    order.persons_required = 2;
    order.confirm_count = true;
    return order;
  }
  PreparedStopAnswer prepared_stop() const {
    if (prepare_problem) return fail(*prepare_problem);
    return controller::PreparedStop{payload, sign::digest_of(payload), {summary().digest}, 5};
  }
  void note(std::string what, const Answering<ObjectAnswer>& answer) {
    notes.push_back(std::move(what));
    hold ? held.push_back([this, answer] { answer(object_answer); }) : answer(object_answer);
  }
};

}  // namespace tongluo::http
