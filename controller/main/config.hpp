#pragma once
// tongluod.toml as a value. Paths are relative to the file's folder and resolved here. Unknown keys are errors.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::daemon {

using Path = std::filesystem::path;

struct TlsFiles {
  Path certificate;
  Path key;
  Path authority;
};

struct LinkConfig {
  std::string address;
  std::uint16_t port = 0;  // 0: any free one
  TlsFiles files;
};

struct HttpsConfig {
  std::string address;
  std::uint16_t port = 0;
  TlsFiles files;
};

struct Config {
  Path data_dir;
  LinkConfig link;
  Path unix_socket;
  std::optional<HttpsConfig> https;  // none: port = -1
  Path roots;
  Path trust_list;  // may be missing once one is stored
  Path places;      // a folder of ID.env; may be missing
  Path time_key;    // empty: no time statements
  std::vector<std::string> speech_command;
  seconds heartbeat{};
};

// Errors: bad_input; the detail is one line that names the file, the line, the key and what is wrong.
Result<Config> load_config(const Path& file);

}  // namespace tongluo::daemon
