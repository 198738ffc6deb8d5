#include "tools/ctl/signing.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include "tools/ctl/shown.hpp"
#include "tools/ctl/text_table.hpp"

namespace tongluo::ctl {
namespace {

std::string seconds_text(milliseconds duration) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f s", static_cast<double>(duration.count()) / 1000.0);
  return text.data();
}

std::string targets_text(const std::vector<wire::Target>& targets) {
  std::string text;
  for (const wire::Target& target : targets) text += (text.empty() ? "" : " ") + target_text(target);
  return text;
}

std::string programme_text(const wire::Programme& programme) {
  if (const auto* live = std::get_if<wire::LiveProgramme>(&programme))
    return "live speech by " + live->holder + ", at most " + seconds_text(live->max_duration);
  const auto& clips = std::get<wire::ClipProgramme>(programme);
  std::string text;
  for (const wire::PlaylistItem& item : clips.items)
    text += "clip " + to_string(item.clip).substr(0, 16) + "… " + seconds_text(item.duration) + ", ";
  text += std::to_string(clips.repetitions) + (clips.repetitions == 1 ? " time" : " times");
  if (clips.repetitions > 1) text += ", gap " + seconds_text(clips.gap);
  return text;
}

std::string occurrence_text(const wire::Order& order, const wire::Occurrence& occurrence,
                            std::chrono::minutes utc_offset) {
  std::string text = order.occurrences.size() > 1 ? std::to_string(occurrence.number) + ": " : "";
  text += exact_local_text(occurrence.earliest_start, utc_offset) + ", at the latest ";
  text += seconds_text(std::chrono::duration_cast<milliseconds>(occurrence.latest_start - occurrence.earliest_start));
  return text + " later; silent by " + local_text(occurrence.end, utc_offset);
}

void line(std::string& text, std::string_view name, const std::string& value) {
  if (value.empty()) return;
  text += "  " + std::string(name) + std::string(12 - name.size(), ' ') + shown(value) + "\n";
}

}  // namespace

std::string default_key_name(OrderClass order_class) {
  switch (order_class) {
    case OrderClass::exercise:
      return "exercise";
    case OrderClass::routine:
      return "announce";
    case OrderClass::test:
      return "maintain";
    default:
      return "dispatch";
  }
}

std::string utc_text(WallTime time) {
  const std::chrono::sys_time<microseconds> instant(time.time_since_epoch());
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<seconds>(instant - day));
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d UTC", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::string describe(const wire::Order& order, const Digest& digest, std::chrono::minutes utc_offset) {
  std::string text;
  line(text, "order", to_string(digest));
  line(text, "class", std::string(to_string(order.order_class)));
  line(text, "level", std::string(to_string(order.level)));
  line(text, "event", order.event_code);
  line(text, "headline", order.headline);
  line(text, "targets", targets_text(order.targets));
  line(text, "tone", std::string(to_string(order.tone)) + " " + seconds_text(order.tone_duration));
  line(text, "programme", programme_text(order.programme));
  line(text, "volume", std::to_string(order.volume_percent) + " %");
  line(text, "interrupted", std::string(to_string(order.interrupt_rule)));
  if (order.all_clear_clip) line(text, "all-clear", "clip " + to_string(*order.all_clear_clip).substr(0, 16) + "…");
  if (order.supersedes) line(text, "supersedes", to_string(*order.supersedes));
  line(text, "CAP", order.cap_identifier);
  for (const wire::Occurrence& occurrence : order.occurrences)
    line(text, "start", occurrence_text(order, occurrence, utc_offset));
  line(text, "valid until", exact_local_text(order.valid_until, utc_offset));
  return text;
}

std::string describe(const std::vector<AddressedTerminal>& addressed) {
  TextTable table({"  terminal", "name", "area"});
  for (std::size_t i = 0; i < addressed.size() && i < kMaxShownTerminals; ++i)
    table.add({"  " + addressed[i].terminal, addressed[i].name, addressed[i].area});
  std::string text = table.text();
  if (addressed.size() > kMaxShownTerminals)
    text += "  … and " + std::to_string(addressed.size() - kMaxShownTerminals) + " more\n";
  return text;
}

bool confirmed_by_typing(const Context& context, std::istream& in, const std::string& question,
                         const std::string& expected) {
  context.err << question << std::flush;
  std::string typed;
  return std::getline(in, typed) && typed == expected;
}

}  // namespace tongluo::ctl
