#include "tools/ctl/token_session.hpp"

#include <array>

#include "protocol/os/random.hpp"

namespace tongluo::ctl {
namespace {

constexpr std::size_t kMaxAttributeBytes = 1024;
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kPointBytes = 65;  // 04 ‖ x ‖ y

// OBJECT IDENTIFIER prime256v1, as CKA_EC_PARAMS holds it.
constexpr std::array<unsigned char, 10> kP256 = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
// SubjectPublicKeyInfo of a P-256 key up to its point.
constexpr std::string_view kSpkiPrefix = "3059301306072a8648ce3d020106082a8648ce3d030107034200";

template <class T>
CK_ATTRIBUTE attribute_of(CK_ATTRIBUTE_TYPE type, T& value) {
  return {type, &value, sizeof value};
}

CK_ATTRIBUTE attribute_of(CK_ATTRIBUTE_TYPE type, const std::string& value) {
  return {type, const_cast<char*>(value.data()), value.size()};
}

CK_ATTRIBUTE attribute_of(CK_ATTRIBUTE_TYPE type, const Bytes& value) {
  return {type, const_cast<std::byte*>(value.data()), value.size()};
}

bool is_true(const std::optional<Bytes>& value) {
  return value && value->size() == sizeof(CK_BBOOL) && value->front() != std::byte{0};
}

// CKA_EC_POINT is an OCTET STRING in DER by the standard; some tokens give the bare point.
std::optional<Bytes> point_of(const Bytes& value) {
  if (value.size() == kPointBytes) return value;
  const bool wrapped = value.size() == kPointBytes + 2 && value[0] == std::byte{0x04} && value[1] == std::byte{0x41};
  if (!wrapped) return std::nullopt;
  return Bytes(value.begin() + 2, value.end());
}

}  // namespace

TokenSession::TokenSession(std::shared_ptr<const Pkcs11Module> module, TokenInfo token, CK_SESSION_HANDLE session,
                           std::string_view pin)
    : module_(std::move(module)), token_(std::move(token)), session_(session), pin_(to_bytes(pin)) {}

TokenSession::~TokenSession() {
  module_->functions().C_Logout(session_);
  module_->functions().C_CloseSession(session_);
}

Try<std::unique_ptr<TokenSession>> TokenSession::open(std::shared_ptr<const Pkcs11Module> module, const TokenUri& uri,
                                                      std::string_view pin) {
  const Try<TokenInfo> token = module->find(uri);
  if (!token) return tl::unexpected(token.error());
  if (!token->can_sign_p256) return refuse_key(token->label + ": the token cannot sign with ECDSA P-256");
  if (!token->pin_set) return refuse_key(token->label + ": " + pkcs11_words(CKR_USER_PIN_NOT_INITIALIZED));
  if (token->pin_locked) return refuse_key(token->label + ": " + pkcs11_words(CKR_PIN_LOCKED));
  CK_SESSION_HANDLE session = 0;
  const CK_RV opened =
      module->functions().C_OpenSession(token->slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session);
  if (opened != CKR_OK) return refuse_key(token->label + ": " + pkcs11_words(opened));
  std::unique_ptr<TokenSession> made(new TokenSession(std::move(module), *token, session, pin));
  if (Try<void> ok = made->log_in(); !ok) return tl::unexpected(ok.error());
  return made;
}

CK_RV TokenSession::enter_pin(CK_USER_TYPE user) const {
  auto* pin = reinterpret_cast<CK_UTF8CHAR*>(const_cast<std::byte*>(pin_.view().data()));
  return module_->functions().C_Login(session_, user, pin, pin_.view().size());
}

Try<void> TokenSession::log_in() {
  const CK_RV entered = enter_pin(CKU_USER);
  if (entered == CKR_OK || entered == CKR_USER_ALREADY_LOGGED_IN) return {};
  std::string words = token_.label + ": " + pkcs11_words(entered);
  const Try<std::vector<TokenInfo>> now = module_->tokens();
  for (const TokenInfo& token : now ? *now : std::vector<TokenInfo>())
    if (token.slot == token_.slot && token.last_try) words += "; one more wrong PIN locks the token";
  return refuse_key(words);
}

std::vector<CK_OBJECT_HANDLE> TokenSession::find(std::vector<CK_ATTRIBUTE> wanted) const {
  const CK_FUNCTION_LIST& pkcs11 = module_->functions();
  if (pkcs11.C_FindObjectsInit(session_, wanted.data(), wanted.size()) != CKR_OK) return {};
  std::vector<CK_OBJECT_HANDLE> found(kMaxTokenKeys);
  CK_ULONG count = 0;
  if (pkcs11.C_FindObjects(session_, found.data(), found.size(), &count) != CKR_OK) count = 0;
  pkcs11.C_FindObjectsFinal(session_);
  found.resize(count);
  return found;
}

std::optional<Bytes> TokenSession::attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const {
  Bytes value(kMaxAttributeBytes);
  CK_ATTRIBUTE asked{type, value.data(), value.size()};
  if (module_->functions().C_GetAttributeValue(session_, object, &asked, 1) != CKR_OK) return std::nullopt;
  if (asked.ulValueLen > value.size()) return std::nullopt;
  value.resize(asked.ulValueLen);
  return value;
}

Try<std::vector<TokenKey>> TokenSession::keys(const TokenUri& uri) const {
  CK_OBJECT_CLASS object_class = CKO_PRIVATE_KEY;
  std::vector<CK_ATTRIBUTE> wanted = {attribute_of(CKA_CLASS, object_class)};
  if (!uri.object.empty()) wanted.push_back(attribute_of(CKA_LABEL, uri.object));
  if (!uri.id.empty()) wanted.push_back(attribute_of(CKA_ID, uri.id));
  std::vector<TokenKey> keys;
  for (const CK_OBJECT_HANDLE object : find(std::move(wanted))) {
    if (!is_true(attribute(object, CKA_SIGN))) continue;
    const Bytes label = attribute(object, CKA_LABEL).value_or(Bytes());
    keys.push_back({object, std::string(as_text(label)), attribute(object, CKA_ID).value_or(Bytes()),
                    is_true(attribute(object, CKA_ALWAYS_AUTHENTICATE))});
  }
  return keys;
}

Try<TokenKey> TokenSession::only_key(const TokenUri& uri) const {
  Try<std::vector<TokenKey>> found = keys(uri);
  if (!found) return tl::unexpected(found.error());
  if (found->size() == 1) return std::move(found->front());
  if (found->empty())
    return refuse_key(token_.label + ": no signing key" + (uri.object.empty() ? "" : " \"" + uri.object + "\"") +
                      " on the token; make one with  tongluo token init-key");
  std::string labels;
  for (const TokenKey& key : *found) labels += " \"" + key.label + "\"";
  return refuse_key(token_.label + ": more than one key fits:" + labels + "; name it with ;object=LABEL or ;id=…");
}

Try<sign::PublicKey> TokenSession::public_key(const TokenKey& key) const {
  const std::string name = token_.label + ": key \"" + key.label + "\"";
  CK_OBJECT_CLASS object_class = CKO_PUBLIC_KEY;
  const std::vector<CK_OBJECT_HANDLE> found =
      find({attribute_of(CKA_CLASS, object_class), attribute_of(CKA_ID, key.id)});
  if (found.size() != 1) return refuse_key(name + ": its public half is not on the token");
  const std::optional<Bytes> curve = attribute(found.front(), CKA_EC_PARAMS);
  if (!curve) return refuse_key(name + ": is no elliptic curve key; only ECDSA P-256 serves here");
  if (to_hex(*curve) != to_hex(std::as_bytes(std::span(kP256))))
    return refuse_key(name + ": is on another curve; only ECDSA P-256 serves here");
  const std::optional<Bytes> value = attribute(found.front(), CKA_EC_POINT);
  const std::optional<Bytes> point = value ? point_of(*value) : std::nullopt;
  if (!point) return refuse_key(name + ": its public point is not readable");
  Bytes spki = *from_hex(kSpkiPrefix);
  spki.insert(spki.end(), point->begin(), point->end());
  Result<sign::PublicKey, sign::KeyFault> parsed = sign::PublicKey::parse(Algorithm::ecdsa_p256_sha256, spki);
  if (!parsed) return refuse_key(name + ": " + sign::to_string(parsed.error()));
  return std::move(*parsed);
}

Try<TokenKey> TokenSession::generate(const std::string& label) const {
  TokenUri same;
  same.object = label;
  const Try<std::vector<TokenKey>> existing = keys(same);
  if (existing && !existing->empty()) return refuse_key(token_.label + ": a key \"" + label + "\" is there already");
  CK_MECHANISM mechanism{CKM_EC_KEY_PAIR_GEN, nullptr, 0};
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL no = CK_FALSE;
  std::array<unsigned char, kP256.size()> curve = kP256;
  const Bytes id = os::random_bytes(kIdBytes);
  std::vector<CK_ATTRIBUTE> open = {attribute_of(CKA_TOKEN, yes),   attribute_of(CKA_PRIVATE, no),
                                    attribute_of(CKA_VERIFY, yes),  attribute_of(CKA_EC_PARAMS, curve),
                                    attribute_of(CKA_LABEL, label), attribute_of(CKA_ID, id)};
  std::vector<CK_ATTRIBUTE> secret = {attribute_of(CKA_TOKEN, yes),     attribute_of(CKA_PRIVATE, yes),
                                      attribute_of(CKA_SENSITIVE, yes), attribute_of(CKA_EXTRACTABLE, no),
                                      attribute_of(CKA_SIGN, yes),      attribute_of(CKA_LABEL, label),
                                      attribute_of(CKA_ID, id)};
  CK_OBJECT_HANDLE public_half = 0;
  CK_OBJECT_HANDLE private_half = 0;
  const CK_RV made = module_->functions().C_GenerateKeyPair(session_, &mechanism, open.data(), open.size(),
                                                            secret.data(), secret.size(), &public_half, &private_half);
  if (made != CKR_OK) return refuse_key(token_.label + ": " + pkcs11_words(made));
  // Trust, and look: some tokens take the wish and do otherwise.
  if (is_true(attribute(private_half, CKA_EXTRACTABLE)) || !is_true(attribute(private_half, CKA_SENSITIVE)))
    return refuse_key(token_.label + ": made a key that could be read out again; do not use it");
  return TokenKey{private_half, label, id, is_true(attribute(private_half, CKA_ALWAYS_AUTHENTICATE))};
}

Try<Bytes> TokenSession::sign(const TokenKey& key, ByteView digest) const {
  const CK_FUNCTION_LIST& pkcs11 = module_->functions();
  CK_MECHANISM mechanism{CKM_ECDSA, nullptr, 0};
  CK_RV result = pkcs11.C_SignInit(session_, &mechanism, key.private_key);
  if (result == CKR_OK && key.asks_for_every_use) result = enter_pin(CKU_CONTEXT_SPECIFIC);
  Bytes input(digest.begin(), digest.end());
  Bytes signature(kSignatureBytes);
  CK_ULONG length = signature.size();
  if (result == CKR_OK)
    result = pkcs11.C_Sign(session_, reinterpret_cast<CK_BYTE*>(input.data()), input.size(),
                           reinterpret_cast<CK_BYTE*>(signature.data()), &length);
  if (result != CKR_OK) return refuse_key(token_.label + ": cannot sign: " + pkcs11_words(result));
  if (length != kSignatureBytes) return refuse_key(token_.label + ": the signature has a wrong length");
  return signature;
}

}  // namespace tongluo::ctl
