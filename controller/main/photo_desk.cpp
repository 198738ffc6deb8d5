#include "controller/main/photo_desk.hpp"

#include <boost/asio/post.hpp>
#include <set>
#include <spdlog/spdlog.h>

#include "controller/http/limits.hpp"
#include "protocol/os/files.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::daemon {

namespace fs = std::filesystem;
using http::Photo;
using http::Problem;

namespace {

constexpr const char* kPhotoEnding = ".jpg";
constexpr unsigned kPhotoMode = 0640;

Problem photo_unavailable(std::string detail) { return {503, "photo.unavailable", std::move(detail), {}}; }
Problem no_such_photo() { return {404, "photo.not_found", "this terminal has no such photo", {}}; }

// What no record names: left over by a power cut.
void sweep_photos(const fs::path& folder, const std::set<std::string>& known) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (known.contains(entry.path().filename().string())) continue;
    spdlog::warn("event=photo_left_over file=\"{}\"", entry.path().filename().string());
    std::error_code ignored;
    fs::remove(entry.path(), ignored);
  }
}

std::vector<controller::StoreWrite> with_audit(controller::StoreWrite write, const char* action,
                                               const TerminalId& terminal, std::string detail) {
  std::vector<controller::StoreWrite> writes;
  writes.push_back(std::move(write));
  writes.emplace_back(controller::SaveAudit{os::wall_now(), action, terminal.text(), std::move(detail)});
  return writes;
}

}  // namespace

PhotoDesk::PhotoDesk(boost::asio::io_context& context, CoreRunner& runner, fs::path folder,
                     const std::vector<controller::ShellRecord>& records)
    : context_(context), runner_(runner), folder_(std::move(folder)), worker_(kMaxPhotoJobs) {
  for (const controller::ShellRecord& record : records)
    if (record.kind == kPhotoKind && !book_.take(record))
      spdlog::error("event=photo_record_damaged name=\"{}\"", record.name);
  std::set<std::string> known;
  for (const std::string& name : book_.names()) known.insert(name + kPhotoEnding);
  worker_.push([folder = folder_, known = std::move(known)](const std::stop_token&) { sweep_photos(folder, known); });
}

fs::path PhotoDesk::path_of(const TerminalId& terminal, const Digest& digest) const {
  return folder_ / (photo_record_name(terminal, digest) + kPhotoEnding);
}

void PhotoDesk::erase_file(const TerminalId& terminal, const Digest& digest) {
  const bool queued = worker_.push([path = path_of(terminal, digest)](const std::stop_token&) {
    std::error_code ignored;
    fs::remove(path, ignored);
  });
  if (!queued) spdlog::warn("event=photo_left_over file=\"{}\"", path_of(terminal, digest).filename().string());
}

void PhotoDesk::add(const TerminalId& terminal, http::CleanJpeg picture, const std::string& actor, Added answer) {
  const Digest digest = sign::digest_of(picture.bytes);
  if (const Photo* there = book_.find(terminal, digest)) return answer(*there);
  const Photo photo{digest, picture.width, picture.height, picture.bytes.size(), os::wall_now(), actor};
  if (auto reserved = book_.reserve(terminal, photo); !reserved) return answer(fail(reserved.error()));
  auto write = [this, terminal, photo, answer, path = path_of(terminal, digest),
                bytes = std::move(picture.bytes)](const std::stop_token&) {
    std::error_code error;
    fs::create_directories(folder_, error);
    auto written = os::write_file(path, bytes, kPhotoMode);
    boost::asio::post(context_, [this, terminal, photo, answer, written = std::move(written)] {
      if (written) return record(terminal, photo, answer);
      spdlog::error("event=photo_not_stored detail=\"{}\"", written.error().detail);
      book_.drop(terminal, photo.digest);
      answer(fail(photo_unavailable("not stored: " + written.error().detail)));
    });
  };
  if (worker_.push(std::move(write))) return;
  book_.drop(terminal, digest);
  answer(fail(photo_unavailable("too many photos are read or written; try again")));
}

void PhotoDesk::record(const TerminalId& terminal, const Photo& photo, const Added& answer) {
  const std::string detail = "photo " + to_string(photo.digest) + ", by " + photo.actor;
  auto writes = with_audit(controller::SaveRecord{to_record(terminal, photo)}, "photo.added", terminal, detail);
  runner_.persist(std::move(writes), [this, terminal, photo, answer](const Result<void>& done) {
    if (done) {
      book_.settle(terminal, photo.digest);
      return answer(photo);
    }
    book_.drop(terminal, photo.digest);
    erase_file(terminal, photo.digest);
    answer(fail(photo_unavailable("not stored: " + done.error().detail)));
  });
}

void PhotoDesk::read(const TerminalId& terminal, const Digest& photo,
                     std::function<void(Result<Bytes, Problem>)> answer) {
  if (book_.find(terminal, photo) == nullptr) return answer(fail(no_such_photo()));
  const bool queued = worker_.push([this, photo, answer, path = path_of(terminal, photo)](const std::stop_token&) {
    auto bytes = os::read_file(path, http::kMaxPhotoBytes);
    const bool whole = bytes && sign::digest_of(*bytes) == photo;
    if (!whole) spdlog::error("event=photo_unusable file=\"{}\"", path.filename().string());
    boost::asio::post(context_, [answer, whole, bytes = std::move(bytes)]() mutable {
      if (whole) return answer(std::move(*bytes));
      answer(fail(photo_unavailable("its file is damaged or gone")));
    });
  });
  if (!queued) answer(fail(photo_unavailable("too many photos are read or written; try again")));
}

void PhotoDesk::remove(const TerminalId& terminal, const Digest& photo, const std::string& actor,
                       std::function<void(Result<void, Problem>)> answer) {
  if (book_.find(terminal, photo) == nullptr) return answer(fail(no_such_photo()));
  const std::string detail = "photo " + to_string(photo) + ", by " + actor;
  auto writes = with_audit(controller::RemoveRecord{kPhotoKind, photo_record_name(terminal, photo)}, "photo.removed",
                           terminal, detail);
  runner_.persist(std::move(writes), [this, terminal, photo, answer = std::move(answer)](const Result<void>& done) {
    if (!done) return answer(fail(photo_unavailable("not removed: " + done.error().detail)));
    book_.drop(terminal, photo);
    erase_file(terminal, photo);
    answer({});
  });
}

}  // namespace tongluo::daemon
