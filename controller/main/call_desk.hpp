#pragma once
// The API's view of the calls to people. Owner thread: control.

#include "controller/http/api_backend.hpp"
#include "controller/main/calls.hpp"

namespace tongluo::daemon {

class CallDesk final : public http::CallGate {
 public:
  explicit CallDesk(Calls& calls) : calls_(calls) {}
  std::vector<http::CallEntry> recent(std::size_t limit) override;
  bool acknowledge(std::uint64_t number, const std::string& actor) override;

 private:
  Calls& calls_;
};

}  // namespace tongluo::daemon
