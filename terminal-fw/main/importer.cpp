#include "terminal-fw/main/importer.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>
#include <utility>

namespace tongluo::firmware {

Importer::Importer(boost::asio::io_context& context, std::filesystem::path folder, Take take)
    : context_(context), timer_(context), take_(std::move(take)), folder_(std::move(folder)) {}

void Importer::stop() {
  stopping_ = true;
  timer_.cancel();
}

void Importer::look() {
  thread_.post([this] {  // never full: one look at a time
    auto found = folder_.next();
    boost::asio::post(context_, [this, found = std::move(found), too_many = folder_.has_too_many()]() mutable {
      on_looked(std::move(found), too_many);
    });
  });
}

void Importer::on_looked(std::optional<ImportedFile> found, bool too_many) {
  if (stopping_) return;
  if (too_many && !too_many_reported_)
    spdlog::warn("event=import_too_many_files detail=\"only the first {} are looked at\"", kMaxImportFiles);
  too_many_reported_ = too_many;
  if (found) {
    take_(std::move(*found));
    return look();
  }
  timer_.expires_after(kImportInterval);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error && !stopping_) look();
  });
}

}  // namespace tongluo::firmware
