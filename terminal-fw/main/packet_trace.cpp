#include "terminal-fw/main/packet_trace.hpp"

#include <cinttypes>
#include <cstring>

namespace tongluo::firmware {

Result<std::unique_ptr<PacketTrace>> PacketTrace::open(const std::filesystem::path& path) {
  File file(std::fopen(path.c_str(), "we"));
  if (!file) return fail(ErrorKind::io, path.string() + ": " + std::strerror(errno));
  return std::unique_ptr<PacketTrace>(new PacketTrace(std::move(file)));
}

void PacketTrace::note(WallTime at, bool incoming, std::string_view kind, std::size_t bytes) {
  ++packets_;
  if (written_ >= kMaxTraceBytes) return;
  const int wrote = std::fprintf(file_.get(), "%" PRId64 " %s %.*s %zu\n", to_us(at), incoming ? "in" : "out",
                                 static_cast<int>(kind.size()), kind.data(), bytes);
  if (wrote > 0) written_ += static_cast<std::size_t>(wrote);
}

}  // namespace tongluo::firmware
