#pragma once
// Photos of terminals: each a file of the data folder named by terminal and digest, known by a record of the database.
// Owner thread: control; the disk is read and written on a thread of its own. Limits: PhotoBook's; kMaxPhotoJobs wait,
// more: 503. A file comes before its record and goes after it, so that no record lacks its file; what a power cut
// leaves over goes at the next start.

#include <boost/asio/io_context.hpp>
#include <filesystem>

#include "controller/main/cap_worker.hpp"
#include "controller/main/core_runner.hpp"
#include "controller/main/photo_book.hpp"

namespace tongluo::daemon {

constexpr std::size_t kMaxPhotoJobs = 64;  // 32 MiB at most

class PhotoDesk final : public http::PhotoGate {
 public:
  PhotoDesk(boost::asio::io_context& context, CoreRunner& runner, std::filesystem::path folder,
            const std::vector<controller::ShellRecord>& records);
  void stop() { worker_.stop(); }

  std::vector<http::Photo> photos(const TerminalId& terminal) const override { return book_.of(terminal); }
  void add(const TerminalId& terminal, http::CleanJpeg picture, const std::string& actor,
           std::function<void(Result<http::Photo, http::Problem>)> answer) override;
  void read(const TerminalId& terminal, const Digest& photo,
            std::function<void(Result<Bytes, http::Problem>)> answer) override;
  void remove(const TerminalId& terminal, const Digest& photo, const std::string& actor,
              std::function<void(Result<void, http::Problem>)> answer) override;

 private:
  using Added = std::function<void(Result<http::Photo, http::Problem>)>;
  void record(const TerminalId& terminal, const http::Photo& photo, const Added& answer);
  void erase_file(const TerminalId& terminal, const Digest& digest);
  std::filesystem::path path_of(const TerminalId& terminal, const Digest& digest) const;

  boost::asio::io_context& context_;
  CoreRunner& runner_;
  std::filesystem::path folder_;
  PhotoBook book_;
  CapWorker worker_;  // last: it ends first
};

}  // namespace tongluo::daemon
