#include "controller/main/cap_settings.hpp"

#include <algorithm>

#include "controller/cap/limits.hpp"
#include "controller/main/toml_section.hpp"
#include "protocol/os/files.hpp"

namespace tongluo::daemon {
namespace {

constexpr std::size_t kMaxMappingBytes = 1024 * 1024;
constexpr std::size_t kMaxWords = 64;
constexpr std::int64_t kMaxCapRepetitions = 10;

bool flag(TomlSection& section, const toml::table& root, const char* key) {
  section.allow(key);
  const toml::node* node = root.get(key);
  if (node == nullptr) return false;
  const auto* value = node->as_boolean();
  if (value == nullptr) section.refuse(key, "must be true or false");
  return value->get();
}

void read_geocodes(TomlSection& top, const toml::table& root, cap::Mapping& mapping) {
  top.allow("geocodes");
  const toml::node* node = root.get("geocodes");
  if (node == nullptr) return;
  const toml::table* table = node->as_table();
  if (table == nullptr || table->size() > cap::kMaxGeocodeMap) top.refuse("geocodes", "must be a table, not too large");
  for (const auto& [key, value] : *table) {
    const toml::array* areas = value.as_array();
    if (areas == nullptr) top.refuse("geocodes", "each must be a list of area codes: " + std::string(key.str()));
    for (const toml::node& area : *areas) {
      const auto* code = area.as_string();
      if (code == nullptr) top.refuse("geocodes", "an area code is a text: " + std::string(key.str()));
      mapping.geocodes[std::string(key.str())].push_back(code->get());
    }
  }
}

cap::MappingRule read_rule(TomlSection& section) {
  cap::MappingRule rule;
  rule.name = section.text("name");
  rule.certificates = section.texts_or_none("certificates", cap::kMaxPins);
  rule.senders = section.texts_or_none("senders", kMaxWords);
  rule.statuses = section.texts_or_none("statuses", kMaxWords);
  rule.scopes = section.texts_or_none("scopes", kMaxWords);
  rule.msg_types = section.texts_or_none("msg_types", kMaxWords);
  rule.events = section.texts_or_none("events", cap::kMaxRules);
  rule.event_codes = section.texts_or_none("event_codes", cap::kMaxRules);
  rule.severities = section.texts_or_none("severities", kMaxWords);
  rule.urgencies = section.texts_or_none("urgencies", kMaxWords);
  rule.certainties = section.texts_or_none("certainties", kMaxWords);
  const auto action = cap::action_from(section.text("action"));
  if (!action) section.refuse("action", "must be automatic, hold, refuse or ignore");
  rule.action = *action;
  if (section.has("level")) {
    rule.level = level_from(section.text("level"));
    if (*rule.level == Level::unspecified || *rule.level == Level::routine)
      section.refuse("level", "must be I, II, III or IV");
  }
  section.close();
  return rule;
}

cap::Mapping read_mapping(const Path& file, const toml::table& root) {
  cap::Mapping mapping;
  TomlSection top(file, root, "");
  if (top.has("deviations")) {
    const auto names = top.texts_or_none("deviations", kMaxWords);
    mapping.dialects = cap::Dialects(names.begin(), names.end());
  }
  const std::string unsigned_ones = top.text_or("unsigned", "hold");
  if (unsigned_ones != "hold" && unsigned_ones != "refuse") top.refuse("unsigned", "must be hold or refuse");
  mapping.refuse_unsigned = unsigned_ones == "refuse";
  mapping.fetch_audio = flag(top, root, "fetch_audio");
  if (top.has("area_names")) mapping.area_names = top.texts_or_none("area_names", kMaxWords);
  mapping.volume_percent = static_cast<std::uint32_t>(top.number_or("volume_percent", 1, 100, mapping.volume_percent));
  mapping.repetitions =
      static_cast<std::uint32_t>(top.number_or("repetitions", 1, kMaxCapRepetitions, mapping.repetitions));
  read_geocodes(top, root, mapping);
  for (TomlSection& section : top.sections_or_none("rule", cap::kMaxRules)) mapping.rules.push_back(read_rule(section));
  top.close();
  return mapping;
}

Result<void> check_pins(const cap::Mapping& mapping, const std::vector<cap::PinFile>& pins) {
  for (const cap::MappingRule& rule : mapping.rules)
    for (const std::string& name : rule.certificates)
      if (std::none_of(pins.begin(), pins.end(), [&](const cap::PinFile& pin) { return pin.name == name; }))
        return fail(ErrorKind::bad_input, "rule " + rule.name + ": no pinned certificate is called " + name);
  return {};
}

}  // namespace

Result<cap::Mapping> load_cap_mapping(const Path& file) {
  const auto content = os::read_file(file, kMaxMappingBytes);
  if (!content) return fail(ErrorKind::bad_input, content.error().detail);
  try {
    cap::Mapping mapping = read_mapping(file, toml::parse(as_text(*content), file.string()));
    if (const auto checked = cap::check_mapping(mapping); !checked)
      return fail(ErrorKind::bad_input, file.string() + ": " + checked.error().detail);
    return mapping;
  } catch (const toml::parse_error& error) {
    std::string what(error.description());
    std::replace(what.begin(), what.end(), '\n', ' ');
    return fail(ErrorKind::bad_input,
                file.string() + ":" + std::to_string(error.source().begin.line) + ": not TOML: " + what);
  } catch (const WrongConfig& wrong) {
    return fail(ErrorKind::bad_input, wrong.what());
  }
}

Result<CapSettings> load_cap_settings(const CapConfig& config) {
  CapSettings settings;
  settings.sender = config.sender;
  if (!config.mapping.empty()) {
    auto mapping = load_cap_mapping(config.mapping);
    if (!mapping) return tl::unexpected(mapping.error());
    settings.mapping = std::move(*mapping);
  }
  std::vector<cap::PinFile> pins;
  for (const Path& file : config.certificates) {
    auto pem = os::read_file(file, cap::kMaxPinBytes);
    if (!pem) return fail(ErrorKind::bad_input, pem.error().detail);
    pins.push_back({file.stem().string(), std::move(*pem)});
  }
  auto pinned = cap::PinnedCertificates::load(pins);
  if (!pinned) return tl::unexpected(pinned.error());
  settings.pinned = std::move(*pinned);
  if (const auto checked = check_pins(settings.mapping, pins); !checked)
    return fail(ErrorKind::bad_input, config.mapping.string() + ": " + checked.error().detail);
  return settings;
}

}  // namespace tongluo::daemon
