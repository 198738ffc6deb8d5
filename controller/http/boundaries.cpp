#include "controller/http/boundaries.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <set>

namespace tongluo::http {

namespace json = boost::json;

namespace {

constexpr std::size_t kMinRing = 4;
constexpr double kMaxLongitude = 180, kMaxLatitude = 90;
constexpr double kNoArea = 1e-12;  // square degrees, about a square centimetre

// The first thing that is wrong ends the reading; later readers return harmless values.
class Reader {
 public:
  bool good() const { return !problem_; }
  const std::optional<Problem>& problem() const { return problem_; }
  void wrong(const std::string& field, const std::string& why) {
    if (!problem_) problem_ = Problem{422, "boundaries.malformed", field + " " + why, field};
  }
  const json::value* member(const json::object& object, std::string_view name, const std::string& path) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr) wrong(path + std::string(name), "is missing");
    return value;
  }
  const json::object* object(const json::value* value, const std::string& path) {
    const json::object* found = value == nullptr ? nullptr : value->if_object();
    if (found == nullptr) wrong(path, "must be an object");
    return found;
  }
  const json::array* array(const json::value* value, const std::string& path) {
    const json::array* found = value == nullptr ? nullptr : value->if_array();
    if (found == nullptr) wrong(path, "must be a list");
    return found;
  }
  std::string text(const json::value* value, const std::string& path) {
    const json::string* found = value == nullptr ? nullptr : value->if_string();
    if (found == nullptr) return wrong(path, "must be a text"), std::string();
    return std::string(*found);
  }
  std::size_t points = 0;

 private:
  std::optional<Problem> problem_;
};

std::string entry(const std::string& path, std::size_t index) { return path + "[" + std::to_string(index) + "]"; }

std::optional<double> number(const json::value& value) {
  json::error_code error;
  const double read = value.to_number<double>(error);
  return error || !std::isfinite(read) ? std::nullopt : std::optional(read);
}

bool read_position(Reader& reader, const json::value& value, const std::string& path, std::pair<double, double>& out) {
  const json::array* pair = reader.array(&value, path);
  if (pair == nullptr) return false;
  const auto longitude = pair->empty() ? std::nullopt : number(pair->front());
  const auto latitude = pair->size() < 2 ? std::nullopt : number((*pair)[1]);
  if (!longitude || !latitude || pair->size() > 3 || std::abs(*longitude) > kMaxLongitude ||
      std::abs(*latitude) > kMaxLatitude)
    return reader.wrong(path, "must be [longitude, latitude] in degrees"), false;
  out = {*longitude, *latitude};
  return true;
}

double doubled_area(const std::vector<std::pair<double, double>>& ring) {
  double sum = 0;
  for (std::size_t i = 1; i < ring.size(); ++i)
    sum += ring[i - 1].first * ring[i].second - ring[i].first * ring[i - 1].second;
  return std::abs(sum);
}

json::array read_ring(Reader& reader, const json::value& value, const std::string& path) {
  json::array out;
  const json::array* positions = reader.array(&value, path);
  if (positions == nullptr) return out;
  reader.points += positions->size();
  if (reader.points > kMaxBoundaryPoints) return reader.wrong(path, "is one point too many: 100,000 in all"), out;
  std::vector<std::pair<double, double>> ring(positions->size());
  for (std::size_t i = 0; i < positions->size(); ++i) {
    if (!read_position(reader, (*positions)[i], entry(path, i), ring[i])) return out;
    out.push_back(json::array{ring[i].first, ring[i].second});
  }
  if (ring.size() < kMinRing)
    reader.wrong(path, "must have four positions at least");
  else if (ring.front() != ring.back())
    reader.wrong(path, "must end where it begins");
  else if (doubled_area(ring) < kNoArea)
    reader.wrong(path, "encloses nothing");
  return out;
}

json::array read_polygon(Reader& reader, const json::value& value, const std::string& path) {
  json::array out;
  const json::array* rings = reader.array(&value, path);
  if (rings == nullptr) return out;
  if (rings->empty()) reader.wrong(path, "has no ring");
  for (std::size_t i = 0; i < rings->size() && reader.good(); ++i)
    out.push_back(read_ring(reader, (*rings)[i], entry(path, i)));
  return out;
}

json::object read_geometry(Reader& reader, const json::value* value, const std::string& path) {
  const json::object* geometry = reader.object(value, path);
  if (geometry == nullptr) return {};
  const std::string type = reader.text(reader.member(*geometry, "type", path + "."), path + ".type");
  const std::string at = path + ".coordinates";
  const json::value* coordinates = reader.member(*geometry, "coordinates", path + ".");
  if (!reader.good()) return {};
  if (type == "Polygon") return {{"type", type}, {"coordinates", read_polygon(reader, *coordinates, at)}};
  if (type != "MultiPolygon") return reader.wrong(path + ".type", "must be Polygon or MultiPolygon"), json::object();
  json::array polygons;
  const json::array* parts = reader.array(coordinates, at);
  if (parts != nullptr && parts->empty()) reader.wrong(at, "has no polygon");
  for (std::size_t i = 0; parts != nullptr && i < parts->size() && reader.good(); ++i)
    polygons.push_back(read_polygon(reader, (*parts)[i], entry(at, i)));
  return {{"type", type}, {"coordinates", std::move(polygons)}};
}

std::optional<AreaCode> read_code(Reader& reader, const json::value* value, const std::string& path) {
  const auto code = AreaCode::parse(reader.text(value, path));
  if (!code) reader.wrong(path, "is not a 12-digit area code");
  return code;
}

bool is_shown_name(const std::string& name) {
  return !name.empty() && name.size() <= kMaxBoundaryName &&
         std::none_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

std::optional<AreaName> read_properties(Reader& reader, const json::value* value, const std::string& path,
                                        bool& synthetic) {
  const json::object* properties = reader.object(value, path);
  if (properties == nullptr) return std::nullopt;
  const std::string inside = path + ".";
  const auto code = read_code(reader, reader.member(*properties, "code", inside), inside + "code");
  const std::string name = reader.text(reader.member(*properties, "name", inside), inside + "name");
  if (!is_shown_name(name)) reader.wrong(inside + "name", "must have 1 to 128 bytes and no control characters");
  std::optional<AreaCode> parent;
  const json::value* above = properties->if_contains("parent");
  if (above != nullptr && !above->is_null()) parent = read_code(reader, above, inside + "parent");
  if (code && parent && (*parent == *code || !parent->contains(*code)))
    reader.wrong(inside + "parent", "does not lie round its code");
  const json::value* made_up = properties->if_contains("synthetic");
  if (made_up != nullptr && !made_up->is_bool()) reader.wrong(inside + "synthetic", "must be true or false");
  synthetic = made_up != nullptr && made_up->is_bool() && made_up->as_bool();
  if (!reader.good()) return std::nullopt;
  return AreaName{*code, name, parent};
}

json::object feature_json(const AreaName& area, bool synthetic, json::object geometry) {
  const json::value parent = area.parent ? json::value(area.parent->text()) : json::value(nullptr);
  return {
      {"type", "Feature"},
      {"properties", {{"code", area.code.text()}, {"name", area.name}, {"parent", parent}, {"synthetic", synthetic}}},
      {"geometry", std::move(geometry)}};
}

}  // namespace

Result<Boundaries, Problem> read_boundaries(const json::object& collection) {
  Reader reader;
  Boundaries boundaries;
  json::array shown;
  std::set<AreaCode> seen;
  if (reader.text(reader.member(collection, "type", ""), "type") != "FeatureCollection")
    reader.wrong("type", "must be FeatureCollection");
  const json::array* features = reader.array(reader.member(collection, "features", ""), "features");
  if (features != nullptr && features->size() > kMaxBoundaries) reader.wrong("features", "are more than 2,000");
  for (std::size_t i = 0; features != nullptr && i < features->size() && reader.good(); ++i) {
    const std::string path = entry("features", i);
    const json::object* feature = reader.object(&(*features)[i], path);
    if (feature == nullptr) break;
    bool synthetic = false;
    const auto area =
        read_properties(reader, reader.member(*feature, "properties", path + "."), path + ".properties", synthetic);
    json::object geometry = read_geometry(reader, reader.member(*feature, "geometry", path + "."), path + ".geometry");
    if (!reader.good() || !area) break;
    if (!seen.insert(area->code).second) reader.wrong(path + ".properties.code", "is there twice");
    shown.push_back(feature_json(*area, synthetic, std::move(geometry)));
    boundaries.areas.push_back(*area);
  }
  if (reader.problem()) return fail(*reader.problem());
  boundaries.geojson = json::serialize(json::object{{"type", "FeatureCollection"}, {"features", std::move(shown)}});
  return boundaries;
}

}  // namespace tongluo::http
