#pragma once
// A speech engine of the county's own: a command, docs/speech.md is its interface. Blocking; any one thread. Limits:
// speech_limits() and kExternal….

#include "controller/speech/speech_engine.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::speech {

constexpr std::size_t kExternalMemoryBytes = 4UL * 1024 * 1024 * 1024;  // a neural voice reserves more than it uses
constexpr auto kExternalCpuTime = seconds(120);

// What it wrote to its standard output. Errors: unavailable (missing, or a bad exit code), timeout, limit.
Result<Bytes> run_external(const std::vector<std::string>& command, const std::string& normalised, Language language);

}  // namespace tongluo::speech
