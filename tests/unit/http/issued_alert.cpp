#include "tests/unit/http/issued_alert.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <poll.h>

namespace tongluo::daemon {

std::string issue_alert(const DaemonProcess& daemon, const std::string& level, const std::string& clip,
                        const std::string& headline, int repetitions) {
  namespace json = boost::json;
  const json::object draft{{"class", "actual"},
                           {"level", level},
                           {"areas", json::array{"500116101000"}},
                           {"items", json::array{json::object{{"clip", clip}}}},
                           {"repetitions", repetitions},
                           {"tone", "none"},
                           {"headline", headline},
                           {"volume_percent", 100}};
  const auto prepared = daemon.ask("POST", "/api/v1/orders/prepare", draft);
  json::object body = daemon.signed_body(PayloadType::order, text(prepared.json, "payload"), daemon.trust.dispatch);
  body["confirmed_count"] = 1;
  const auto created = daemon.ask("POST", "/api/v1/orders", body);
  EXPECT_EQ(created.status, 201U) << created.body;
  return text(created.json, "digest");
}

std::string final_receipt(const DaemonProcess& daemon, const std::string& order) {
  constexpr int kReceiptPolls = 300;
  constexpr int kReceiptPollMs = 100;
  for (int i = 0; i < kReceiptPolls; ++i, ::poll(nullptr, 0, kReceiptPollMs)) {
    const auto shown = daemon.ask("GET", "/api/v1/orders/" + order);
    for (const auto& each : shown.json.at("terminals").as_array())
      if (text(each.as_object(), "stage") == "final")
        return text(each.as_object(), "outcome") + " " + text(each.as_object(), "refusal");
  }
  return "none";
}

}  // namespace tongluo::daemon
