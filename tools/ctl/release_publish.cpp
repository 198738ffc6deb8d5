// Releases at a controller: published, looked at, directed.

#include <boost/json.hpp>

#include "protocol/base/limits.hpp"
#include "protocol/os/files.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/api.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/release_command.hpp"
#include "tools/ctl/text_table.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr std::size_t kShortDigits = 8;
constexpr std::uint64_t kWholePercent = 100;

std::string number_text(const json::object& object, std::string_view name) {
  return std::to_string(integer_at(object, name).value_or(0));
}

json::object publish_body(const Bytes& envelope, const ReleasePublishOptions& options) {
  json::object body{{"envelope", to_base64(envelope)}};
  const auto add = [&body](const char* name, const std::optional<std::uint32_t>& value) {
    if (value) body[name] = *value;
  };
  add("success_permille", options.success_permille);
  add("error_permille", options.error_permille);
  add("soak_h", options.soak_h);
  add("answer_within_h", options.answer_within_h);
  add("ring_within_h", options.ring_within_h);
  add("at_once", options.at_once);
  return body;
}

Try<void> send_blocks(const Context& context, const Api& api, const std::string& release, const json::array& missing,
                      const Bytes& image) {
  std::uint64_t sent = 0;
  for (const json::value& value : missing) {
    const std::uint64_t block = value.to_number<std::uint64_t>();
    const std::uint64_t offset = block * limits::kImageBlockBytes;
    if (offset >= image.size()) return give_up(ExitCode::failed, "the image is shorter than its manifest says");
    const ByteView bytes = ByteView(image).subspan(static_cast<std::size_t>(offset));
    Try<void> put = api.put_bytes("/api/v1/releases/" + release + "/blocks/" + std::to_string(block),
                                  std::string(as_text(bytes.first(std::min(bytes.size(), limits::kImageBlockBytes)))));
    if (!put) return put;
    if (++sent == missing.size() || context.out_is_terminal)
      context.err << "image: " << sent * kWholePercent / missing.size() << " %\n";
  }
  return {};
}

Try<std::string> release_named(const Api& api, const std::string& name) {
  if (name.size() < kShortDigits) return give_up(ExitCode::usage, "give at least 8 digits of the release");
  const Try<json::object> answer = api.get("/api/v1/releases");
  if (!answer) return tl::unexpected(answer.error());
  std::string found;
  for (const json::value& value : array_at(*answer, "releases")) {
    const std::string digest = text_at(as_object(value), "release");
    if (!digest.starts_with(name)) continue;
    if (!found.empty()) return give_up(ExitCode::failed, "more than one release begins so");
    found = digest;
  }
  return found.empty() ? Try<std::string>(give_up(ExitCode::failed, "there is no such release")) : found;
}

std::string progress_text(const json::object& release) {
  std::string text;
  for (const json::value& value : array_at(release, "rings")) {
    const json::object& ring = as_object(value);
    text += (text.empty() ? "" : "; ") + number_text(ring, "confirmed") + "/" + number_text(ring, "members");
    if (integer_at(ring, "failed").value_or(0) > 0) text += " (" + number_text(ring, "failed") + " failed)";
  }
  return text;
}

}  // namespace

Try<void> run_release_publish(const Context& context, const ReleasePublishOptions& options) {
  const auto envelope = os::read_file(options.file, limits::kMaxFrameBytes);
  if (!envelope) return give_up(ExitCode::failed, envelope.error());
  const auto image = os::read_file(options.image, limits::kMaxImageBytes);
  if (!image) return give_up(ExitCode::failed, image.error());
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<json::object> published = api->post("/api/v1/releases", publish_body(*envelope, options));
  if (!published) return tl::unexpected(published.error());
  const std::string release = text_at(*published, "release");
  if (Try<void> sent = send_blocks(context, *api, release, array_at(*published, "missing"), *image); !sent) return sent;
  context.out << release << "\n";
  return {};
}

Try<void> run_release_list(const Context& context) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<json::object> answer = api->get("/api/v1/releases");
  if (!answer) return tl::unexpected(answer.error());
  if (context.options.json) return context.out << json::serialize(*answer) << "\n", Try<void>();
  TextTable table({"RELEASE", "VERSION", "NAME", "PHASE", "RINGS"});
  for (const json::value& value : array_at(*answer, "releases")) {
    const json::object& release = as_object(value);
    const std::string phase = flag_at(release, "image_complete") ? text_at(release, "phase") : "image incomplete";
    table.add({text_at(release, "release").substr(0, kShortDigits), number_text(release, "version"),
               text_at(release, "name"), phase, progress_text(release)});
  }
  context.out << table.text();
  return {};
}

Try<void> run_release_show(const Context& context, const ReleaseShowOptions& options) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<std::string> name = release_named(*api, options.release);
  if (!name) return tl::unexpected(name.error());
  const std::string filter = options.state.empty() ? "" : "&state=" + url_segment(options.state);
  const Try<json::object> release = api->get("/api/v1/releases/" + *name + "?limit=1000" + filter);
  if (!release) return tl::unexpected(release.error());
  if (context.options.json) return context.out << json::serialize(*release) << "\n", Try<void>();
  context.out << text_at(*release, "release") << "\nversion " << number_text(*release, "version") << " \""
              << text_at(*release, "name") << "\": " << text_at(*release, "phase") << " ("
              << text_at(*release, "reason") << "), ring " << number_text(*release, "open_ring") << "; "
              << progress_text(*release) << "\n";
  TextTable table({"TERMINAL", "RING", "STATE", "DETAIL"});
  for (const json::value& value : array_at(*release, "terminals")) {
    const json::object& member = as_object(value);
    table.add({text_at(member, "terminal"), number_text(member, "ring"), text_at(member, "state"),
               text_at(member, "detail")});
  }
  context.out << table.text();
  return {};
}

Try<void> run_release_direct(const Context& context, const ReleaseDirectOptions& options) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<std::string> name = release_named(*api, options.release);
  if (!name) return tl::unexpected(name.error());
  json::object body;
  if (options.accept_failures) body["accept_failures"] = 1;
  const Try<json::object> done = api->post("/api/v1/releases/" + *name + "/" + options.verb, body);
  if (!done) return tl::unexpected(done.error());
  context.out << "done\n";
  return {};
}

}  // namespace tongluo::ctl
