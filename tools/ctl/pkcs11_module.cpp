#include "tools/ctl/pkcs11_module.hpp"

#include <dlfcn.h>
#include <string_view>

#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {
namespace {

// PKCS#11 texts are padded with spaces, not terminated.
template <std::size_t N>
std::string padded_text(const unsigned char (&field)[N]) {
  std::string text(reinterpret_cast<const char*>(field), N);
  text.resize(text.find_last_not_of(std::string_view(" \0", 2)) + 1);
  return text;
}

bool matches(const TokenUri& uri, const TokenInfo& token) {
  const auto fits = [](const std::string& wanted, const std::string& is) { return wanted.empty() || wanted == is; };
  return token.initialised && fits(uri.token, token.label) && fits(uri.serial, token.serial) &&
         fits(uri.manufacturer, token.manufacturer) && fits(uri.model, token.model);
}

std::string names_of(const std::vector<TokenInfo>& tokens) {
  std::string text;
  for (const TokenInfo& token : tokens)
    if (token.initialised) text += (text.empty() ? "" : ", ") + token.label + " (serial " + token.serial + ")";
  return text.empty() ? "no token is there" : "there are: " + text;
}

}  // namespace

std::string pkcs11_words(CK_RV value) {
  switch (value) {
    case CKR_PIN_INCORRECT:
    case CKR_PIN_LEN_RANGE:
    case CKR_PIN_INVALID:
      return "wrong PIN";
    case CKR_PIN_LOCKED:
      return "the PIN is locked after too many wrong ones; unlock the token with its security officer's PIN";
    case CKR_PIN_EXPIRED:
      return "the PIN has expired; set a new one with the token's own tool";
    case CKR_USER_PIN_NOT_INITIALIZED:
      return "the token has no user PIN yet";
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_DEVICE_REMOVED:
      return "the token is not there (pulled out?)";
    case CKR_TOKEN_WRITE_PROTECTED:
    case CKR_SESSION_READ_ONLY:
      return "the token is write-protected";
    case CKR_DEVICE_MEMORY:
      return "the token is full";
    case CKR_CURVE_NOT_SUPPORTED:
    case CKR_MECHANISM_INVALID:
    case CKR_DOMAIN_PARAMS_INVALID:
      return "the token cannot make or use ECDSA P-256 keys";
    case CKR_ATTRIBUTE_VALUE_INVALID:
    case CKR_TEMPLATE_INCONSISTENT:
      return "the token refuses a key of the kind that is needed here";
    default: {
      constexpr std::string_view kDigits = "0123456789abcdef";
      std::string hex;
      for (CK_RV rest = value; rest != 0 || hex.empty(); rest /= 16) hex.insert(hex.begin(), kDigits[rest % 16]);
      return "PKCS#11 error 0x" + hex;
    }
  }
}

Try<std::shared_ptr<const Pkcs11Module>> Pkcs11Module::load(const std::string& path) {
  if (path.empty()) return refuse_key("which PKCS#11 module? Give --token-module or set TONGLUO_PKCS11_MODULE");
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* words = ::dlerror();
    return refuse_key("PKCS#11 module " + path + ": " + (words == nullptr ? "cannot be loaded" : words));
  }
  std::shared_ptr<Pkcs11Module> module(new Pkcs11Module(path, library));
  if (Try<void> ok = module->initialise(); !ok) return tl::unexpected(ok.error());
  return module;
}

Try<void> Pkcs11Module::initialise() {
  const auto get = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library_, "C_GetFunctionList"));
  if (get == nullptr || get(&functions_) != CKR_OK || functions_ == nullptr)
    return refuse_key(path_ + ": is no PKCS#11 module");
  const CK_RV begun = functions_->C_Initialize(nullptr);
  if (begun != CKR_OK && begun != CKR_CRYPTOKI_ALREADY_INITIALIZED)
    return refuse_key(path_ + ": cannot be initialised: " + pkcs11_words(begun));
  initialised_here_ = begun == CKR_OK;
  return {};
}

Pkcs11Module::~Pkcs11Module() {
  if (initialised_here_) functions_->C_Finalize(nullptr);
  ::dlclose(library_);
}

TokenInfo Pkcs11Module::describe(CK_SLOT_ID slot) const {
  TokenInfo token;
  token.slot = slot;
  CK_TOKEN_INFO info{};
  if (functions_->C_GetTokenInfo(slot, &info) != CKR_OK) return token;
  token.label = padded_text(info.label);
  token.serial = padded_text(info.serialNumber);
  token.manufacturer = padded_text(info.manufacturerID);
  token.model = padded_text(info.model);
  token.initialised = (info.flags & CKF_TOKEN_INITIALIZED) != 0;
  token.pin_set = (info.flags & CKF_USER_PIN_INITIALIZED) != 0;
  token.pin_locked = (info.flags & CKF_USER_PIN_LOCKED) != 0;
  token.last_try = (info.flags & CKF_USER_PIN_FINAL_TRY) != 0;
  CK_MECHANISM_INFO mechanism{};
  token.can_sign_p256 = functions_->C_GetMechanismInfo(slot, CKM_ECDSA, &mechanism) == CKR_OK &&
                        (mechanism.flags & CKF_SIGN) != 0 && mechanism.ulMinKeySize <= 256 &&
                        mechanism.ulMaxKeySize >= 256;
  return token;
}

Try<std::vector<TokenInfo>> Pkcs11Module::tokens() const {
  std::vector<CK_SLOT_ID> slots(kMaxTokenSlots);
  CK_ULONG count = 0;
  functions_->C_GetSlotList(CK_TRUE, nullptr, &count);  // by the standard: only this looks for tokens again
  count = slots.size();
  const CK_RV listed = functions_->C_GetSlotList(CK_TRUE, slots.data(), &count);
  if (listed == CKR_BUFFER_TOO_SMALL)
    return refuse_key(path_ + ": more than " + std::to_string(kMaxTokenSlots) + " tokens; pull some out");
  if (listed != CKR_OK) return refuse_key(path_ + ": " + pkcs11_words(listed));
  slots.resize(count);
  std::vector<TokenInfo> tokens;
  tokens.reserve(slots.size());
  for (const CK_SLOT_ID slot : slots) tokens.push_back(describe(slot));
  return tokens;
}

Try<TokenInfo> Pkcs11Module::find(const TokenUri& uri) const {
  const Try<std::vector<TokenInfo>> all = tokens();
  if (!all) return tl::unexpected(all.error());
  std::vector<TokenInfo> found;
  for (const TokenInfo& token : *all)
    if (matches(uri, token)) found.push_back(token);
  if (found.size() == 1) return found.front();
  const std::string what = found.empty() ? "no such token: " : "more than one token is ";
  return refuse_key(what + to_string(uri) + "; " + names_of(found.empty() ? *all : found));
}

}  // namespace tongluo::ctl
