// Areas held against brute force: random codes against their twelve digits, random simple polygons against winding
// numbers, random circles against vectors. Positions too near a border for floating point to judge are left out; the
// borders themselves are in geometry_test.cpp. Seeds are fixed.

#include <algorithm>
#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <random>

#include "protocol/trust/geometry.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using Random = std::mt19937;

int pick(Random& random, int first, int last) { return std::uniform_int_distribution(first, last)(random); }

// ---- Codes: by the text of their segments, without any arithmetic
// ---------------------------------------------------------

std::vector<std::string> segments(const std::string& code) {
  return {code.substr(0, 2), code.substr(2, 2), code.substr(4, 2), code.substr(6, 3), code.substr(9, 3)};
}

bool is_zero(const std::string& segment) { return segment.find_first_not_of('0') == std::string::npos; }

bool legal(const std::string& code) {
  const auto parts = segments(code);
  if (is_zero(parts[0]) || is_zero(parts[1]) || is_zero(parts[2])) return false;
  return !(is_zero(parts[3]) && !is_zero(parts[4]));
}

bool code_contains(const std::string& area, const std::string& place) {
  const auto wanted = segments(area), is = segments(place);
  bool open = false;  // from here on "all below"
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    open = open || std::all_of(wanted.begin() + static_cast<std::ptrdiff_t>(i), wanted.end(), is_zero);
    if (!open && wanted[i] != is[i]) return false;
  }
  return true;
}

// Few values per segment, so that many match in part; zeros often.
std::string random_code(Random& random) {
  const char* const two[] = {"50", "51", "01", "00"};
  const char* const three[] = {"101", "110", "011", "001", "000", "000"};
  const auto any = [&random](const auto& values) {
    return values[pick(random, 0, static_cast<int>(std::size(values)) - 1)];
  };
  return std::string(any(two)) + any(two) + any(two) + any(three) + any(three);
}

AreaCode random_area(Random& random) {
  for (;;)
    if (const auto code = AreaCode::parse(random_code(random))) return *code;
}

wire::PlaceRecord placed_at(AreaCode where, Position position = {}) {
  return {1, terminal_id("TL-500116-0001"), 1, kNow, where, position, "", ""};
}

TEST(AreaProperty, ACodeIsReadExactlyWhenItIsLegal) {
  Random random(1);
  for (int round = 0; round < 50'000; ++round) {
    const std::string code = random_code(random);
    const auto parsed = AreaCode::parse(code);
    ASSERT_EQ(parsed.has_value(), legal(code)) << code;
    if (parsed) {
      ASSERT_EQ(parsed->text(), code);
    }
  }
}

TEST(AreaProperty, CodesMatchAsTheirSegmentsSay) {
  Random random(2);
  int inside = 0;
  for (int round = 0; round < 50'000; ++round) {
    const AreaCode target = random_area(random), where = random_area(random);
    const bool expected = code_contains(target.text(), where.text());
    ASSERT_EQ(trust::addresses({target}, placed_at(where)), expected) << target.text() << " and " << where.text();
    ASSERT_EQ(target.contains(where), expected);
    inside += expected;
  }
  EXPECT_GT(inside, 200) << "the test must see both answers";
}

TEST(AreaProperty, ContainingIsReflexiveAntisymmetricAndTransitive) {
  Random random(3);
  for (int round = 0; round < 50'000; ++round) {
    const AreaCode a = random_area(random), b = random_area(random), c = random_area(random);
    ASSERT_TRUE(a.contains(a));
    ASSERT_TRUE(!(a.contains(b) && b.contains(a)) || a == b);
    ASSERT_TRUE(!(a.contains(b) && b.contains(c)) || a.contains(c));
  }
}

// ---- Polygons: winding numbers
// ------------------------------------------------------------------------------------------------

constexpr Position kCentre{290'000'000, 1'065'000'000};
constexpr int kReach = 3'000'000;  // 0.3 degree

// Corners round the centre in the order of their angles never cross; distances jump, so most are concave.
wire::Polygon random_polygon(Random& random) {
  std::vector<double> angles;
  for (int i = pick(random, 3, 40); i > 0; --i)
    angles.push_back(std::uniform_real_distribution(0.0, 2.0 * std::numbers::pi)(random));
  std::sort(angles.begin(), angles.end());
  wire::Polygon polygon;
  for (const double angle : angles) {
    const double distance = pick(random, kReach / 20, kReach);
    polygon.points.push_back({kCentre.latitude_e7 + static_cast<std::int32_t>(distance * std::sin(angle)),
                              kCentre.longitude_e7 + static_cast<std::int32_t>(distance * std::cos(angle))});
  }
  return polygon;
}

Position random_position(Random& random) {
  return {kCentre.latitude_e7 + pick(random, -kReach, kReach), kCentre.longitude_e7 + pick(random, -kReach, kReach)};
}

struct Vector {
  double x = 0.0, y = 0.0;
};
Vector from(Position origin, Position to) {
  return {static_cast<double>(to.longitude_e7) - origin.longitude_e7,
          static_cast<double>(to.latitude_e7) - origin.latitude_e7};
}

double distance_to_edge(Position p, Position a, Position b) {
  const Vector ab = from(a, b), ap = from(a, p);
  const double length = ab.x * ab.x + ab.y * ab.y;
  const double t = length == 0.0 ? 0.0 : std::clamp((ap.x * ab.x + ap.y * ab.y) / length, 0.0, 1.0);
  return std::hypot(ap.x - t * ab.x, ap.y - t * ab.y);
}

bool near_border(const wire::Polygon& polygon, Position p) {
  for (std::size_t i = 0; i < polygon.points.size(); ++i)
    if (distance_to_edge(p, polygon.points[i], polygon.points[(i + 1) % polygon.points.size()]) < 10.0) return true;
  return false;
}

// How often the border goes round the point: the sum of the angles under which it sees the edges.
bool winds_round(const wire::Polygon& polygon, Position p) {
  double turned = 0.0;
  for (std::size_t i = 0; i < polygon.points.size(); ++i) {
    const Vector a = from(p, polygon.points[i]), b = from(p, polygon.points[(i + 1) % polygon.points.size()]);
    turned += std::atan2(a.x * b.y - a.y * b.x, a.x * b.x + a.y * b.y);
  }
  return std::lround(turned / (2.0 * std::numbers::pi)) != 0;
}

TEST(AreaProperty, PolygonsContainWhatTheirBorderWindsRound) {
  Random random(4);
  int judged = 0, inside = 0;
  for (int round = 0; round < 2'000; ++round) {
    const wire::Polygon polygon = random_polygon(random);
    if (trust::crosses_itself(polygon)) continue;
    for (int i = 0; i < 25; ++i) {
      const Position p = random_position(random);
      if (near_border(polygon, p)) continue;
      const bool expected = winds_round(polygon, p);
      ASSERT_EQ(trust::addresses({polygon}, placed_at(village(), p)), expected)
          << "round " << round << ": " << p.latitude_e7 << " " << p.longitude_e7;
      ++judged;
      inside += expected;
    }
  }
  EXPECT_GT(judged, 30'000);
  EXPECT_GT(inside, 3'000);
}

// ---- Circles: the angle between two vectors from the earth's centre
// ------------------------------------------------------------

double metres_between(Position a, Position b) {
  constexpr double kRadius = 6'371'008.8, kUnit = std::numbers::pi / 180.0 * 1e-7;
  const auto vector = [](Position p) {
    const double latitude = p.latitude_e7 * kUnit, longitude = p.longitude_e7 * kUnit;
    return std::array<double, 3>{std::cos(latitude) * std::cos(longitude), std::cos(latitude) * std::sin(longitude),
                                 std::sin(latitude)};
  };
  const auto u = vector(a), v = vector(b);
  const double cross = std::hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]);
  return kRadius * std::atan2(cross, u[0] * v[0] + u[1] * v[1] + u[2] * v[2]);
}

TEST(AreaProperty, CirclesContainWhatIsNoFurtherThanTheirRadius) {
  Random random(5);
  int inside = 0;
  for (int round = 0; round < 20'000; ++round) {
    const wire::Circle circle{random_position(random), static_cast<std::uint32_t>(pick(random, 1, 40'000))};
    const Position p = random_position(random);
    const double beyond = metres_between(circle.centre, p) - circle.radius_m;
    if (std::abs(beyond) < 1.0) continue;
    ASSERT_EQ(trust::addresses({circle}, placed_at(village(), p)), beyond < 0.0) << "round " << round;
    inside += beyond < 0.0;
  }
  EXPECT_GT(inside, 2'000);
}

// ---- Never widened
// -------------------------------------------------------------------------------------------------------------

wire::Target random_target(Random& random) {
  switch (pick(random, 0, 3)) {
    case 0:
      return random_area(random);
    case 1:
      return terminal_id("TL-500116-000" + std::to_string(pick(random, 1, 4)));
    case 2:
      return random_polygon(random);
    default:
      return wire::Circle{random_position(random), static_cast<std::uint32_t>(pick(random, 1, 30'000))};
  }
}

bool oracle(const wire::Target& target, const wire::PlaceRecord& place) {
  if (const auto* code = std::get_if<AreaCode>(&target)) return code_contains(code->text(), place.area.text());
  if (const auto* id = std::get_if<TerminalId>(&target)) return id->text() == place.terminal.text();
  if (place.position == Position{}) return false;
  if (const auto* polygon = std::get_if<wire::Polygon>(&target)) return winds_round(*polygon, place.position);
  const auto& circle = std::get<wire::Circle>(target);
  return metres_between(circle.centre, place.position) <= circle.radius_m;
}

bool judgeable(const wire::Target& target, const wire::PlaceRecord& place) {
  if (const auto* polygon = std::get_if<wire::Polygon>(&target))
    return !trust::crosses_itself(*polygon) && !near_border(*polygon, place.position);
  if (const auto* circle = std::get_if<wire::Circle>(&target))
    return std::abs(metres_between(circle->centre, place.position) - circle->radius_m) > 1.0;
  return true;
}

TEST(AreaProperty, AListAddressesExactlyWhatOneOfItsTargetsContainsInAnyOrder) {
  Random random(6);
  for (int round = 0; round < 10'000; ++round) {
    const auto place = placed_at(random_area(random), pick(random, 0, 3) == 0 ? Position{} : random_position(random));
    std::vector<wire::Target> targets;
    for (int i = pick(random, 0, 6); i > 0; --i)
      if (auto target = random_target(random); judgeable(target, place)) targets.push_back(std::move(target));
    const bool expected =
        std::any_of(targets.begin(), targets.end(), [&](const auto& each) { return oracle(each, place); });
    ASSERT_EQ(trust::addresses(targets, place), expected) << "round " << round;
    std::shuffle(targets.begin(), targets.end(), random);
    ASSERT_EQ(trust::addresses(targets, place), expected) << "round " << round;
    std::erase_if(targets, [&](const auto& each) { return oracle(each, place); });
    ASSERT_FALSE(trust::addresses(targets, place)) << "what is elsewhere adds up to nothing";
  }
}

// An order with one bad target among good ones is refused whole: neither the bad one nor the rest is guessed.
TEST(AreaProperty, GarbageAmongTheTargetsRefusesTheOrderAndNeverWidensIt) {
  Random random(7);
  const TrustFixture trust;
  const wire::Order good = sample_order();
  for (int round = 0; round < 300; ++round) {
    wire::Order order = good;
    const auto at = order.targets.begin() + pick(random, 0, static_cast<int>(order.targets.size()));
    wire::Polygon bow_tie{{{0, 0}, {100, 100}, {0, 100}, {100, 0}}};
    switch (pick(random, 0, 3)) {
      case 0:
        order.targets.insert(at, bow_tie);
        break;
      case 1:
        order.targets.insert(at, wire::Circle{kCentre, 0});
        break;
      case 2:
        order.targets.insert(at, wire::Polygon{{{1, 1}, {2, 2}}});
        break;
      default:
        order.targets.clear();
        break;
    }
    const auto admitted = trust::verify_order(trust.authority(), trust.seal(order, trust.dispatch), kNow);
    ASSERT_FALSE(admitted) << "round " << round;
  }
}

}  // namespace
}  // namespace tongluo::test
