#include "controller/main/config_sections.hpp"

#include "controller/speech/prompt_book.hpp"

namespace tongluo::daemon {
namespace {

constexpr std::size_t kMaxCommandWords = 32;
constexpr std::size_t kMaxPinned = 64;
constexpr std::size_t kMaxFeeds = 16;
constexpr std::size_t kMaxMonitorAddresses = 64;
constexpr std::size_t kMaxMicrophones = 16;
constexpr std::size_t kMaxPersons = 64;
constexpr std::size_t kMaxSteps = 16;
constexpr std::int64_t kMaxOffsetMinutes = 14 * 60;
constexpr std::int64_t kMaxQuota = 1'000'000;
constexpr std::int64_t kDefaultPoll = 60;
constexpr std::int64_t kDay = 24 * 60 * 60;

void read_hours(TomlSection& section, const char* key, controller::DayHours& hours) {
  const auto [from, until] = section.hours_or(key, {hours.from_minute, hours.until_minute});
  hours = {from, until};
}

std::string url_or_none(TomlSection& section, std::string_view key, std::initializer_list<std::string_view> schemes) {
  if (!section.has(key)) return section.allow(key), std::string();
  std::string url = section.text(key);
  for (const std::string_view scheme : schemes)
    if (url.starts_with(scheme) && url.size() > scheme.size()) return url;
  section.refuse(key, "must begin with " + std::string(*schemes.begin()));
}

// A file that is named must be there; by its default name it may be missing.
OwnFileName own_file(TomlSection& section, std::string_view key, std::string_view fallback) {
  const bool named = section.has(key);
  return {section.path_or(key, fallback), named};
}

}  // namespace

void read_enrolment(TomlSection section, const std::string& address, std::optional<EnrolmentConfig>& enrolment) {
  constexpr std::int64_t kPort = 7101;
  constexpr std::int64_t kMaxPortNumber = 65'535;
  constexpr std::int64_t kDefaultDays = 730;
  constexpr std::int64_t kMaxLifeSeconds = 3650 * kDay;
  EnrolmentConfig read;
  read.address = section.address_or("address", address);
  const std::int64_t port = section.number_or("port", -1, kMaxPortNumber, kPort);
  // In seconds, because tests renew within them.
  read.certificate_life = seconds(section.number_or("certificate_life_s", 5, kMaxLifeSeconds, kDefaultDays * kDay));
  read.authority = section.path("authority");
  read.authority_key = section.path("authority_key");
  read.controller_authority = section.path("controller_authority");
  section.close();
  if (port < 0) return;
  read.port = static_cast<std::uint16_t>(port);
  enrolment = std::move(read);
}

namespace {

// Whoever can alert the county, or decide who can.
constexpr accounts::Roles kSecondFactor = {accounts::Role::dispatcher, accounts::Role::approver,
                                           accounts::Role::administrator};

accounts::Roles roles_or(TomlSection& section, std::string_view key, accounts::Roles fallback) {
  if (!section.has(key)) return fallback;
  accounts::Roles roles;
  for (const std::string& text : section.texts_or_none(key, accounts::kAllRoles.size())) {
    const auto role = accounts::role_from(text);
    if (!role) section.refuse(key, "there is no role " + text);
    roles.add(*role);
  }
  return roles;
}

// The page may ask this origin, and no other but its own.
http::MapTiles tiles_of(TomlSection& section) {
  http::MapTiles tiles;
  tiles.address = section.text_or("tiles", "");
  tiles.attribution = section.text_or("tiles_attribution", "");
  if (tiles.address.empty()) return {};
  if (const auto fault = http::tile_address_fault(tiles.address)) section.refuse("tiles", *fault);
  if (tiles.attribution.size() > http::kMaxAttributionBytes)
    section.refuse("tiles_attribution", "must have at most 256 bytes");
  return tiles;
}

}  // namespace

void read_console(TomlSection section, std::optional<ConsoleConfig>& console) {
  constexpr std::int64_t kPort = 7443;
  constexpr std::int64_t kMaxPortNumber = 65'535;
  constexpr std::int64_t kMaxHours = 24 * 7;
  constexpr std::int64_t kMaxIdleMinutes = 24 * 60;
  ConsoleConfig read;
  read.address = section.address_or("address", "127.0.0.1");
  const std::int64_t port = section.number_or("port", -1, kMaxPortNumber, kPort);
  read.host = section.text_or("host", read.address);
  read.certificate = section.path("certificate");
  read.key = section.path("key");
  read.directory = section.path_or("directory", "console");
  if (section.has("known_passwords")) read.known_passwords = section.path("known_passwords");
  read.session_life = std::chrono::hours(section.number_or("session_hours", 1, kMaxHours, 12));
  read.session_idle = std::chrono::minutes(section.number_or("idle_minutes", 1, kMaxIdleMinutes, 120));
  read.second_factor = roles_or(section, "second_factor", kSecondFactor);
  read.tiles = tiles_of(section);
  section.close();
  if (port < 0) return;
  read.port = static_cast<std::uint16_t>(port);
  console = std::move(read);
}

void read_speech(TomlSection section, SpeechSettings& speech) {
  const auto any = section.texts_or_none("command", kMaxCommandWords);
  speech.engines.mandarin = section.texts_or_none("command_zh", kMaxCommandWords);
  speech.engines.english = section.texts_or_none("command_en", kMaxCommandWords);
  if (speech.engines.mandarin.empty()) speech.engines.mandarin = any;
  if (speech.engines.english.empty()) speech.engines.english = any;
  speech.words = own_file(section, "pronunciation", speech::kOwnWordsFile);
  speech.prompts = own_file(section, "templates", speech::kOwnPromptsFile);
  section.close();
}

void read_guard(TomlSection section, controller::GuardSettings& guard) {
  guard.utc_offset = std::chrono::minutes(
      section.number_or("utc_offset_minutes", -kMaxOffsetMinutes, kMaxOffsetMinutes, guard.utc_offset.count()));
  read_hours(section, "routine_hours", guard.routine_hours);
  read_hours(section, "exercise_hours", guard.exercise_hours);
  read_hours(section, "test_hours", guard.test_hours);
  guard.quota_burst = static_cast<std::uint32_t>(section.number_or("quota_burst", 1, kMaxQuota, guard.quota_burst));
  guard.quota_per_hour =
      static_cast<std::uint32_t>(section.number_or("quota_per_hour", 1, kMaxQuota, guard.quota_per_hour));
  section.close();
}

void read_cap(TomlSection section, CapConfig& cap) {
  cap.certificates = section.paths_or_none("certificates", kMaxPinned);
  if (section.has("folder")) cap.folder = section.path("folder");
  cap.feeds = section.texts_or_none("feeds", kMaxFeeds);
  for (const std::string& feed : cap.feeds)
    if (!feed.starts_with("http://") && !feed.starts_with("https://"))
      section.refuse("feeds", "must begin with http:// or https://");
  cap.poll = seconds(section.number_or("poll_s", 5, kDay, kDefaultPoll));
  if (section.has("mapping")) cap.mapping = section.path("mapping");
  if (section.has("sender")) cap.sender = section.text("sender");
  section.close();
}

void read_live(TomlSection section, LiveConfig& live) {
  live.rtp_address = section.address_or("rtp_address", "127.0.0.1");
  live.monitors = section.texts_or_none("monitors", kMaxMonitorAddresses);
  live.microphones = section.texts_or_none("microphones", kMaxMicrophones);
  section.close();
}

void read_notify(TomlSection section, NotifyConfig& notify) {
  notify.command = section.texts_or_none("command", kMaxCommandWords);
  notify.webhook = url_or_none(section, "webhook", {"http://", "https://"});
  notify.smtp = url_or_none(section, "smtp", {"smtp://", "smtps://"});
  if (section.has("from")) notify.from = section.text("from");
  notify.to = section.texts_or_none("to", kMaxPersons);
  if (!notify.smtp.empty() && notify.from.empty()) section.refuse("from", "is missing, but smtp is there");
  if (!notify.smtp.empty() && notify.to.empty()) section.refuse("to", "is missing, but smtp is there");
  for (TomlSection& entry : section.sections_or_none("escalation", kMaxSteps)) {
    const seconds after(entry.number_or("after_s", 1, kDay, kDefaultPoll));
    EscalationStep step{after, entry.texts_or_none("to", kMaxPersons)};
    if (step.to.empty()) entry.refuse("to", "names nobody");
    if (!notify.escalation.empty() && step.after <= notify.escalation.back().after)
      entry.refuse("after_s", "must be longer than that of the step before");
    entry.close();
    notify.escalation.push_back(std::move(step));
  }
  section.close();
}

}  // namespace tongluo::daemon
