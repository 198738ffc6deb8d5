#include "controller/main/photo_book.hpp"

#include <algorithm>
#include <charconv>

namespace tongluo::daemon {

using http::Photo;

namespace {

http::Problem too_many(std::string detail) { return {409, "photo.too_many", std::move(detail), {}}; }

// The number up to the next space, which is taken away with it.
template <class Number>
std::optional<Number> take_number(std::string_view& text) {
  const std::size_t end = text.find(' ');
  Number number{};
  if (end == text.npos) return std::nullopt;
  const auto [last, error] = std::from_chars(text.data(), text.data() + end, number);
  if (error != std::errc() || last != text.data() + end) return std::nullopt;
  text.remove_prefix(end + 1);
  return number;
}

// As to_record writes it: width, height, bytes, microseconds, and the actor as the rest.
std::optional<Photo> photo_of(const Digest& digest, std::string_view body) {
  const auto width = take_number<std::uint32_t>(body), height = take_number<std::uint32_t>(body),
             bytes = take_number<std::uint32_t>(body);
  const auto at = take_number<std::int64_t>(body);
  if (!width || !height || !bytes || !at || body.empty()) return std::nullopt;
  return Photo{digest, *width, *height, *bytes, wall_from_us(*at), std::string(body)};
}

}  // namespace

std::string photo_record_name(const TerminalId& terminal, const Digest& digest) {
  return terminal.text() + "." + to_string(digest);
}

controller::ShellRecord to_record(const TerminalId& terminal, const Photo& photo) {
  std::string body;
  for (const std::size_t number : {photo.width, photo.height, photo.bytes}) body += std::to_string(number) + ' ';
  body += std::to_string(to_us(photo.at)) + ' ' + photo.actor;
  return {kPhotoKind, photo_record_name(terminal, photo.digest), std::move(body)};
}

bool PhotoBook::take(const controller::ShellRecord& record) {
  if (record.kind != kPhotoKind) return false;
  const std::size_t dot = record.name.find('.');
  if (dot == record.name.npos) return false;
  const auto terminal = TerminalId::parse(std::string_view(record.name).substr(0, dot));
  const auto digest = digest_from_hex(std::string_view(record.name).substr(dot + 1));
  if (!terminal || !digest) return false;
  auto photo = photo_of(*digest, record.body);
  if (!photo) return false;
  bytes_ += photo->bytes;
  photos_.insert_or_assign(Key(*terminal, *digest), Kept{std::move(*photo), true});
  return true;
}

std::vector<Photo> PhotoBook::of(const TerminalId& terminal) const {
  std::vector<Photo> found;
  for (auto at = photos_.lower_bound(Key(terminal, Digest{})); at != photos_.end() && at->first.first == terminal; ++at)
    if (at->second.settled) found.push_back(at->second.photo);
  std::stable_sort(found.begin(), found.end(), [](const Photo& a, const Photo& b) { return a.at < b.at; });
  return found;
}

std::size_t PhotoBook::count_of(const TerminalId& terminal) const {
  std::size_t count = 0;
  for (auto at = photos_.lower_bound(Key(terminal, Digest{})); at != photos_.end() && at->first.first == terminal; ++at)
    ++count;
  return count;
}

const Photo* PhotoBook::find(const TerminalId& terminal, const Digest& digest) const {
  const auto at = photos_.find(Key(terminal, digest));
  return at == photos_.end() || !at->second.settled ? nullptr : &at->second.photo;
}

Result<void, http::Problem> PhotoBook::reserve(const TerminalId& terminal, const Photo& photo) {
  const Key key(terminal, photo.digest);
  if (photos_.contains(key))
    return fail(http::Problem{503, "photo.unavailable", "this very photo is being stored; try again", {}});
  if (count_of(terminal) >= kMaxPhotosOfTerminal)
    return fail(too_many("a terminal has at most " + std::to_string(kMaxPhotosOfTerminal) + " photos: remove one"));
  if (photos_.size() >= kMaxPhotos || bytes_ + photo.bytes > kMaxPhotosBytes)
    return fail(too_many("the photos of all terminals are at their limit"));
  bytes_ += photo.bytes;
  photos_.emplace(key, Kept{photo, false});
  return {};
}

void PhotoBook::settle(const TerminalId& terminal, const Digest& digest) {
  const auto at = photos_.find(Key(terminal, digest));
  if (at != photos_.end()) at->second.settled = true;
}

void PhotoBook::drop(const TerminalId& terminal, const Digest& digest) {
  const auto at = photos_.find(Key(terminal, digest));
  if (at == photos_.end()) return;
  bytes_ -= at->second.photo.bytes;
  photos_.erase(at);
}

std::vector<std::string> PhotoBook::names() const {
  std::vector<std::string> names;
  names.reserve(photos_.size());
  for (const auto& [key, kept] : photos_) names.push_back(photo_record_name(key.first, key.second));
  return names;
}

}  // namespace tongluo::daemon
