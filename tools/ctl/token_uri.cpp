#include "tools/ctl/token_uri.hpp"

#include <optional>

#include "protocol/base/bytes.hpp"

namespace tongluo::ctl {
namespace {

constexpr std::string_view kScheme = "pkcs11:";

auto bad_token(std::string message) { return give_up(ExitCode::usage, "--token: " + std::move(message)); }

std::optional<std::string> unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    const std::optional<Bytes> octet = i + 2 < text.size() ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (!octet) return std::nullopt;
    plain += as_text(*octet);
    i += 2;
  }
  return plain;
}

std::string escape(std::string_view text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  std::string escaped;
  for (const char c : text)
    escaped += kPlain.find(c) != std::string_view::npos ? std::string(1, c) : "%" + to_hex(as_bytes({&c, 1}));
  return escaped;
}

// The field that an attribute sets; null for one that we do not know.
std::string* field_of(TokenUri& uri, std::string_view name) {
  if (name == "token") return &uri.token;
  if (name == "serial") return &uri.serial;
  if (name == "manufacturer") return &uri.manufacturer;
  if (name == "model") return &uri.model;
  if (name == "object") return &uri.object;
  return name == "id" ? &uri.id : nullptr;
}

Try<void> read_attribute(TokenUri& uri, std::string_view attribute) {
  const std::size_t equals = attribute.find('=');
  const std::string name(attribute.substr(0, equals));
  if (name == "type") return {};  // what we look for is a private key anyway
  std::string* field = field_of(uri, name);
  if (field == nullptr || equals == std::string_view::npos) return bad_token("unknown attribute \"" + name + "\"");
  const std::optional<std::string> value = unescape(attribute.substr(equals + 1));
  if (!value || value->empty()) return bad_token(name + " has no usable value");
  if (!field->empty()) return bad_token(name + " stands there twice");
  *field = *value;
  return {};
}

}  // namespace

Try<TokenUri> parse_token_uri(std::string_view text) {
  if (!text.starts_with(kScheme) || text.size() > kMaxTokenUriBytes)
    return bad_token("a PKCS#11 URI is wanted: pkcs11:token=NAME;object=KEY");
  text.remove_prefix(kScheme.size());
  if (text.find('?') != std::string_view::npos)
    return bad_token("no query in the URI: give the PIN by --pin-file or when asked, the module by --token-module");
  TokenUri uri;
  while (!text.empty()) {
    const std::size_t end = text.find(';');
    if (Try<void> ok = read_attribute(uri, text.substr(0, end)); !ok) return tl::unexpected(ok.error());
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return uri;
}

std::string to_string(const TokenUri& uri) {
  std::string text;
  const auto add = [&text](std::string_view name, const std::string& value) {
    if (!value.empty()) text += (text.empty() ? "" : ";") + std::string(name) + "=" + escape(value);
  };
  add("token", uri.token);
  add("serial", uri.serial);
  add("manufacturer", uri.manufacturer);
  add("model", uri.model);
  add("object", uri.object);
  add("id", uri.id);
  return std::string(kScheme) + text;
}

}  // namespace tongluo::ctl
