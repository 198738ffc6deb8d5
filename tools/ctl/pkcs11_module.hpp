#pragma once
// A PKCS#11 module: a vendor's shared library, loaded and initialised, and the tokens it shows. Called directly,
// without OpenSSL's engine (which breaks on mixed tokens). Blocking; main thread only. Limits: kMaxTokenSlots. Errors:
// ExitCode::key, naming the module.

#include <memory>
#include <p11-kit/pkcs11.h>
#include <string>
#include <vector>

#include "tools/ctl/token_uri.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMaxTokenSlots = 64;

struct TokenInfo {
  CK_SLOT_ID slot = 0;
  std::string label;
  std::string serial;
  std::string manufacturer;
  std::string model;
  bool initialised = false;
  bool pin_set = false;     // the user's
  bool pin_locked = false;  // too many wrong ones
  bool last_try = false;    // one more wrong PIN locks it
  bool can_sign_p256 = false;
};

class Pkcs11Module {
 public:
  // `path`: empty means the environment's TONGLUO_PKCS11_MODULE was empty too; that is an error that says so.
  static Try<std::shared_ptr<const Pkcs11Module>> load(const std::string& path);
  Pkcs11Module(const Pkcs11Module&) = delete;
  Pkcs11Module& operator=(const Pkcs11Module&) = delete;
  ~Pkcs11Module();

  Try<std::vector<TokenInfo>> tokens() const;
  // The one token that the URI names. None, or more than one: an error that lists what is there.
  Try<TokenInfo> find(const TokenUri& uri) const;
  const CK_FUNCTION_LIST& functions() const { return *functions_; }
  const std::string& path() const { return path_; }

 private:
  Pkcs11Module(std::string path, void* library) : path_(std::move(path)), library_(library) {}
  Try<void> initialise();
  TokenInfo describe(CK_SLOT_ID slot) const;
  std::string path_;
  void* library_;
  CK_FUNCTION_LIST* functions_ = nullptr;
  bool initialised_here_ = false;
};

// What a return value means, for people.
std::string pkcs11_words(CK_RV value);

}  // namespace tongluo::ctl
