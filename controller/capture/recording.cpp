#include "controller/capture/recording.hpp"

#include <algorithm>
#include <cstdio>
#include <ogg/ogg.h>

#include "controller/capture/limits.hpp"

namespace tongluo::capture {
namespace {

constexpr int kSerialNumber = 0x544C4C56;    // "TLLV": one stream, alone in its file
constexpr std::uint16_t kPreSkip = 312;      // of the encoder, at 48 kHz
constexpr std::size_t kPacketsPerPage = 16;  // about a second

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

void append_le(Bytes& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out.push_back(static_cast<std::byte>(value >> (8 * i) & 0xffU));
}
void append_text(Bytes& out, std::string_view text) {
  const ByteView bytes = as_bytes(text);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

Bytes head() {
  Bytes out;
  append_text(out, "OpusHead");
  append_le(out, 1, 1);  // version
  append_le(out, 1, 1);  // channels
  append_le(out, kPreSkip, 2);
  append_le(out, kRate, 4);
  append_le(out, 0, 2);  // gain
  append_le(out, 0, 1);  // mapping family
  return out;
}

Bytes tags(const std::vector<std::string>& comments) {
  constexpr std::string_view kVendor = "tongluo";
  Bytes out;
  append_text(out, "OpusTags");
  append_le(out, kVendor.size(), 4);
  append_text(out, kVendor);
  append_le(out, comments.size(), 4);
  for (const std::string& comment : comments) {
    append_le(out, comment.size(), 4);
    append_text(out, comment);
  }
  return out;
}

}  // namespace

struct Recording::Impl {
  ~Impl() { ogg_stream_clear(&stream); }
  Result<void> put(ByteView packet, std::int64_t granule, bool last);
  Result<void> flush();

  File file;
  ogg_stream_state stream{};
  std::int64_t packets = 0;    // of sound
  std::int64_t in_stream = 0;  // of all, with the two headers
  std::size_t on_page = 0;
  std::size_t written = 0;
  Bytes waiting;  // the newest packet: only the last one is marked as the end
};

Result<void> Recording::Impl::put(ByteView packet, std::int64_t granule, bool last) {
  ogg_packet ogg{};
  ogg.packet = reinterpret_cast<unsigned char*>(const_cast<std::byte*>(packet.data()));  // libogg only reads it
  ogg.bytes = static_cast<long>(packet.size());
  ogg.b_o_s = in_stream == 0 ? 1 : 0;
  ogg.e_o_s = last ? 1 : 0;
  ogg.granulepos = granule;
  ogg.packetno = in_stream++;
  if (ogg_stream_packetin(&stream, &ogg) != 0) return fail(ErrorKind::unavailable, "libogg refuses a packet");
  return {};
}

Result<void> Recording::Impl::flush() {
  ogg_page page{};
  while (ogg_stream_flush(&stream, &page) != 0) {
    const auto header = static_cast<std::size_t>(page.header_len);
    const auto body = static_cast<std::size_t>(page.body_len);
    if (std::fwrite(page.header, 1, header, file.get()) != header ||
        std::fwrite(page.body, 1, body, file.get()) != body)
      return fail(ErrorKind::io, "the recording cannot be written");
    written += header + body;
  }
  on_page = 0;
  if (std::fflush(file.get()) != 0) return fail(ErrorKind::io, "the recording cannot be written");
  return {};
}

Result<Recording> Recording::create(const std::filesystem::path& file, const std::vector<std::string>& comments) {
  auto impl = std::make_shared<Impl>();
  impl->file.reset(std::fopen(file.c_str(), "wbxe"));
  if (!impl->file) return fail(ErrorKind::io, file.string() + ": cannot be made");
  if (ogg_stream_init(&impl->stream, kSerialNumber) != 0) return fail(ErrorKind::unavailable, "libogg refuses");
  for (const Bytes& header : {head(), tags(comments)}) {  // each on a page of its own
    if (const auto done = impl->put(header, 0, false); !done) return tl::unexpected(done.error());
    if (const auto done = impl->flush(); !done) return tl::unexpected(done.error());
  }
  return Recording(std::move(impl));
}

Result<void> Recording::add(ByteView packet) {
  Impl& self = *impl_;
  if (self.written + packet.size() > kMaxRecordingBytes) return fail(ErrorKind::limit, "the recording is full");
  if (!self.waiting.empty()) {
    ++self.packets;
    const auto granule = self.packets * static_cast<std::int64_t>(kPacketSamples);
    if (auto done = self.put(self.waiting, granule, false); !done) return done;
    if (++self.on_page >= kPacketsPerPage)
      if (auto done = self.flush(); !done) return done;
  }
  self.waiting.assign(packet.begin(), packet.end());
  return {};
}

Result<void> Recording::finish() {
  Impl& self = *impl_;
  if (!self.waiting.empty()) {
    ++self.packets;
    const auto granule = self.packets * static_cast<std::int64_t>(kPacketSamples);
    if (auto done = self.put(self.waiting, granule, true); !done) return done;
    self.waiting.clear();
  }
  return self.flush();
}

namespace {

Result<Bytes> read_all(const std::filesystem::path& path) {
  const File file(std::fopen(path.c_str(), "rbe"));
  if (!file) return fail(ErrorKind::not_found, path.string() + ": cannot be opened");
  Bytes bytes(kMaxRecordingBytes + 65'536);
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file.get()));
  if (std::ferror(file.get()) != 0) return fail(ErrorKind::io, path.string() + ": cannot be read");
  return bytes;
}

// How much of it is whole pages, and the newest position among them.
struct Whole {
  std::size_t bytes = 0;
  std::int64_t granule = 0;
};
Whole whole_pages(ByteView bytes) {
  Whole whole;
  ogg_sync_state sync{};
  ogg_sync_init(&sync);
  char* buffer = ogg_sync_buffer(&sync, static_cast<long>(bytes.size()));
  std::transform(bytes.begin(), bytes.end(), buffer, [](std::byte b) { return static_cast<char>(b); });
  ogg_sync_wrote(&sync, static_cast<long>(bytes.size()));
  ogg_page page{};
  for (long size = ogg_sync_pageseek(&sync, &page); size > 0; size = ogg_sync_pageseek(&sync, &page)) {
    whole.bytes += static_cast<std::size_t>(size);
    whole.granule = std::max<std::int64_t>(whole.granule, ogg_page_granulepos(&page));
  }
  ogg_sync_clear(&sync);
  return whole;
}

}  // namespace

Result<Recorded> read_recording(const std::filesystem::path& file) {
  auto bytes = read_all(file);
  if (!bytes) return tl::unexpected(bytes.error());
  const Whole whole = whole_pages(*bytes);
  if (whole.granule <= kPreSkip) return fail(ErrorKind::corrupt, file.string() + ": no sound in it");
  bytes->resize(whole.bytes);
  return Recorded{std::move(*bytes),
                  milliseconds((whole.granule - kPreSkip) * 1'000 / static_cast<std::int64_t>(kRate))};
}

}  // namespace tongluo::capture
