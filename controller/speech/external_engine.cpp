#include "controller/speech/external_engine.hpp"

#include "controller/speech/espeak.hpp"

namespace tongluo::speech {

Result<Bytes> run_external(const std::vector<std::string>& command, const std::string& normalised, Language language) {
  constexpr std::string_view kLanguage = "{lang}";
  process::Limits limits = speech_limits();
  limits.memory_bytes = kExternalMemoryBytes;
  limits.cpu_time = kExternalCpuTime;
  limits.may_start_processes = true;
  std::vector<std::string> argv;
  for (std::string argument : command) {
    if (const auto at = argument.find(kLanguage); at != std::string::npos)
      argument.replace(at, kLanguage.size(), to_string(language));
    if (argument.starts_with('/')) limits.readable_paths.push_back(argument);
    argv.push_back(std::move(argument));
  }
  return checked_output(process::run(argv, as_bytes(normalised), limits), "it");
}

}  // namespace tongluo::speech
