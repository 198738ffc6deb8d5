#include "terminal-fw/main/packet_trace.hpp"

#include <cinttypes>
#include <cstring>

namespace tongluo::firmware {

Result<std::unique_ptr<PacketTrace>> PacketTrace::open(const std::filesystem::path& path) {
  File file(std::fopen(path.c_str(), "we"));
  if (!file) return fail(ErrorKind::io, path.string() + ": " + std::strerror(errno));
  return std::unique_ptr<PacketTrace>(new PacketTrace(std::move(file)));
}

void PacketTrace::note(WallTime at, PacketFate fate, std::string_view kind, std::size_t bytes) {
  constexpr const char* kWords[] = {"in ", "out", "out NOT SENT"};
  ++fates_[static_cast<std::size_t>(fate)];
  if (written_ >= kMaxTraceBytes) {
    ++left_out_;
    return;
  }
  const int wrote =
      std::fprintf(file_.get(), "%" PRId64 " %s %5zu %.*s\n", to_us(at), kWords[static_cast<std::size_t>(fate)], bytes,
                   static_cast<int>(kind.size()), kind.data());
  if (wrote > 0) written_ += static_cast<std::size_t>(wrote);
}

std::string PacketTrace::summary() const {
  std::string text = std::to_string(fates_[0]) + " packets received, " + std::to_string(fates_[1]) + " sent, " +
                     std::to_string(fates_[2]) + " not sent";
  if (left_out_ > 0) text += ", " + std::to_string(left_out_) + " of them without a line: the file is full";
  return text;
}

}  // namespace tongluo::firmware
