// disk-faults [STRIDE]: every fault at every STRIDE-th place (1) of the store's and the journal's stories. The big
// store's, which has thousands of places, has a fortieth of them. Exit code 0: everything held.

#include <cstdio>
#include <cstdlib>

#include "tests/faults/fault_run.hpp"

int main(int argc, char** argv) {
  using namespace tongluo::faults;
  constexpr std::uint64_t kBigStride = 40;
  constexpr std::uint64_t kDraws = 8;
  const std::uint64_t stride = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  if (stride == 0) return 2;
  std::string name = (std::filesystem::temp_directory_path() / "tongluo-faults-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return 1;
  std::uint64_t faults = 0;
  bool held = true;
  for (const auto& subject : {make_store(name), make_journal(name), make_big_store(name)}) {
    const bool big = subject->name() == "big store";
    const Tally tally = run_faults(*subject, big ? stride * kBigStride : stride, big ? 1 : kDraws);
    std::printf("%s: %llu faults, of them %llu power cuts (%llu cut again while starting), %llu steps refused. %s\n",
                subject->name().c_str(), static_cast<unsigned long long>(tally.faults),
                static_cast<unsigned long long>(tally.cuts), static_cast<unsigned long long>(tally.second),
                static_cast<unsigned long long>(tally.refused),
                tally.problem.empty() ? "Nothing lost, nothing doubled." : ("BROKEN: " + tally.problem).c_str());
    std::fflush(stdout);
    faults += tally.faults + tally.second;
    held = held && tally.problem.empty();
  }
  std::printf("figure disk_faults %llu faults\n", static_cast<unsigned long long>(faults));
  std::filesystem::remove_all(name);
  return held ? 0 : 1;
}
