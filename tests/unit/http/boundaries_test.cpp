// Under test: which GeoJSON becomes the map, and what is said of the rest. Also the book of idempotency keys.

#include "controller/http/boundaries.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "controller/http/idempotency.hpp"
#include "controller/http/limits.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::http {
namespace {

namespace json = boost::json;

json::object collection(const std::string& feature) {
  return json::parse(R"({"type":"FeatureCollection","features":[)" + feature + "]}").as_object();
}
std::string feature(const std::string& properties, const std::string& geometry) {
  return R"({"type":"Feature","properties":)" + properties + R"(,"geometry":)" + geometry + "}";
}
const std::string kProperties = R"({"code":"500116101000","name":"油溪镇","parent":"500116000000","synthetic":true})";
const std::string kSquare = R"({"type":"Polygon","coordinates":[[[106,29],[106.1,29],[106.1,29.1],[106,29]]]})";

std::string wrong_field(const json::object& object) {
  const auto read = read_boundaries(object);
  return read ? "taken" : read.error().field;
}

TEST(Boundaries, AFeatureIsTakenAndUnknownMembersAreLeftOut) {
  const auto read = read_boundaries(
      collection(feature(R"({"code":"500116101000","name":"油溪镇","<script>":"x"})", kSquare) + "," +
                 feature(R"({"code":"500116101001","name":"联合村","parent":"500116101000"})",
                         R"({"type":"MultiPolygon","coordinates":[[[[106,29],[106.1,29],[106.1,29.1],[106,29]]]]})")));
  ASSERT_TRUE(read) << read.error().detail;
  ASSERT_EQ(read->areas.size(), 2U);
  EXPECT_EQ(read->areas[1].parent, AreaCode::parse("500116101000"));
  EXPECT_EQ(read->geojson.find("script"), std::string::npos);
  const auto again = read_boundaries(json::parse(read->geojson).as_object());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->geojson, read->geojson) << "one form";
}

TEST(Boundaries, EveryRefusalNamesItsPlace) {
  EXPECT_EQ(wrong_field({}), "type");
  EXPECT_EQ(wrong_field({{"type", "FeatureCollection"}}), "features");
  EXPECT_EQ(wrong_field(collection("1")), "features[0]");
  EXPECT_EQ(wrong_field(collection(feature("{}", kSquare))), "features[0].properties.code");
  EXPECT_EQ(wrong_field(collection(feature(R"({"code":"5001","name":"x"})", kSquare))), "features[0].properties.code");
  EXPECT_EQ(wrong_field(collection(feature(R"({"code":"500116101000","name":""})", kSquare))),
            "features[0].properties.name");
  EXPECT_EQ(wrong_field(collection(feature(R"({"code":"500116101000","name":"x","parent":"500116102000"})", kSquare))),
            "features[0].properties.parent");
  EXPECT_EQ(wrong_field(collection(feature(kProperties, kSquare) + "," + feature(kProperties, kSquare))),
            "features[1].properties.code");
  const auto geometry = [](const std::string& text) { return wrong_field(collection(feature(kProperties, text))); };
  EXPECT_EQ(geometry("null"), "features[0].geometry");
  EXPECT_EQ(geometry(R"({"type":"Point","coordinates":[1,2]})"), "features[0].geometry.type");
  EXPECT_EQ(geometry(R"({"type":"Polygon","coordinates":[]})"), "features[0].geometry.coordinates");
  const std::string ring = "features[0].geometry.coordinates[0]";
  EXPECT_EQ(geometry(R"({"type":"Polygon","coordinates":[[[106,29],[106.1,29],[106,29]]]})"), ring);
  EXPECT_EQ(geometry(R"({"type":"Polygon","coordinates":[[[106,29],[106.1,29],[106.1,29.1],[106,29.1]]]})"), ring)
      << "open";
  EXPECT_EQ(geometry(R"({"type":"Polygon","coordinates":[[[106,29],[107,29],[108,29],[106,29]]]})"), ring) << "flat";
  EXPECT_EQ(geometry(R"({"type":"Polygon","coordinates":[[[106,29],[106.1,91],[106.1,29.1],[106,29]]]})"),
            ring + "[1]");
  EXPECT_EQ(geometry(R"({"type":"Polygon","coordinates":[[[106,29],["x",29],[106.1,29.1],[106,29]]]})"), ring + "[1]");
}

TEST(Boundaries, TooManyAreasOrPointsAreRefused) {
  json::array ring;
  for (std::size_t i = 0; i <= kMaxBoundaryPoints; ++i) ring.push_back(json::array{106, 29});
  json::object huge = collection(feature(kProperties, R"({"type":"Polygon","coordinates":[]})"));
  huge["features"].as_array()[0].as_object()["geometry"].as_object()["coordinates"].as_array().emplace_back(
      std::move(ring));
  EXPECT_EQ(wrong_field(huge), "features[0].geometry.coordinates[0]");
  json::array many;
  for (std::size_t i = 0; i <= kMaxBoundaries; ++i) many.push_back(1);
  EXPECT_EQ(wrong_field({{"type", "FeatureCollection"}, {"features", std::move(many)}}), "features");
}

TEST(Idempotency, TheSameKeyGivesTheFirstAnswerAgain) {
  IdempotencyBook book;
  const Digest body = sign::digest_of(as_bytes("body"));
  EXPECT_FALSE(book.begin("key", body));
  const auto early = book.begin("key", body);
  EXPECT_EQ(early->status, 409U) << "still running";
  EXPECT_EQ(json::parse(early->body).at("code"), "idempotency.running");
  book.done("key", {201, "application/json", "{}", {}});
  EXPECT_EQ(book.begin("key", body)->status, 201U);
  EXPECT_EQ(book.begin("key", sign::digest_of(as_bytes("other")))->status, 422U);
}

TEST(Idempotency, AFailureOfOursMayBeTriedAgainAndOldKeysLeave) {
  IdempotencyBook book;
  const Digest body;
  EXPECT_FALSE(book.begin("key", body));
  book.done("key", {503, "application/json", "{}", {}});
  EXPECT_FALSE(book.begin("key", body));
  for (std::size_t i = 0; i < kMaxIdempotencyKeys + 10; ++i) EXPECT_FALSE(book.begin(std::to_string(i), body));
  EXPECT_LE(book.size(), kMaxIdempotencyKeys);
}

}  // namespace
}  // namespace tongluo::http
