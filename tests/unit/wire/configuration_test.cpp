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

Configuration local_configuration() {
  Configuration configuration = sample_configuration();
  configuration.controllers.clear();
  configuration.local_sources = LocalSources{{LocalSource::microphone, LocalSource::line_in, LocalSource::usb_file},
                                             std::chrono::hours(6),
                                             std::chrono::hours(22),
                                             std::chrono::minutes(480),
                                             60,
                                             seconds(600),
                                             true};
  return configuration;
}

TEST(Configuration, LocalSourcesRoundTripAndRefuseWhatIsOutOfBounds) {
  const Configuration configuration = local_configuration();
  const auto parsed = parse_configuration(serialize(configuration));
  ASSERT_TRUE(parsed) << to_string(parsed.error());
  EXPECT_EQ(*parsed, configuration);
  const std::function<void(LocalSources&)> changes[] = {
      [](LocalSources& l) { l.sources.clear(); },
      [](LocalSources& l) {
        l.sources = {LocalSource::line_in, LocalSource::microphone};
      },
      [](LocalSources& l) {
        l.sources = {LocalSource::microphone, LocalSource::microphone};
      },
      [](LocalSources& l) { l.sources = {LocalSource::unspecified}; },
      [](LocalSources& l) { l.sources = {static_cast<LocalSource>(4)}; },
      [](LocalSources& l) { l.until = l.from; },
      [](LocalSources& l) { l.until = std::chrono::hours(25); },
      [](LocalSources& l) { l.utc_offset = std::chrono::hours(15); },
      [](LocalSources& l) { l.volume_percent = 0; },
      [](LocalSources& l) { l.volume_percent = 101; },
      [](LocalSources& l) { l.longest = seconds(0); },
      [](LocalSources& l) { l.longest = kMaxLocalClaim + seconds(1); }};
  for (const auto& change : changes) {
    Configuration bad = configuration;
    change(*bad.local_sources);
    EXPECT_FALSE(parse_configuration(serialize(bad))) << &change - changes;
  }
}

TEST(Configuration, LocalSourcesAreAllowedInTheirLocalHoursOnly) {
  const LocalSources local = *local_configuration().local_sources;
  const auto at = [](std::chrono::minutes utc) { return wall_from_us(0) + std::chrono::days(20'000) + utc; };
  using std::chrono::hours;
  using std::chrono::minutes;
  EXPECT_FALSE(allows(local, LocalSource::microphone, at(hours(22) - minutes(1)))) << "05:59";
  EXPECT_TRUE(allows(local, LocalSource::microphone, at(hours(22)))) << "06:00";
  EXPECT_TRUE(allows(local, LocalSource::line_in, at(hours(14) - minutes(1)))) << "21:59";
  EXPECT_FALSE(allows(local, LocalSource::line_in, at(hours(14)))) << "22:00";
  LocalSources one = local;
  one.sources = {LocalSource::microphone};
  EXPECT_FALSE(allows(one, LocalSource::line_in, at(hours(2))));
}

}  // namespace
}  // namespace tongluo::wire
