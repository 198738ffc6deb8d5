#pragma once
// What a program leaves behind when a fault of its own ends it: one small text file, written inside the signal handler
// with calls that are safe there (signal-safety(7)). Owner: the main thread, before others start.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tongluo::os {

constexpr std::size_t kMaxCrashFrames = 48;
constexpr std::size_t kMaxCrashReportBytes = 16 * 1024;

// From now on SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT write `file` before they end the process as they always do.
// `program` is its first line. A signal that somebody else handles already (a sanitizer) is left to them. False: the
// path is too long.
bool keep_crash_reports(const std::filesystem::path& file, std::string_view program);

// The report of an earlier run, if there is one; it is kept beside as FILE.last, so that it is told of once.
std::optional<std::string> take_crash_report(const std::filesystem::path& file);

}  // namespace tongluo::os
