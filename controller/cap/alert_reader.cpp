#include "controller/cap/alert_reader.hpp"

#include <algorithm>

#include "controller/cap/cap_time.hpp"
#include "controller/cap/dialect.hpp"
#include "controller/cap/limits.hpp"
#include "controller/cap/rules.hpp"
#include "controller/cap/schema.hpp"
#include "controller/cap/shapes.hpp"

namespace tongluo::cap {
namespace {

// Reads one element's children. The schema has judged their order, number and words; the first thing that is wrong
// nevertheless is kept, and whoever asked looks at it once, at the end.
class Children {
 public:
  Children(const xmlNode* parent, Rejection& wrong) : parent_(parent), wrong_(wrong) {}

  const xmlNode* find(std::string_view name) const {
    for (const xmlNode* node = first_element(parent_); node != nullptr; node = next_element(node))
      if (is(node, name)) return node;
    return nullptr;
  }
  std::string text(std::string_view name) const {
    const xmlNode* node = find(name);
    return node == nullptr ? std::string() : trimmed(content_of(node));
  }
  template <class Read>
  auto all(std::string_view name, std::size_t limit, const Read& read) const {
    std::vector<decltype(read(parent_))> values;
    for (const xmlNode* node = first_element(parent_); node != nullptr; node = next_element(node)) {
      if (!is(node, name)) continue;
      if (values.size() == limit) {
        refuse(rejection("limit." + std::string(name), "more than " + std::to_string(limit)));
        break;
      }
      values.push_back(read(node));
    }
    return values;
  }
  std::vector<std::string> texts(std::string_view name) const {
    return all(name, kMaxNameValues, [](const xmlNode* node) { return trimmed(content_of(node)); });
  }
  template <class Value>
  Value word(std::string_view name, std::optional<Value> (*from)(std::string_view), Value otherwise) const {
    const auto value = from(text(name));
    if (!value) refuse(rejection("schema.invalid", "unknown word in " + std::string(name)));
    return value.value_or(otherwise);
  }
  std::optional<WallTime> time(std::string_view name) const {
    if (find(name) == nullptr) return std::nullopt;
    const auto value = parse_cap_time(text(name));
    if (!value) refuse(rejection("time.invalid", std::string(name) + ": " + text(name)));
    return value;
  }
  void refuse(Rejection reason) const {
    if (wrong_.code.empty()) wrong_ = std::move(reason);
  }
  // The value, or the reason kept and an empty one.
  template <class Value>
  Value take(Result<Value, Rejection> result) const {
    if (result) return std::move(*result);
    refuse(std::move(result.error()));
    return {};
  }

 private:
  static bool is(const xmlNode* node, std::string_view name) {
    return view(node->name) == name && is_in(node, kCapNamespace);
  }
  static std::string trimmed(std::string text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  }

  const xmlNode* parent_;
  Rejection& wrong_;
};

class AlertBuilder {
 public:
  Result<Alert, Rejection> build(const xmlNode* root);

 private:
  NameValue name_value(const xmlNode* node);
  Area area(const xmlNode* node);
  Resource resource(const xmlNode* node);
  Info info(const xmlNode* node);
  std::vector<NameValue> name_values(const Children& in, std::string_view name, std::size_t limit) {
    return in.all(name, limit, [this](const xmlNode* one) { return name_value(one); });
  }

  Rejection wrong_;
};

NameValue AlertBuilder::name_value(const xmlNode* node) {
  const Children in(node, wrong_);
  return {in.text("valueName"), in.text("value")};
}

Area AlertBuilder::area(const xmlNode* node) {
  const Children in(node, wrong_);
  Area area;
  area.description = in.text("areaDesc");
  area.polygons =
      in.all("polygon", kMaxShapes, [&](const xmlNode* one) { return in.take(parse_polygon(content_of(one))); });
  area.circles =
      in.all("circle", kMaxShapes, [&](const xmlNode* one) { return in.take(parse_circle(content_of(one))); });
  area.geocodes = name_values(in, "geocode", kMaxGeocodes);
  area.altitude = in.text("altitude");
  area.ceiling = in.text("ceiling");
  return area;
}

// Base64 is broken into lines by those who write it; nothing else is forgiven.
Result<Bytes, Rejection> embedded(std::string text) {
  std::erase_if(text, [](char letter) { return letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t'; });
  auto bytes = from_base64(text);
  if (!bytes) return reject("resource.base64", "derefUri is not base64");
  if (bytes->size() > kMaxAudioBytes) return reject("limit.resource", "an embedded resource is too large");
  return std::move(*bytes);
}

Resource AlertBuilder::resource(const xmlNode* node) {
  const Children in(node, wrong_);
  Resource resource;
  resource.description = in.text("resourceDesc");
  resource.mime_type = in.text("mimeType");
  resource.size = in.text("size");
  resource.uri = in.text("uri");
  resource.digest = in.text("digest");
  if (const xmlNode* content = in.find("derefUri"); content != nullptr) {
    resource.has_embedded = true;
    resource.embedded = in.take(embedded(content_of(content)));
  }
  return resource;
}

Info AlertBuilder::info(const xmlNode* node) {
  const Children in(node, wrong_);
  Info info;
  info.language = in.text("language");
  info.language_stated = !info.language.empty();
  if (!info.language_stated) info.language = "en-US";
  info.categories = in.texts("category");
  info.event = in.text("event");
  info.response_types = in.texts("responseType");
  info.urgency = in.word("urgency", urgency_from, Urgency::unknown);
  info.severity = in.word("severity", severity_from, Severity::unknown);
  info.certainty = in.word("certainty", certainty_from, Certainty::unknown);
  info.audience = in.text("audience");
  info.event_codes = name_values(in, "eventCode", kMaxNameValues);
  info.effective = in.time("effective");
  info.onset = in.time("onset");
  info.expires = in.time("expires");
  info.sender_name = in.text("senderName");
  info.headline = in.text("headline");
  info.description = in.text("description");
  info.instruction = in.text("instruction");
  info.web = in.text("web");
  info.contact = in.text("contact");
  info.parameters = name_values(in, "parameter", kMaxNameValues);
  info.resources = in.all("resource", kMaxResources, [this](const xmlNode* one) { return resource(one); });
  info.areas = in.all("area", kMaxAreas, [this](const xmlNode* one) { return area(one); });
  return info;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; (at = text.find_first_not_of(" \t\r\n", at)) != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

Result<Alert, Rejection> AlertBuilder::build(const xmlNode* root) {
  const Children in(root, wrong_);
  Alert alert;
  alert.identifier = in.text("identifier");
  alert.sender = in.text("sender");
  alert.sent = in.time("sent").value_or(WallTime{});
  alert.sent_text = in.text("sent");
  alert.status = in.word("status", status_from, Status::draft);
  alert.msg_type = in.word("msgType", msg_type_from, MsgType::error);
  alert.source = in.text("source");
  alert.scope = in.word("scope", scope_from, Scope::private_);
  alert.restriction = in.text("restriction");
  alert.addresses = in.text("addresses");
  alert.codes = in.texts("code");
  alert.note = in.text("note");
  if (const xmlNode* references = in.find("references"); references != nullptr)
    alert.references = in.take(parse_references(content_of(references)));
  alert.incidents = words_of(in.text("incidents"));
  alert.infos = in.all("info", kMaxInfos, [this](const xmlNode* one) { return info(one); });
  if (!wrong_.code.empty()) return tl::unexpected(std::move(wrong_));
  return alert;
}

}  // namespace

Result<Alert, Rejection> read_alert(ByteView bytes, const ReadOptions& options) {
  auto document = read_guarded(bytes);
  if (!document) return tl::unexpected(std::move(document.error()));
  DialectFilter dialect(options.dialects);
  if (auto normalised = dialect.normalise(*document); !normalised) return tl::unexpected(normalised.error());
  if (auto valid = validate(document->tree.get()); !valid) return tl::unexpected(valid.error());
  auto alert = AlertBuilder().build(xmlDocGetRootElement(document->tree.get()));
  if (!alert) return alert;
  if (auto looked = dialect.look_at(*alert); !looked) return tl::unexpected(looked.error());
  alert->deviations = dialect.found();
  if (auto checked = check_rules(*alert, options.now); !checked) return tl::unexpected(checked.error());
  return alert;
}

}  // namespace tongluo::cap
