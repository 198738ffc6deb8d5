#pragma once
// Follows a WAV file (16 bit, header of 44 bytes, as the terminal's WAV sink writes it) while it grows, and says how
// loud is what was written last. A file that does not grow is silence. Time is handed in.

#include <string>

#include "protocol/base/time.hpp"

namespace tongluo::amp_sim {

class WavFollower {
 public:
  // The file may appear later, and start anew. What is in it now does not count.
  explicit WavFollower(std::string path);
  ~WavFollower();
  WavFollower(const WavFollower&) = delete;
  WavFollower& operator=(const WavFollower&) = delete;

  // dB of what was written since the last call, 0 is a full-scale tone; at most the last second.
  double level_db(SteadyTime now);

 private:
  bool open();

  const std::string path_;
  int descriptor_ = -1;
  bool seen_missing_ = false;
  std::int64_t read_to_ = 0;
  SteadyTime grew_at_{};
  double level_db_;
};

}  // namespace tongluo::amp_sim
