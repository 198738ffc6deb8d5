// Texts become clips: written ones, or those of templates.

#include <algorithm>

#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/fields.hpp"
#include "controller/http/limits.hpp"
#include "controller/http/list_page.hpp"

namespace tongluo::http {
namespace {

constexpr std::size_t kMaxSpeechTextBytes = 64 * 1024;  // the engine has its own, smaller limit and says so
constexpr std::size_t kMaxLanguageBytes = 8;

bool is_language(const std::string& language) { return language == "zh" || language == "en"; }

SpeechPart read_part(Fields& fields) {
  SpeechPart part{fields.text("text", kMaxSpeechTextBytes), fields.text_or("language", kMaxLanguageBytes, "zh")};
  if (part.text.empty()) fields.refuse("text", "must not be empty");
  if (!is_language(part.language)) fields.refuse("language", "must be one of zh, en");
  return part;
}

// A template that is to be said, and in which languages, one after the other.
struct AskedTemplate {
  std::string name;
  std::map<std::string, std::string> parameters;
  std::vector<std::string> languages;
};

AskedTemplate read_template(Fields& fields, std::string name) {
  AskedTemplate asked{std::move(name), {}, {}};
  asked.parameters = fields.text_members_or_none("parameters", kMaxTemplateValues, kMaxSpeechTextBytes);
  asked.languages = fields.texts_or_none("languages", kMaxSpeechParts, kMaxLanguageBytes);
  if (asked.languages.empty()) asked.languages = {"zh"};
  for (std::size_t i = 0; i < asked.languages.size(); ++i) {
    const std::string entry = "languages[" + std::to_string(i) + "]";
    if (!is_language(asked.languages[i])) fields.refuse(entry, "must be one of zh, en");
    if (std::count(asked.languages.begin(), asked.languages.end(), asked.languages[i]) > 1)
      fields.refuse(entry, "is named twice");
  }
  return asked;
}

Result<std::vector<SpeechPart>, Problem> fill(TemplateGate* gate, const AskedTemplate& asked) {
  if (gate == nullptr) return fail(Problem{503, "templates.unavailable", "this controller has no templates", {}});
  std::vector<SpeechPart> parts;
  for (const std::string& language : asked.languages) {
    auto text = gate->fill(asked.name, language, asked.parameters);
    if (!text) {
      const TemplateFault& fault = text.error();
      const std::string field = fault.parameter.empty() ? "template" : "parameters." + fault.parameter;
      return fail(Problem{422, "template.unfit", field + " " + fault.reason, field});
    }
    parts.push_back({std::move(*text), language});
  }
  return parts;
}

// Beside them: {"name","expires_us"}.
void read_note(Fields& fields, controller::ClipNote& note) {
  note.name = fields.text_or("name", controller::kMaxNameBytes, "");
  note.expires_at = fields.time_or_none("expires_us");
  if (!is_clip_name(note.name)) fields.refuse("name", kClipNameRule);
}

// {"text","language"}, {"parts":[…]} or {"template","parameters","languages"}.
Result<std::vector<SpeechPart>, Problem> read_parts(const ApiPorts& ports, const boost::json::object& object,
                                                    controller::ClipNote& note) {
  Fields fields(object);
  read_note(fields, note);
  std::vector<SpeechPart> parts;
  if (fields.has("template")) {
    const AskedTemplate asked = read_template(fields, fields.text("template", kMaxTemplateBytes));
    if (auto problem = fields.finish()) return fail(std::move(*problem));
    return fill(ports.templates, asked);
  }
  if (fields.has("parts"))
    fields.objects("parts", kMaxSpeechParts, [&parts](Fields& part) { parts.push_back(read_part(part)); });
  else
    parts.push_back(read_part(fields));
  if (auto problem = fields.finish()) return fail(std::move(*problem));
  return parts;
}

}  // namespace

void post_speech(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  controller::ClipNote note{request.actor, {}, {}, {}};
  auto parts = read_parts(ports, *object, note);
  if (!parts) return respond(to_reply(parts.error()));
  ports.clips.from_speech(std::move(*parts), std::move(note), [respond](const Result<MadeClip>& made) {
    respond(made ? json_reply(to_json(*made), 201) : to_reply(problem_of(made.error(), "speech")));
  });
}

void get_templates(const ApiPorts& ports, Request request, const Respond& respond) {
  if (ports.templates == nullptr)
    return respond(to_reply({503, "templates.unavailable", "this controller has no templates", {}}));
  const ListQuery list(request, list_form("/api/v1/templates"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  auto object = to_json(ports.templates->templates());
  object["fault"] = ports.templates->fault();
  respond(list.reply(std::move(object)));
}

void post_fill(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  const AskedTemplate asked = read_template(fields, request.captured.at(0));
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  const auto parts = fill(ports.templates, asked);
  if (!parts) return respond(to_reply(parts.error()));
  respond(json_reply(to_json(*parts)));
}

}  // namespace tongluo::http
