#include "tools/ctl/console_command.hpp"

#include "protocol/os/files.hpp"
#include "tools/ctl/api.hpp"
#include "tools/ctl/home.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/public_key_file.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxBoundariesBytes = 8UL * 1024 * 1024;

Try<sign::PublicKey> key_of(const json::object& answer, const std::string& account) {
  for (const json::value& value : array_at(answer, "accounts")) {
    const json::object& entry = as_object(value);
    if (text_at(entry, "name") != account) continue;
    const auto spki = from_base64(text_at(entry, "spki"));
    if (!spki || spki->empty())
      return give_up(ExitCode::failed,
                     "the account " + account + " has no signing key yet: its person makes one in the console");
    auto key = sign::PublicKey::parse(Algorithm::ecdsa_p256_sha256, *spki);
    if (!key) return give_up(ExitCode::key, "the account's key is no P-256 key");
    return std::move(*key);
  }
  return give_up(ExitCode::failed, "there is no account " + account);
}

}  // namespace

Try<void> run_set_up_link(const Context& context) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<json::object> answer = api->post("/api/v1/console/set-up-link", {});
  if (!answer) return tl::unexpected(answer.error());
  context.out << (context.options.json ? json::serialize(*answer) : text_at(*answer, "link")) << "\n";
  return {};
}

Try<void> run_console_key(const Context& context, const ConsoleKeyOptions& options) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<json::object> answer = api->get("/api/v1/accounts");
  if (!answer) return tl::unexpected(answer.error());
  const Try<sign::PublicKey> key = key_of(*answer, options.account);
  if (!key) return tl::unexpected(key.error());
  const std::string pem = to_pem(*key);
  if (options.out.empty()) {
    context.out << pem;
    return {};
  }
  if (Try<void> ok = write_bytes(options.out, as_bytes(pem)); !ok) return ok;
  context.out << options.out << ": the console key of " << options.account << ", fingerprint " << to_string(key->id())
              << "\nCompare the fingerprint with its person, then:  tongluo trust add-person --public-key "
              << options.out << " …\n";
  return {};
}

Try<void> run_boundaries_import(const Context& context, const BoundariesOptions& options) {
  const Result<Bytes> content = os::read_file(options.file, kMaxBoundariesBytes);
  if (!content) return give_up(ExitCode::usage, content.error().detail);
  const std::optional<json::value> parsed = parse_json(as_text(*content));
  if (!parsed || !parsed->is_object()) return give_up(ExitCode::usage, options.file + ": not a JSON object");
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  if (Try<void> ok = api->put("/api/v1/boundaries", parsed->as_object()); !ok) return ok;
  context.out << options.file << ": imported\n";
  return {};
}

}  // namespace tongluo::ctl
