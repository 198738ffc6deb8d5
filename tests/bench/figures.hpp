#pragma once
// What every benchmark here shares: the command line, medians, the line that tools/bench greps.

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace tongluo::bench {

// --name value pairs over the given defaults; anything else ends the program with 2.
inline std::map<std::string, std::size_t> numbers(int argc, char** argv, std::map<std::string, std::size_t> defaults) {
  for (int i = 1; i < argc; i += 2) {
    const auto known = std::strncmp(argv[i], "--", 2) == 0 ? defaults.find(argv[i] + 2) : defaults.end();
    const char* end = i + 1 < argc ? argv[i + 1] + std::strlen(argv[i + 1]) : nullptr;
    const bool read = known != defaults.end() && end != nullptr &&
                      std::from_chars(argv[i + 1], end, known->second).ptr == end && known->second > 0;
    if (!read) {
      std::fprintf(stderr, "%s: not understood: %s\n", argv[0], argv[i]);
      std::exit(2);
    }
  }
  return defaults;
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

inline void figure(const char* name, double value, const char* unit) {
  std::printf("figure %s %.4g %s\n", name, value, unit);
}

}  // namespace tongluo::bench
