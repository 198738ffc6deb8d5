#pragma once
// `tongluo submit-bundle FILE`: an order that was made and signed offline is handed, with its sound, to a controller.

#include <istream>
#include <optional>

#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMaxBundleFileBytes = 24UL * 1024 * 1024;

struct SubmitBundleOptions {
  std::string file;
  std::optional<std::size_t> count;  // --confirm-count
  std::uint32_t wait_s = 120;
};

Try<void> run_submit_bundle(const Context& context, const SubmitBundleOptions& options, std::istream& in);

}  // namespace tongluo::ctl
