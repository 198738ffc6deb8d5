#pragma once
// Every fault at every place of a subject's story. Without faults the story is told once and each step's content kept;
// then it is told again for each fault, and at its end nothing that was acknowledged may be missing, changed or there
// twice, nothing half done, and the file whole. One thread.

#include <string>

#include "tests/faults/faulty_disk.hpp"
#include "tests/faults/subject.hpp"

namespace tongluo::faults {

struct Tally {
  std::uint64_t faults = 0;   // that struck
  std::uint64_t cuts = 0;     // of them, power cuts
  std::uint64_t second = 0;   // cuts while it started again, beside those
  std::uint64_t refused = 0;  // steps that were not acknowledged
  std::string problem;        // empty: everything held
};

// Each `stride`-th place; what a power cut leaves by chance is drawn `draws` times. Stops at the first problem.
Tally run_faults(Subject& subject, std::uint64_t stride, std::uint64_t draws = 1);

}  // namespace tongluo::faults
