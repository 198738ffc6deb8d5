#pragma once
// Firmware releases: `tongluo release …`. A manifest is made from the image, signed by two persons (each on his own
// machine, the file travels), then published with the image. docs/updates.md. Blocking; main thread.

#include <istream>
#include <vector>

#include "tools/ctl/context.hpp"
#include "tools/ctl/signer_choice.hpp"

namespace tongluo::ctl {

struct ReleasePrepareOptions {
  std::string image;
  std::uint64_t version = 0;
  std::string name;
  std::uint64_t floor = 0;
  std::vector<std::string> hardware;
  std::vector<std::string> canaries;  // terminals of the first ring
  std::vector<std::string> rings;     // "PERMILLE@HOURS" from now; none: all at once, after the canaries
  int valid_days = 90;
  std::string out;
};

struct ReleaseSignOptions {
  std::string file;
  SignerOptions signer;
  bool yes = false;
};

struct ReleasePublishOptions {
  std::string file;
  std::string image;
  std::optional<std::uint32_t> success_permille, error_permille, soak_h, answer_within_h, ring_within_h, at_once;
};

struct ReleaseDirectOptions {
  std::string release;  // its digest, or the beginning of it
  std::string verb;     // "pause", "resume" or "withdraw"
  bool accept_failures = false;
};

struct ReleaseShowOptions {
  std::string release;
  std::string state;  // only terminals in this state
};

Try<void> run_release_prepare(const Context& context, const ReleasePrepareOptions& options);
Try<void> run_release_sign(const Context& context, const ReleaseSignOptions& options, std::istream& in);
Try<void> run_release_publish(const Context& context, const ReleasePublishOptions& options);
Try<void> run_release_list(const Context& context);
Try<void> run_release_show(const Context& context, const ReleaseShowOptions& options);
Try<void> run_release_direct(const Context& context, const ReleaseDirectOptions& options);

}  // namespace tongluo::ctl
