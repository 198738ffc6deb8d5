#pragma once
// What the HTTP interface needs from the rest of the controller; controller/main implements it. Owner thread: the
// control thread: every call and every answer. Each asynchronous call is answered exactly once, maybe before it
// returns. The nonces of what is prepared are made by the implementation of these ports.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "controller/core/controller.hpp"
#include "controller/http/console_gate.hpp"
#include "controller/http/event_hub.hpp"
#include "controller/http/live_gate.hpp"
#include "controller/http/map_gate.hpp"
#include "controller/http/photo_gate.hpp"
#include "controller/http/release_gate.hpp"
#include "controller/http/trend_ring.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::http {

using OrderAnswer = Result<controller::OrderTaken, controller::OrderRejected>;
using ObjectAnswer = Result<void, controller::ObjectRejected>;
using StopAnswer = Result<controller::StopTaken, controller::ObjectRejected>;
using PreparedAnswer = Result<controller::PreparedOrder, controller::PrepareProblem>;
using PreparedStopAnswer = Result<controller::PreparedStop, controller::PrepareProblem>;

template <class Answer>
using Answering = std::function<void(Answer)>;

struct ApiHealth {
  std::string version;
  std::string environment;  // "production", "training", …
  bool database_works = false;
  controller::Health core;
};

class ApiBackend {
 public:
  virtual ~ApiBackend() = default;

  // ---- requests: answered once, when durable ----
  virtual void submit(controller::Submission submission, Answering<OrderAnswer> answer) = 0;
  virtual void keep_draft(Bytes payload, std::string actor, std::string reason, Answering<ObjectAnswer> answer) = 0;
  virtual void return_order(const Digest& order, std::string actor, std::string reason,
                            Answering<ObjectAnswer> answer) = 0;
  virtual void cancel(Envelope envelope, std::string actor, Answering<StopAnswer> answer) = 0;
  virtual void stop_all(Envelope envelope, std::string actor, Answering<StopAnswer> answer) = 0;
  virtual void accept_trust_list(Envelope envelope, Answering<ObjectAnswer> answer) = 0;
  virtual void accept_freshness(Envelope envelope, Answering<ObjectAnswer> answer) = 0;
  virtual void accept_place(Envelope envelope, Answering<ObjectAnswer> answer) = 0;
  virtual void relay_time_reset(const TerminalId& terminal, Envelope envelope, Answering<ObjectAnswer> answer) = 0;
  virtual void accept_configuration(Envelope envelope, Answering<ObjectAnswer> answer) = 0;
  virtual void submit_command(Envelope envelope, Answering<ObjectAnswer> answer) = 0;
  virtual void accept_clip(session::SharedClip clip, std::string actor, Answering<ObjectAnswer> answer) = 0;
  virtual void note_clip(const Digest& clip, std::string name, WallTime expires_at, std::string actor,
                         Answering<ObjectAnswer> answer) = 0;
  virtual void put_document(controller::Document document, std::string actor, Answering<ObjectAnswer> answer) = 0;
  virtual void remove_document(std::string kind, std::string name, std::string actor,
                               Answering<ObjectAnswer> answer) = 0;
  virtual void read_audit(controller::AuditRange range, Answering<controller::AuditReady> answer) = 0;
  virtual void fetch_clip(const Digest& digest, Answering<session::SharedClip> answer) = 0;  // nullptr: none
  virtual controller::ClipPage clips(const controller::ClipFilter& filter, std::size_t limit,
                                     const std::optional<controller::ClipMark>& after) = 0;
  virtual std::optional<controller::ClipEntry> clip_entry(const Digest& digest) = 0;
  virtual std::vector<controller::PlaylistView> playlists() = 0;
  virtual void export_order(const Digest& order, Answering<Result<controller::OrderExport>> answer) = 0;

  // ---- questions: no effect ----
  virtual PreparedAnswer prepare(controller::OrderDraft draft) = 0;
  virtual PreparedAnswer refresh(const Digest& order) = 0;
  virtual PreparedAnswer prepare_all_clear(const Digest& order) = 0;
  virtual PreparedStopAnswer prepare_cancel(std::string_view reference) = 0;
  virtual PreparedStopAnswer prepare_stop_all(controller::StopAllDraft draft) = 0;
  virtual Result<Digest, controller::ReferenceFault> resolve(std::string_view reference) = 0;
  virtual controller::OrderPage orders(std::size_t limit, const controller::OrderFilter& filter) = 0;
  virtual std::optional<controller::OrderDetail> order(const Digest& digest) = 0;
  virtual std::optional<controller::OrderProgress> order_progress(const Digest& digest,
                                                                  const controller::ProgressMark& since,
                                                                  std::size_t limit) = 0;
  virtual std::vector<controller::TimelineEntry> timeline(WallTime from, WallTime until,
                                                          std::optional<AreaCode> area) = 0;
  virtual std::vector<controller::Document> documents(std::string_view kind) = 0;
  virtual std::vector<controller::Expiry> expiries() = 0;
  virtual controller::TerminalPage terminals(std::size_t limit, std::optional<TerminalId> after,
                                             const controller::TerminalFilter& filter) = 0;
  virtual controller::TerminalPage sorted_terminals(std::size_t limit, const controller::TerminalOrder& order,
                                                    const controller::TerminalFilter& filter) = 0;
  virtual std::vector<controller::AddressedTerminal> addressed_by(const std::vector<wire::Target>& targets) = 0;
  virtual std::vector<AreaCode> areas_of(const Digest& order) = 0;  // of whom it addresses; an unknown one: none
  virtual std::vector<std::pair<AreaCode, std::size_t>> terminal_counts() = 0;
  virtual std::optional<controller::CommandView> command(const Digest& digest) = 0;  // none: not kept
  virtual std::vector<controller::CommandView> commands(std::size_t limit) = 0;      // newest first
  virtual std::vector<controller::ConfigurationView> configurations() = 0;
  virtual std::optional<diagnosis::Condition> condition(const TerminalId& terminal) = 0;  // none: unknown
  // `step` below kHistorySteps.
  virtual std::optional<std::vector<controller::HistoryPoint>> history(const TerminalId& terminal,
                                                                       std::size_t step) = 0;
  virtual std::optional<std::vector<controller::ReachChange>> online_changes(
      const TerminalId& terminal) = 0;  // none: unknown
  virtual std::optional<std::vector<controller::DataMonth>> data_months(
      const TerminalId& terminal) = 0;  // none: unknown
  virtual std::vector<controller::RefusalView> refusals(std::size_t limit) = 0;
  virtual std::uint64_t trust_list_version() = 0;  // 0: none
  virtual Bytes trust_list_envelope() = 0;         // empty: none
  virtual ApiHealth health() = 0;
  virtual std::string metrics() = 0;  // Prometheus text
};

// One text to say, and what became of it.
struct SpeechPart {
  std::string text;
  std::string language;  // "zh" or "en"
};
struct SpokenPart {
  std::string language;
  std::string text;        // as it was asked for
  std::string normalised;  // what is really said
  std::string engine;      // the program that said it
};

struct MadeClip {
  Digest digest;
  milliseconds duration{};
  double loudness_lufs = 0.0;
  double true_peak_dbtp = 0.0;
  std::vector<std::string> warnings;
  std::string container;          // of a recording: as recognised
  std::vector<SpokenPart> parts;  // of speech: one for each text
  controller::ClipNote note;      // as it is kept now: of who added it first
};
using ClipAnswer = std::function<void(Result<MadeClip>)>;

// Clips from recordings and from text; durable before the answer. Of `note` author, name and end are used. A full queue
// is ErrorKind::unavailable.
class ClipFactory {
 public:
  virtual ~ClipFactory() = default;
  virtual void from_audio(std::string file, controller::ClipNote note, ClipAnswer answer) = 0;
  // One clip that says 1 to kMaxSpeechParts texts, a short pause between them.
  virtual void from_speech(std::vector<SpeechPart> parts, controller::ClipNote note, ClipAnswer answer) = 0;
};

// The prompts that an office can choose from (docs/speech.md).
struct TemplateWording {
  std::string language;
  std::string title;
  std::string pattern;
};
struct TemplateParameter {
  std::string name;
  std::string kind;  // "text", "number", "level", "time", "phone"
  bool required = false;
  double min = 0;  // of a number; of a text: characters
  double max = 0;
  unsigned decimals = 0;
};
struct TemplateView {
  std::string name;
  std::string event_code;   // or empty
  std::string order_class;  // that it is meant for
  bool own = false;         // of the county's own file
  std::vector<TemplateWording> wordings;
  std::vector<TemplateParameter> parameters;  // by name
};
struct TemplateFault {
  std::string parameter;  // empty: the template as a whole
  std::string reason;
};

class TemplateGate {
 public:
  virtual ~TemplateGate() = default;
  virtual std::vector<TemplateView> templates() = 0;  // by name
  virtual Result<std::string, TemplateFault> fill(const std::string& name, const std::string& language,
                                                  const std::map<std::string, std::string>& parameters) = 0;
  virtual std::string fault() const = 0;  // why the county's own file is not used; empty: it is, or there is none
};

// A recurrence as people write it; times are local times of the county (RFC 5545 without the property names).
struct ScheduleRule {
  std::string start;                    // "2026-11-24T07:00"
  std::string rrule;                    // "FREQ=DAILY;COUNT=7"; empty: `start` and `extra` only
  std::vector<std::string> exceptions;  // "2026-11-26" (that day) or "2026-11-26T07:00"
  std::vector<std::string> extra;       // "2026-11-29T08:00"
  std::string holidays = "play";        // "play", "skip" or "only"
};
struct ScheduleProblem {
  std::string field;  // of the rule: "start", "rrule", "exceptions[1]"; empty: the rule as a whole
  std::string reason;
};

class ScheduleExpander {
 public:
  virtual ~ScheduleExpander() = default;
  // The starts still ahead, ascending: 1 to kMaxOccurrences; none or more is a problem.
  virtual Result<std::vector<WallTime>, ScheduleProblem> expand(const ScheduleRule& rule) = 0;
};

// What became of one CAP message.
struct CapDecision {
  std::string identifier;  // "sender,identifier,sent", or empty: it could not be read that far
  std::string decision;    // "issued", "held", "refused", "ignored"
  std::string reason;      // a stable code; empty with "issued"
  std::string detail;      // one line, for people
  std::optional<Digest> order;
  std::vector<std::string> deviations;  // by name, those that were tolerated
};
struct CapLogEntry {
  CapDecision decision;
  WallTime received_at{};
  std::string actor;  // who handed it in, "folder" or the feed's address
};

// The places of a message that a person composes by.
struct CapAreas {
  std::string identifier;
  std::string headline;
  std::vector<std::string> areas;
  std::vector<wire::Polygon> polygons;
  std::vector<wire::Circle> circles;
};

class CapGate {
 public:
  virtual ~CapGate() = default;
  virtual void receive(std::string xml, std::string actor, Answering<CapDecision> answer) = 0;
  // Changes nothing, remembers nothing; the error is a decision with its reason.
  virtual void read_areas(std::string xml, Answering<Result<CapAreas, CapDecision>> answer) = 0;
  virtual std::vector<CapLogEntry> list(std::size_t limit) = 0;          // newest first
  virtual std::optional<std::string> outgoing(const Digest& order) = 0;  // its CAP message; none: no such order
  // Atom, of orders that reach one of the areas; none: of all.
  virtual std::string feed(const std::vector<AreaCode>& areas) = 0;
};

using ClaimsAnswer = Result<controller::ClaimsTaken, controller::ObjectRejected>;

// Claim codes and the identities of terminals (docs/enrolment.md).
class EnrolmentGate {
 public:
  virtual ~EnrolmentGate() = default;
  virtual WallTime now() const = 0;  // from which a code's days count
  virtual void add_claims(std::vector<controller::ClaimDraft> drafts, controller::ClaimMode mode, std::string actor,
                          Answering<ClaimsAnswer> answer) = 0;
  virtual void approve(const Digest& claim, const TerminalId& terminal, bool replaces, std::string actor,
                       Answering<ObjectAnswer> answer) = 0;
  virtual void drop(const Digest& claim, std::string actor, Answering<ObjectAnswer> answer) = 0;
  virtual void revoke(const TerminalId& terminal, std::string reason, std::string actor,
                      Answering<ObjectAnswer> answer) = 0;
  virtual const controller::EnrolmentBook& book() const = 0;
};

// One call to people and what became of it.
struct CallEntry {
  std::uint64_t number = 0;
  WallTime at{};
  std::string kind;  // "approval_wanted", "alarm", …
  Level level = Level::routine;
  std::string subject;
  std::string text;
  std::string fate;  // "calling", "sent", "acknowledged", "unanswered", "unreached", …
  std::uint32_t repeats = 0;
  std::uint32_t step = 0;  // of the escalation list that it has reached
};

class CallGate {
 public:
  virtual ~CallGate() = default;
  virtual std::vector<CallEntry> recent(std::size_t limit) = 0;  // newest first
  // A person answers. False: no open call has this number.
  virtual bool acknowledge(std::uint64_t number, const std::string& actor) = 0;
};

// All outlive the routes. A null one answers 503.
struct ApiPorts {
  ApiBackend& backend;
  ClipFactory& clips;
  ScheduleExpander* schedules = nullptr;
  CapGate* cap = nullptr;
  CallGate* calls = nullptr;
  TemplateGate* templates = nullptr;
  LiveGate* live = nullptr;
  EnrolmentGate* enrolment = nullptr;
  ReleaseGate* releases = nullptr;
  ConsoleGate* console = nullptr;
  MapGate* map = nullptr;
  EventHub* events = nullptr;
  PhotoGate* photos = nullptr;
  const TrendRing* trends = nullptr;
};

}  // namespace tongluo::http
