#pragma once
// The CAP desk's settings from files: the mapping table (TOML) and the pinned certificates. docs/cap.md has the keys.
// Errors: bad_input; the detail is one line that names the file and what is wrong.

#include "controller/main/cap_desk.hpp"
#include "controller/main/config.hpp"

namespace tongluo::daemon {

Result<cap::Mapping> load_cap_mapping(const Path& file);
// Without a mapping file nothing becomes an order by itself. A rule that names a certificate which is not pinned is
// wrong.
Result<CapSettings> load_cap_settings(const CapConfig& config);

}  // namespace tongluo::daemon
