// The configuration files of both daemons, as somebody wrote them: a value, or one line that names the file.

#include "controller/main/config.hpp"
#include "terminal-fw/main/config.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tongluo;
  const std::string_view text = as_text(fuzz::view(data, size));
  const auto check = [](const auto& config) {
    if (config) return;
    TL_ASSERT(config.error().detail.starts_with("wrong.toml"));
    TL_ASSERT(config.error().detail.find('\n') == std::string::npos);
  };
  check(daemon::parse_config(text, "wrong.toml"));
  check(firmware::parse_config(text, "wrong.toml"));
  return 0;
}
