// Clips, texts and templates as JSON.

#include <cmath>

#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/json_values.hpp"

namespace tongluo::http {

namespace json = boost::json;

namespace {

double hundredths(double value) { return std::round(value * 100.0) / 100.0; }

json::object to_json(const SpokenPart& part) {
  return {{"language", part.language}, {"text", part.text}, {"normalised", part.normalised}, {"engine", part.engine}};
}

json::object to_json(const TemplateParameter& parameter) {
  json::object object{{"name", parameter.name}, {"kind", parameter.kind}, {"required", parameter.required}};
  if (parameter.kind != "text" && parameter.kind != "number") return object;
  object["min"] = parameter.min;
  object["max"] = parameter.max;
  if (parameter.kind == "number") object["decimals"] = parameter.decimals;
  return object;
}

json::object to_json(const TemplateView& view) {
  json::object wordings;
  for (const TemplateWording& wording : view.wordings)
    wordings[wording.language] = json::object{{"title", wording.title}, {"text", wording.pattern}};
  return {{"name", view.name},
          {"event_code", view.event_code},
          {"class", view.order_class},
          {"own", view.own},
          {"wordings", std::move(wordings)},
          {"parameters", array_of(view.parameters, [](const auto& parameter) { return to_json(parameter); })}};
}

void add_note(json::object& object, const controller::ClipNote& note) {
  object["name"] = note.name;
  object["author"] = text_or_null(note.author);
  object["added_us"] = us_or_null(note.added_at);
  object["expires_us"] = us_or_null(note.expires_at);
}

json::object to_json(const controller::ClipUse& use) {
  return {{"order", to_string(use.order)},
          {"headline", use.headline},
          {"state", controller::to_string(use.state)},
          {"next_start_us", us_or_null(use.next_start)}};
}

json::object to_json(const controller::ClipEntry& clip) {
  json::object object{{"clip", to_string(clip.digest)},
                      {"duration_ms", clip.duration.count()},
                      {"bytes", clip.bytes},
                      {"warnings", texts(clip.warnings)}};
  add_note(object, clip.note);
  const bool measured = clip.note.loudness_clufs != 0;
  object["loudness_lufs"] = measured ? json::value(clip.note.loudness_clufs / 100.0) : json::value(nullptr);
  object["true_peak_dbtp"] = measured ? json::value(clip.note.true_peak_cdbtp / 100.0) : json::value(nullptr);
  object["expired"] = clip.expired;
  object["used"] = clip.used;
  object["etag"] = etag_of(clip.note);
  object["playlists"] = array_of(clip.playlists, [](const auto& one) { return json::value(one.name); });
  object["orders"] = array_of(clip.orders, [](const auto& use) { return to_json(use); });
  return object;
}

}  // namespace

std::string etag_of(const controller::ClipNote& note) {
  return etag_of(note.name + "\n" + std::to_string(to_us(note.expires_at)));
}

json::object to_json(const MadeClip& clip) {
  json::object object{{"clip", to_string(clip.digest)},
                      {"duration_ms", clip.duration.count()},
                      {"loudness_lufs", hundredths(clip.loudness_lufs)},
                      {"true_peak_dbtp", hundredths(clip.true_peak_dbtp)},
                      {"warnings", texts(clip.warnings)}};
  add_note(object, clip.note);
  if (!clip.container.empty()) object["container"] = clip.container;
  if (clip.parts.empty()) return object;
  std::string normalised;
  for (const SpokenPart& part : clip.parts) normalised += (normalised.empty() ? "" : " ") + part.normalised;
  object["normalised"] = normalised;
  object["parts"] = array_of(clip.parts, [](const auto& part) { return to_json(part); });
  return object;
}

json::object to_json(const controller::ClipPage& page) {
  return {{"clips", array_of(page.clips, [](const auto& clip) { return to_json(clip); })}};
}

json::object to_json(const std::vector<SpeechPart>& parts) {
  return {{"texts", array_of(parts, [](const SpeechPart& part) {
             return json::object{{"language", part.language}, {"text", part.text}};
           })}};
}

json::object to_json(const std::vector<TemplateView>& templates) {
  return {{"templates", array_of(templates, [](const auto& view) { return to_json(view); })}};
}

}  // namespace tongluo::http
