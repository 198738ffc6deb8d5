#pragma once
// The built console: all files of one directory, read once at the start, so that no request ever touches the disk and
// no path can leave the directory. Value; immutable afterwards. Limits: below; symbolic links are left out. Errors of
// load: not_found (no directory, no index.html), limit, io.

#include <filesystem>
#include <map>
#include <string>

#include "controller/http/message.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::http {

constexpr std::size_t kMaxStaticFiles = 2'000;
constexpr std::size_t kMaxStaticBytes = 64UL * 1024 * 1024;

class StaticFiles {
 public:
  static Result<StaticFiles> load(const std::filesystem::path& directory);

  // `path` as in the request target, without query. A path that is no file gets index.html (the console routes in the
  // browser), but for those below /assets/: 404. `if_none_match` as sent: 304 if it names what we would send. Nothing
  // is copied: a thousand strangers who ask for the largest file and do not read it cost a thousand connections only.
  Reply get(std::string_view path, std::string_view if_none_match) const;
  std::size_t count() const { return files_.size(); }

 private:
  struct File {
    std::string content;
    std::string type;
    std::string etag;
  };
  std::map<std::string, File, std::less<>> files_;  // by path, "/assets/x.js"
};

}  // namespace tongluo::http
