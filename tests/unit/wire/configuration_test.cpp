// Signed configuration reads back what was written, and nothing that is no address.

#include "protocol/wire/configuration.hpp"

#include <functional>
#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "tests/unit/wire/samples.hpp"

namespace tongluo::wire {
namespace {

Configuration sample_configuration() {
  Configuration configuration;
  configuration.version = 9;
  configuration.targets = {samples::terminal()};
  configuration.issued_at = samples::at(1);
  configuration.controllers = {{"10.1.0.5", 7'100}, {"standby.example.org", 443}, {"2001:db8::7", 7'100}};
  return configuration;
}

TEST(Configuration, RoundTripsAndRefusesOtherEncodings) {
  const Configuration configuration = sample_configuration();
  const Bytes bytes = serialize(configuration);
  const auto parsed = parse_configuration(bytes);
  ASSERT_TRUE(parsed) << to_string(parsed.error());
  EXPECT_EQ(*parsed, configuration);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    EXPECT_FALSE(parse_configuration(ByteView(bytes).first(cut))) << cut;
  Bytes longer = bytes;
  longer.push_back(std::byte{0});
  EXPECT_FALSE(parse_configuration(longer));
}

TEST(Configuration, RefusesWhatIsNoAddress) {
  const std::pair<const char*, std::function<void(Configuration&)>> rows[] = {
      {"version", [](Configuration& c) { c.version = 0; }},
      {"controllers", [](Configuration& c) { c.controllers.clear(); }},
      {"controllers",
       [](Configuration& c) {
         c.controllers.resize(limits::kMaxSignedEndpoints + 1, {"a", 1});
       }},
      {"host", [](Configuration& c) { c.controllers[0].host.clear(); }},
      {"host", [](Configuration& c) { c.controllers[0].host = "two words"; }},
      {"host", [](Configuration& c) { c.controllers[0].host = "a\"b"; }},
      {"host", [](Configuration& c) { c.controllers[0].host.assign(limits::kMaxHostBytes + 1, 'a'); }},
      {"port", [](Configuration& c) { c.controllers[0].port = 0; }}};
  for (const auto& [field, change] : rows) {
    Configuration configuration = sample_configuration();
    change(configuration);
    const auto parsed = parse_configuration(serialize(configuration));
    ASSERT_FALSE(parsed) << field;
    EXPECT_EQ(parsed.error().field, std::string("configuration.") + field);
  }
}

}  // namespace
}  // namespace tongluo::wire
