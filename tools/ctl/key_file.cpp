#include "tools/ctl/key_file.hpp"

#include <boost/json.hpp>

#include "protocol/os/random.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/sealing.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr std::string_view kKeyFormat = "tongluo-key-1";
constexpr std::uint32_t kMaxMemoryKib = 1024 * 1024;
constexpr std::uint32_t kMaxIterations = 16;
constexpr std::uint32_t kMaxLanes = 8;

struct Header {
  KeyLabel label;
  Algorithm algorithm = Algorithm::unspecified;
  Bytes public_key;
  DerivationCost cost;
  Bytes salt;
};

// Everything readable, in one unambiguous text: the sealing vouches for it.
Bytes associated_data(const Header& header) {
  const json::array fields = {kKeyFormat,
                              header.label.name,
                              header.label.person,
                              header.label.role,
                              to_string(header.algorithm),
                              to_base64(header.public_key),
                              header.cost.memory_kib,
                              header.cost.iterations,
                              header.cost.lanes,
                              to_base64(header.salt)};
  return to_bytes(json::serialize(fields));
}

bool acceptable(const DerivationCost& cost) {
  return cost.lanes >= 1 && cost.lanes <= kMaxLanes && cost.iterations >= 1 && cost.iterations <= kMaxIterations &&
         cost.memory_kib >= 8 * cost.lanes && cost.memory_kib <= kMaxMemoryKib;
}

std::uint32_t number_field(const json::object& object, std::string_view name) {
  const std::optional<std::int64_t> value = integer_at(object, name);
  return value && *value >= 0 && *value <= kMaxMemoryKib ? static_cast<std::uint32_t>(*value) : 0;
}

Try<Header> parse_header(const json::object& file) {
  if (text_at(file, "format") != kKeyFormat) return refuse_key("not a key file of format " + std::string(kKeyFormat));
  Header header;
  header.label = {text_at(file, "name"), text_at(file, "person"), text_at(file, "role")};
  header.algorithm = algorithm_from(text_at(file, "algorithm"));
  const json::object& derivation = object_at(file, "derivation");
  header.cost = {number_field(derivation, "memory_kib"), number_field(derivation, "iterations"),
                 number_field(derivation, "lanes")};
  const std::optional<Bytes> public_key = from_base64(text_at(file, "public_key"));
  const std::optional<Bytes> salt = from_base64(text_at(derivation, "salt"));
  if (!public_key || !salt || salt->size() != kSaltBytes) return refuse_key("key file is damaged: public_key or salt");
  if (!acceptable(header.cost)) return refuse_key("key file asks for derivation costs outside the limits");
  header.public_key = *public_key;
  header.salt = *salt;
  return header;
}

json::object to_json(const Header& header, const Bytes& nonce, const Bytes& sealed) {
  return {{"format", kKeyFormat},
          {"name", header.label.name},
          {"person", header.label.person},
          {"role", header.label.role},
          {"algorithm", to_string(header.algorithm)},
          {"public_key", to_base64(header.public_key)},
          {"derivation",
           {{"name", "argon2id"},
            {"memory_kib", header.cost.memory_kib},
            {"iterations", header.cost.iterations},
            {"lanes", header.cost.lanes},
            {"salt", to_base64(header.salt)}}},
          {"cipher", {{"name", "aes-256-gcm"}, {"nonce", to_base64(nonce)}}},
          {"sealed", to_base64(sealed)}};
}

}  // namespace

Try<std::string> seal_key(const sign::PrivateKey& key, const KeyLabel& label, std::string_view passphrase,
                          const DerivationCost& cost) {
  if (passphrase.empty()) return refuse_key("an empty passphrase protects nothing");
  Result<Bytes, sign::KeyFault> secret_key = key.to_pkcs8();
  if (!secret_key) return refuse_key(sign::to_string(secret_key.error()));
  const SecretBytes secret(std::move(*secret_key));
  const Header header{label, key.algorithm(), key.spki(), cost, os::random_bytes(kSaltBytes)};
  const Bytes nonce = os::random_bytes(kNonceBytes);
  const std::optional<SecretBytes> sealing_key = derive_key(passphrase, header.salt, cost);
  if (!sealing_key) return refuse_key("cannot derive a key from the passphrase (out of memory?)");
  const std::optional<Bytes> sealed = seal(sealing_key->view(), nonce, associated_data(header), secret.view());
  if (!sealed) return refuse_key("encryption failed");
  return json::serialize(to_json(header, nonce, *sealed)) + "\n";
}

Try<OpenedKey> open_key(std::string_view file_text, std::string_view passphrase) {
  const std::optional<json::value> parsed = parse_json(file_text);
  if (!parsed || !parsed->is_object()) return refuse_key("not a key file: no JSON object");
  const json::object& file = parsed->as_object();
  const Try<Header> header = parse_header(file);
  if (!header) return tl::unexpected(header.error());
  const std::optional<Bytes> nonce = from_base64(text_at(object_at(file, "cipher"), "nonce"));
  const std::optional<Bytes> sealed = from_base64(text_at(file, "sealed"));
  if (!nonce || !sealed) return refuse_key("key file is damaged: nonce or sealed");
  const std::optional<SecretBytes> sealing_key = derive_key(passphrase, header->salt, header->cost);
  if (!sealing_key) return refuse_key("cannot derive a key from the passphrase (out of memory?)");
  const std::optional<SecretBytes> secret = unseal(sealing_key->view(), *nonce, associated_data(*header), *sealed);
  if (!secret) return refuse_key("wrong passphrase, or the key file was changed");
  Result<sign::PrivateKey, sign::KeyFault> key = sign::PrivateKey::parse_pkcs8(secret->view());
  if (!key) return refuse_key("key file is damaged: " + sign::to_string(key.error()));
  if (key->spki() != header->public_key)
    return refuse_key("key file is damaged: its two halves do not belong together");
  return OpenedKey{header->label, std::move(*key)};
}

}  // namespace tongluo::ctl
