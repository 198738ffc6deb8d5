#include "controller/http/static_files.hpp"

#include <array>

#include "controller/http/problem.hpp"
#include "protocol/os/files.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::http {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kIndex = "/index.html";
constexpr std::string_view kAssets = "/assets/";
constexpr std::size_t kEtagDigits = 32;

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kTypes = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".geojson", "application/geo+json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".txt", "text/plain; charset=utf-8"},
    {".wasm", "application/wasm"},
    {".pbf", "application/x-protobuf"},
    {".mp3", "audio/mpeg"},
}};

std::string type_of(const fs::path& file) {
  const std::string extension = file.extension().string();
  for (const auto& [ending, type] : kTypes)
    if (ending == extension) return std::string(type);
  return "application/octet-stream";
}

Reply not_there() { return to_reply({404, "route.unknown", "there is nothing at this path", {}}); }

}  // namespace

Result<StaticFiles> StaticFiles::load(const fs::path& directory) {
  StaticFiles files;
  std::size_t bytes = 0;
  std::error_code error;
  fs::recursive_directory_iterator at(directory, error);
  if (error) return fail(ErrorKind::not_found, directory.string() + ": " + error.message());
  for (; at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (error) return fail(ErrorKind::io, directory.string() + ": " + error.message());
    if (at->is_symlink(error) || !at->is_regular_file(error)) continue;
    auto content = os::read_file(at->path(), kMaxStaticBytes);
    if (!content) return fail(content.error());
    bytes += content->size();
    if (files.files_.size() == kMaxStaticFiles || bytes > kMaxStaticBytes)
      return fail(ErrorKind::limit, directory.string() + ": more than 2,000 files or 64 MiB");
    const std::string name = "/" + at->path().lexically_relative(directory).generic_string();
    const std::string etag = "\"" + to_string(sign::digest_of(*content)).substr(0, kEtagDigits) + "\"";
    files.files_.emplace(name, File{std::string(as_text(*content)), type_of(at->path()), etag});
  }
  if (!files.files_.contains(kIndex)) return fail(ErrorKind::not_found, directory.string() + ": no index.html");
  return files;
}

Reply StaticFiles::get(std::string_view path, std::string_view if_none_match) const {
  auto file = files_.find(path);
  const bool asset = path.starts_with(kAssets);
  if (file == files_.end()) {
    if (asset) return not_there();
    file = files_.find(kIndex);
    if (file == files_.end()) return not_there();
  }
  Reply reply;
  reply.content_type = file->second.type;
  reply.headers.emplace_back("ETag", file->second.etag);
  // The build names assets by their content.
  reply.headers.emplace_back("Cache-Control", asset ? "public, max-age=31536000, immutable" : "no-cache");
  if (if_none_match.find(file->second.etag) != if_none_match.npos)
    reply.status = 304;
  else
    reply.file = file->second.content;
  return reply;
}

}  // namespace tongluo::http
