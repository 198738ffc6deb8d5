#pragma once
// libogg behind values: bytes in, whole checked pages out, packets out of pages. One logical stream, pages numbered
// without a hole, no byte outside a page. Owner: the control thread. Limits: the caller bounds the bytes fed. Errors:
// corrupt.

#include <ogg/ogg.h>
#include <optional>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::audio {

struct OggPage {
  bool first = false;
  bool last = false;
  bool ends_inside_packet = false;
  int packets = 0;  // completed on this page
  std::int64_t granule = -1;
};

class OggPages {
 public:
  OggPages();
  ~OggPages();
  OggPages(const OggPages&) = delete;
  OggPages& operator=(const OggPages&) = delete;

  void feed(ByteView bytes);
  // The next whole page, nothing if more bytes are needed. Error: corrupt.
  Result<std::optional<OggPage>> next_page();
  // The packets completed by that page, in turn; valid until the next call.
  std::optional<ByteView> next_packet();
  bool has_rest() const;  // bytes fed that belong to no page so far

 private:
  Result<OggPage> take(ogg_page& page);

  ogg_sync_state sync_{};
  ogg_stream_state stream_{};
  bool stream_open_ = false;
  bool inside_packet_ = false;
  int serial_ = 0;
  long next_number_ = 0;
  int packets_left_ = 0;
};

}  // namespace tongluo::audio
