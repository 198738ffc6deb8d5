#include "tools/ctl/public_key_file.hpp"

#include "protocol/os/files.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/key_file.hpp"

namespace tongluo::ctl {
namespace {

constexpr std::string_view kBegin = "-----BEGIN PUBLIC KEY-----";
constexpr std::string_view kEnd = "-----END PUBLIC KEY-----";
constexpr std::size_t kPemLine = 64;

std::optional<Bytes> from_pem(std::string_view text) {
  const std::size_t begin = text.find(kBegin);
  const std::size_t end = text.find(kEnd);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return std::nullopt;
  std::string base64;
  for (const char c : text.substr(begin + kBegin.size(), end - begin - kBegin.size()))
    if (c != '\n' && c != '\r') base64 += c;
  return from_base64(base64);
}

std::optional<Bytes> from_key_file(std::string_view text) {
  const std::optional<boost::json::value> parsed = parse_json(text);
  if (!parsed) return std::nullopt;
  return from_base64(text_at(as_object(*parsed), "public_key"));
}

Try<sign::PublicKey> parse_spki(ByteView spki) {
  for (const Algorithm algorithm : {Algorithm::ed25519, Algorithm::ecdsa_p256_sha256, Algorithm::sm2_sm3})
    if (auto key = sign::PublicKey::parse(algorithm, spki)) return std::move(*key);
  return refuse_key("no Ed25519, P-256 or SM2 public key");
}

}  // namespace

Try<sign::PublicKey> parse_public_key(ByteView content) {
  const std::string_view text = as_text(content);
  if (const std::optional<Bytes> spki = from_pem(text)) return parse_spki(*spki);
  if (text.starts_with("{")) {
    const std::optional<Bytes> spki = from_key_file(text);
    return spki ? parse_spki(*spki) : refuse_key("no public key in it");
  }
  return parse_spki(content);
}

Try<sign::PublicKey> read_public_key(const std::filesystem::path& path) {
  const Result<Bytes> content = os::read_file(path, kMaxKeyFileBytes);
  if (!content) return refuse_key(content.error().detail);
  Try<sign::PublicKey> key = parse_public_key(*content);
  if (!key) return refuse_key(path.string() + ": " + key.error().message);
  return key;
}

std::string to_pem(const sign::PublicKey& key) {
  const std::string base64 = to_base64(key.spki());
  std::string pem = std::string(kBegin) + "\n";
  for (std::size_t at = 0; at < base64.size(); at += kPemLine) pem += base64.substr(at, kPemLine) + "\n";
  return pem + std::string(kEnd) + "\n";
}

}  // namespace tongluo::ctl
