#pragma once
// A good message of an imagined county, to be changed word by word, and small functions to do so.

#include <gtest/gtest.h>
#include <string>
#include <string_view>

#include "controller/cap/alert_reader.hpp"
#include "controller/cap/cap_time.hpp"

namespace tongluo::cap::test {

constexpr std::string_view kGood = R"(<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>FLOOD-7</identifier>
  <sender>flood@county.example</sender>
  <sent>2026-11-23T08:00:00+08:00</sent>
  <status>Actual</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <info>
    <language>zh-CN</language>
    <category>Met</category>
    <event>暴雨</event>
    <urgency>Immediate</urgency>
    <severity>Extreme</severity>
    <certainty>Observed</certainty>
    <eventCode><valueName>national</valueName><value>11B03</value></eventCode>
    <expires>2026-11-23T10:00:00+08:00</expires>
    <headline>暴雨红色预警</headline>
    <description>三小时内雨量超过一百毫米。</description>
    <instruction>请立即转移到高处。</instruction>
    <area>
      <areaDesc>石桥镇</areaDesc>
      <geocode><valueName>tongluo:area</valueName><value>500116101000</value></geocode>
    </area>
  </info>
</alert>
)";

// The text with the first `from` replaced; it must be there.
inline std::string with(std::string_view text, std::string_view from, std::string_view to) {
  std::string changed(text);
  const auto at = changed.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) changed.replace(at, from.size(), to);
  return changed;
}
inline std::string good_with(std::string_view from, std::string_view to) { return with(kGood, from, to); }

inline WallTime at(std::string_view time) { return parse_cap_time(time).value_or(WallTime{}); }
inline WallTime soon_after() { return at("2026-11-23T08:01:00+08:00"); }

inline Result<Alert, Rejection> read(std::string_view text, Dialects dialects = default_dialects()) {
  return read_alert(as_bytes(text), {std::move(dialects), soon_after()});
}
// The rejection's code, or "accepted".
inline std::string code_of(std::string_view text, Dialects dialects = default_dialects()) {
  const auto alert = read(text, std::move(dialects));
  return alert ? "accepted" : alert.error().code;
}

}  // namespace tongluo::cap::test
