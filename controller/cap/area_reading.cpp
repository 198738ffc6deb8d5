#include "controller/cap/area_reading.hpp"

#include "controller/cap/speech_text.hpp"

namespace tongluo::cap {
namespace {

const Info* spoken_first(const Alert& alert) {
  for (const std::string_view language : {"zh", "en"})
    for (const Info& info : alert.infos)
      if (spoken_language(info.language) == language) return &info;
  return alert.infos.empty() ? nullptr : &alert.infos.front();
}

}  // namespace

Result<AreaReading, Rejection> read_areas(ByteView bytes, const Mapping& mapping, WallTime now) {
  const auto alert = read_alert(bytes, {mapping.dialects, now});
  if (!alert) return tl::unexpected(alert.error());
  const Info* info = spoken_first(*alert);
  if (info == nullptr) return reject("info.missing", "a message without info names no place");
  auto areas = plan_areas(*info, mapping);
  if (!areas) return tl::unexpected(areas.error());
  return AreaReading{to_string(name_of(*alert)), info->headline.empty() ? info->event : info->headline,
                     std::move(*areas)};
}

}  // namespace tongluo::cap
