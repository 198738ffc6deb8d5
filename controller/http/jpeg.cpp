#include "controller/http/jpeg.hpp"

#include <algorithm>

namespace tongluo::http {
namespace {

// ITU-T T.81, table B.1.
constexpr unsigned kBaseline = 0xc0;
constexpr unsigned kExtended = 0xc1;
constexpr unsigned kProgressive = 0xc2;
constexpr unsigned kHuffmanTables = 0xc4;
constexpr unsigned kRestartFirst = 0xd0;
constexpr unsigned kRestartLast = 0xd7;
constexpr unsigned kImageStart = 0xd8;
constexpr unsigned kImageEnd = 0xd9;
constexpr unsigned kScan = 0xda;
constexpr unsigned kQuantisation = 0xdb;
constexpr unsigned kRestartInterval = 0xdd;
constexpr unsigned kApplicationFirst = 0xe0;
constexpr unsigned kAdobe = 0xee;
constexpr unsigned kApplicationLast = 0xef;
constexpr unsigned kComment = 0xfe;
constexpr std::size_t kLengthBytes = 2, kFrameBytes = 6, kFrameBytesEach = 3, kScanBytes = 4, kScanBytesEach = 2;
constexpr std::size_t kJfifBytes = 14, kAdobeBytes = 12;  // without a thumbnail
constexpr std::byte kPrefix{0xff};

class JpegWalk {
 public:
  explicit JpegWalk(ByteView file) : file_(file) {}
  // Why it is refused; nullptr: it is whole.
  const char* run();
  CleanJpeg result() && { return std::move(clean_); }

 private:
  unsigned octet(std::size_t at) const { return std::to_integer<unsigned>(file_[at]); }
  std::size_t number(std::size_t at) const { return octet(at) << 8U | octet(at + 1); }
  bool next_marker();
  bool next_payload();
  const char* segment();
  const char* frame();
  const char* scan();
  void keep_segment();
  void keep(ByteView bytes) { clean_.bytes.insert(clean_.bytes.end(), bytes.begin(), bytes.end()); }
  void keep_marker() {
    clean_.bytes.push_back(kPrefix);
    clean_.bytes.push_back(static_cast<std::byte>(marker_));
  }
  bool begins_with(std::string_view text) const {
    return payload_.size() >= text.size() && as_text(payload_.first(text.size())) == text;
  }

  ByteView file_;
  std::size_t at_ = 0;
  unsigned marker_ = 0;
  ByteView payload_;
  std::size_t components_ = 0;  // none: no frame yet
  bool scanned_ = false;
  CleanJpeg clean_;
};

bool JpegWalk::next_marker() {
  if (at_ >= file_.size() || file_[at_] != kPrefix) return false;
  while (at_ < file_.size() && file_[at_] == kPrefix) ++at_;
  if (at_ >= file_.size()) return false;
  marker_ = octet(at_++);
  return true;
}

bool JpegWalk::next_payload() {
  if (file_.size() - at_ < kLengthBytes) return false;
  const std::size_t length = number(at_);
  if (length < kLengthBytes || length > file_.size() - at_) return false;
  payload_ = file_.subspan(at_ + kLengthBytes, length - kLengthBytes);
  at_ += length;
  return true;
}

void JpegWalk::keep_segment() {
  keep_marker();
  const std::size_t length = payload_.size() + kLengthBytes;
  clean_.bytes.push_back(static_cast<std::byte>(length >> 8U));
  clean_.bytes.push_back(static_cast<std::byte>(length & 0xffU));
  keep(payload_);
}

const char* JpegWalk::frame() {
  if (components_ != 0) return "it has two frames";
  if (payload_.size() < kFrameBytes) return "its frame is too short";
  const std::size_t start = static_cast<std::size_t>(payload_.data() - file_.data());
  clean_.height = number(start + 1);
  clean_.width = number(start + 3);
  components_ = octet(start + kFrameBytes - 1);
  if (octet(start) != 8) return "it does not have 8 bits";
  if (components_ != 1 && components_ != 3) return "it is neither grey nor of three components";
  if (payload_.size() != kFrameBytes + components_ * kFrameBytesEach) return "its frame has a wrong length";
  if (std::min(clean_.width, clean_.height) < kMinPhotoEdge || std::max(clean_.width, clean_.height) > kMaxPhotoEdge)
    return "its edges must have 16 to 2048 pixels";
  keep_segment();
  return nullptr;
}

const char* JpegWalk::scan() {
  if (components_ == 0) return "a scan comes before its frame";
  const std::size_t named = payload_.empty() ? 0 : std::to_integer<std::size_t>(payload_[0]);
  if (named == 0 || named > components_ || payload_.size() != kScanBytes + named * kScanBytesEach)
    return "a scan has a wrong length";
  keep_segment();
  const std::size_t begin = at_;
  for (; at_ + 1 < file_.size(); ++at_) {
    if (file_[at_] != kPrefix) continue;
    const unsigned next = octet(at_ + 1);
    if (next != 0 && (next < kRestartFirst || next > kRestartLast)) break;
  }
  scanned_ = true;
  keep(file_.subspan(begin, at_ - begin));
  return nullptr;
}

const char* JpegWalk::segment() {
  switch (marker_) {
    case kBaseline:
    case kExtended:
    case kProgressive:
      return frame();
    case kScan:
      return scan();
    case kHuffmanTables:
    case kQuantisation:
    case kRestartInterval:
      return keep_segment(), nullptr;
    case kComment:
      return nullptr;
    default:
      break;
  }
  if (marker_ < kApplicationFirst || marker_ > kApplicationLast) return "it has a marker that photos do not have";
  // How its colours are to be read; all else that programs write here says something about people and places.
  const bool jfif = marker_ == kApplicationFirst && payload_.size() == kJfifBytes && begins_with({"JFIF\0", 5});
  if (jfif || (marker_ == kAdobe && payload_.size() == kAdobeBytes && begins_with("Adobe"))) keep_segment();
  return nullptr;
}

const char* JpegWalk::run() {
  if (file_.size() < 2 || file_[0] != kPrefix || octet(1) != kImageStart) return "it does not begin as a JPEG";
  at_ = 2;
  marker_ = kImageStart;
  keep_marker();
  for (std::size_t i = 0; i < kMaxJpegSegments; ++i) {
    if (!next_marker()) return "it is cut off, or holds what is no segment";
    if (marker_ == kImageEnd) {
      if (!scanned_) return "it has no picture";
      keep_marker();
      return at_ == file_.size() ? nullptr : "bytes follow its end";
    }
    if (!next_payload()) return "a segment is cut off";
    if (const char* wrong = segment()) return wrong;
  }
  return "it has too many segments";
}

}  // namespace

Result<CleanJpeg, Problem> clean_jpeg(ByteView file) {
  JpegWalk walk(file);
  if (const char* wrong = walk.run())
    return fail(Problem{422, "photo.malformed", std::string("this is no JPEG photo: ") + wrong, {}});
  return std::move(walk).result();
}

}  // namespace tongluo::http
