#pragma once
// What every command gets: the options that all share, and where to write. Results go to `out`, remarks and progress to
// `err`, so that `--json` output can be piped.

#include <filesystem>
#include <optional>
#include <ostream>
#include <string>

#include "tools/ctl/home.hpp"
#include "tools/ctl/local_time.hpp"

namespace tongluo::ctl {

struct GlobalOptions {
  std::string home;
  std::string api;  // unix:PATH or https://host:port; empty: the home's socket
  std::string certificate;
  std::string certificate_key;
  std::string authority;
  std::string server_name{kServerName};
  std::string passphrase_file;
  std::int64_t utc_offset_minutes = kCountyUtcOffset.count();  // in which times are shown
  bool json = false;
};

struct Context {
  GlobalOptions options;
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool in_is_terminal = false;

  Try<Home> home() const {
    if (options.home.empty()) return give_up(ExitCode::usage, "which home? Give --home or set TONGLUO_HOME");
    return Home{options.home};
  }
  std::chrono::minutes utc_offset() const { return std::chrono::minutes(options.utc_offset_minutes); }
  std::optional<std::filesystem::path> passphrase_file() const {
    if (options.passphrase_file.empty()) return std::nullopt;
    return options.passphrase_file;
  }
};

}  // namespace tongluo::ctl
