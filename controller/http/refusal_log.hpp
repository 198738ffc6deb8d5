#pragma once
// Who was refused for want of a role, an area or an honest page, as lines of the log: an account that tries doors is
// seen there, not only counted. Pure; time is handed in. Limit: kRefusalLines in each minute; how many more there were
// is told with the next line.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/time.hpp"

namespace tongluo::http {

constexpr std::size_t kRefusalLines = 30;
constexpr auto kRefusalWindow = seconds(60);

struct RefusedRequest {
  std::string_view actor;  // empty: nobody is signed in
  std::string_view address;
  std::string_view method;
  std::string_view pattern;  // of the route: what was asked for is a stranger's text
  std::string_view problem;  // the answer's body
};

class RefusalLog {
 public:
  // None: there were too many in this minute.
  std::optional<std::string> line(SteadyTime now, const RefusedRequest& refused);

 private:
  SteadyTime since_{};
  std::size_t lines_ = 0;
  std::uint64_t untold_ = 0;
};

}  // namespace tongluo::http
