#include "controller/main/map_desk.hpp"

#include <spdlog/spdlog.h>

#include "controller/http/fields.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::daemon {
namespace {

constexpr const char* kMapKind = "boundaries";
constexpr const char* kMapName = "county";
constexpr const char* kEmptyMap = R"({"type":"FeatureCollection","features":[]})";
constexpr std::size_t kTagDigits = 32;

}  // namespace

MapDesk::MapDesk(CoreRunner& runner, const std::vector<controller::ShellRecord>& records) : runner_(runner) {
  set({kEmptyMap, {}});
  for (const controller::ShellRecord& record : records) {
    if (record.kind != kMapKind) continue;
    http::Request stored;
    stored.body = record.body;
    const auto object = http::parse_json(stored);
    auto boundaries =
        object ? http::read_boundaries(*object) : Result<http::Boundaries, http::Problem>(fail(object.error()));
    if (boundaries)
      set(std::move(*boundaries));
    else
      spdlog::error("event=boundaries_damaged detail=\"{}\"", boundaries.error().detail);
  }
}

void MapDesk::set(http::Boundaries boundaries) {
  map_ = std::move(boundaries);
  etag_ = "\"" + to_string(sign::digest_of(as_bytes(map_.geojson))).substr(0, kTagDigits) + "\"";
}

void MapDesk::replace(http::Boundaries boundaries, const std::string& actor,
                      std::function<void(Result<void, http::Problem>)> answer) {
  const std::string detail = std::to_string(boundaries.areas.size()) + " areas, by " + actor;
  std::vector<controller::StoreWrite> writes;
  writes.emplace_back(controller::SaveRecord{{kMapKind, kMapName, boundaries.geojson}});
  writes.emplace_back(controller::SaveAudit{os::wall_now(), "boundaries.saved", kMapName, detail});
  auto shared = std::make_shared<http::Boundaries>(std::move(boundaries));
  runner_.persist(std::move(writes), [this, shared, answer = std::move(answer)](const Result<void>& done) {
    if (!done)
      return answer(fail(http::Problem{503, "boundaries.unavailable", "not stored: " + done.error().detail, {}}));
    set(std::move(*shared));
    answer({});
  });
}

}  // namespace tongluo::daemon
