#include "controller/cap/decide.hpp"

#include <algorithm>

#include "controller/cap/limits.hpp"
#include "controller/cap/speech_text.hpp"
#include "protocol/base/limits.hpp"

namespace tongluo::cap {
namespace {

constexpr auto kSoon = std::chrono::minutes(2);  // an effective time nearer than this is now

Decision end(Action action, std::string_view reason, std::string_view detail) {
  Rejection words = rejection(reason, detail);
  return {action, std::move(words.code), std::move(words.detail), {}};
}

// The infos that can be spoken here: Chinese first, then English; of several in one language the first.
struct Chosen {
  std::vector<const Info*> infos;
  bool several = false;  // in one language: which of them is a person's choice
};

Chosen choose(const Alert& alert) {
  Chosen chosen;
  for (const std::string_view language : {"zh", "en"}) {
    const Info* first = nullptr;
    for (const Info& info : alert.infos) {
      if (spoken_language(info.language) != language) continue;
      if (first != nullptr) chosen.several = true;
      if (first == nullptr) first = &info;
    }
    if (first != nullptr) chosen.infos.push_back(first);
  }
  return chosen;
}

std::string cut_to(std::string_view text, std::size_t bytes) {
  std::size_t length = std::min(text.size(), bytes);
  if (length < text.size())
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
  return std::string(text.substr(0, length));
}

std::string event_code_of(const Info& info) {
  constexpr std::size_t kLength = 5;
  const auto is_letter = [](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z');
  };
  for (const NameValue& code : info.event_codes)
    if (code.value.size() == kLength && std::all_of(code.value.begin(), code.value.end(), is_letter)) return code.value;
  return {};
}

bool is_audio(const Resource& resource) { return resource.mime_type.starts_with("audio/"); }

void plan_sound(const Chosen& chosen, OrderPlan& plan, bool& shortened) {
  for (const Resource& resource : chosen.infos.front()->resources) {
    if (!is_audio(resource)) continue;
    if (resource.has_embedded && plan.audio.empty()) plan.audio = resource.embedded;
    if (!resource.has_embedded && !resource.uri.empty() && plan.audio_uri.empty()) plan.audio_uri = resource.uri;
  }
  if (!plan.audio.empty()) {
    plan.audio_uri.clear();
    return;
  }
  for (const Info* info : chosen.infos) {
    SpeechText speech = speech_text(*info);
    shortened = shortened || speech.shortened;
    if (!speech.text.empty())
      plan.texts.push_back({std::string(spoken_language(info->language)), std::move(speech.text)});
  }
}

WallTime expiry_of(const Alert& alert, const Chosen& chosen) {
  WallTime expires = WallTime::max();
  for (const Info* info : chosen.infos) expires = std::min(expires, info->expires.value_or(alert.sent + kMaxAge));
  return expires;
}

bool agree(const Info& one, const Info& other) {
  return one.severity == other.severity && one.urgency == other.urgency && one.certainty == other.certainty &&
         one.expires == other.expires && one.effective == other.effective;
}

OrderClass class_of(Status status) {
  return status == Status::actual     ? OrderClass::actual
         : status == Status::exercise ? OrderClass::exercise
                                      : OrderClass::test;
}

class Decider {
 public:
  Decider(const Alert& alert, const std::optional<std::string>& certificate, const Mapping& mapping, WallTime now)
      : alert_(alert), certificate_(certificate), mapping_(mapping), now_(now), chosen_(choose(alert)) {}
  Decision decide();

 private:
  Decision apply(const MappingRule* rule);
  Decision plan_order(const MappingRule* rule);
  // The first reason to call a person stays; a refusal is never softened.
  void hold(std::string_view reason, std::string_view detail) {
    if (decision_.action != Action::automatic) return;
    const Rejection words = rejection(reason, detail);
    decision_.action = Action::hold;
    decision_.reason = words.code;
    decision_.detail = words.detail;
  }
  void look_for_doubts(bool shortened);

  const Alert& alert_;
  const std::optional<std::string>& certificate_;
  const Mapping& mapping_;
  const WallTime now_;
  const Chosen chosen_;
  Decision decision_;
};

Decision Decider::decide() {
  if (alert_.msg_type == MsgType::ack) return end(Action::ignore, "msg_type.ack", "an acknowledgement");
  if (alert_.msg_type == MsgType::error) return end(Action::ignore, "msg_type.error", "an error report");
  if (alert_.status == Status::draft) return end(Action::ignore, "status.draft", "a draft");
  if (alert_.status == Status::system) return end(Action::ignore, "status.system", "for other systems");
  const Info* info = chosen_.infos.empty() ? nullptr : chosen_.infos.front();
  const MappingRule* rule = find_rule(mapping_, alert_, info, certificate_);
  if (rule == nullptr && alert_.scope != Scope::public_)
    return end(Action::refuse, "scope.not_public", "scope " + std::string(to_string(alert_.scope)));
  if (rule == nullptr && alert_.status == Status::test) return end(Action::ignore, "status.test", "a test");
  if (!certificate_ && mapping_.refuse_unsigned) return end(Action::refuse, "sig.missing", "the message is not signed");
  return apply(rule);
}

Decision Decider::apply(const MappingRule* rule) {
  if (rule != nullptr && rule->action == Action::refuse)
    return end(Action::refuse, "mapping.refused", "by rule " + rule->name);
  if (rule != nullptr && rule->action == Action::ignore)
    return end(Action::ignore, "mapping.ignored", "by rule " + rule->name);
  decision_.action = Action::automatic;
  decision_.reason = "accepted";
  if (rule != nullptr) decision_.detail = "by rule " + rule->name;
  OrderPlan& plan = decision_.plan;
  plan.order_class = class_of(alert_.status);
  plan.is_cancel = alert_.msg_type == MsgType::cancel;
  if (alert_.msg_type != MsgType::alert) {
    plan.acts_on = alert_.references.front();  // exactly one, by the rules of reading
    if (plan.acts_on->sender != alert_.sender)
      return end(Action::refuse, "references.foreign", "it names a message of another sender");
  }
  if (!certificate_) hold("sig.missing", "the message is not signed");
  if (rule == nullptr) hold("mapping.no_rule", "no rule fits");
  if (rule != nullptr && rule->action == Action::hold) hold("mapping.held", "by rule " + rule->name);
  return plan.is_cancel ? std::move(decision_) : plan_order(rule);
}

Decision Decider::plan_order(const MappingRule* rule) {
  if (chosen_.infos.empty())
    return end(Action::refuse, "language.unspoken", "neither Chinese nor English: " + alert_.infos.front().language);
  OrderPlan& plan = decision_.plan;
  const Info& info = *chosen_.infos.front();
  const WallTime expires = expiry_of(alert_, chosen_);
  if (expires <= now_) return end(Action::refuse, "expired", "its time has passed");
  auto areas = plan_areas(info, mapping_);
  if (!areas) return end(Action::refuse, areas.error().code, areas.error().detail);
  plan.areas = std::move(*areas);
  bool shortened = false;
  plan_sound(chosen_, plan, shortened);
  if (plan.audio.empty() && plan.texts.empty()) return end(Action::refuse, "text.empty", "nothing to say");
  plan.level = rule != nullptr && rule->level ? *rule->level : level_of(info);
  plan.headline = cut_to(info.headline.empty() ? info.event : info.headline, limits::kMaxTextBytes);
  plan.language = info.language;
  plan.event_code = event_code_of(info);
  const auto longest = std::chrono::duration_cast<WallTime::duration>(limits::kMaxActualValidity);
  plan.valid_for = std::chrono::duration_cast<seconds>(std::min<WallTime::duration>(expires - now_, longest));
  if (info.effective && *info.effective > now_ + kSoon) plan.starts_at = *info.effective;
  look_for_doubts(shortened);
  if (plan.level == Level::unspecified) plan.level = Level::iv;
  return std::move(decision_);
}

void Decider::look_for_doubts(bool shortened) {
  const Info& info = *chosen_.infos.front();
  const OrderPlan& plan = decision_.plan;
  if (chosen_.several) hold("info.several", "more than one info in the same language");
  for (const Info* other : chosen_.infos) {
    const auto areas = plan_areas(*other, mapping_);
    if (!agree(info, *other) || !areas || !(*areas == plan.areas))
      hold("info.disagree", "its languages do not say the same");
  }
  if (plan.level == Level::unspecified) hold("level.unknown", "severity, urgency or certainty is unknown");
  if (info.urgency == Urgency::past) hold("urgency.past", "what it tells of is over");
  if (plan.areas.at_altitude) hold("area.altitude", "an area above the ground");
  if (plan.starts_at) hold("effective.future", "it becomes effective later");
  if (!plan.audio_uri.empty() && !mapping_.fetch_audio) hold("audio.not_fetched", "its audio lies elsewhere");
  // A level I alert sounds with what fits rather than not at all.
  if (shortened && plan.level != Level::i) hold("text.shortened", "its text is too long to be spoken whole");
}

}  // namespace

Decision decide(const Alert& alert, const std::optional<std::string>& certificate, const Mapping& mapping,
                WallTime now) {
  return Decider(alert, certificate, mapping, now).decide();
}

}  // namespace tongluo::cap
