#pragma once
// A SoftHSM token of its own in a temporary folder: label "Li Wei", PIN 123456. The module is looked for where
// distributions put it.

#include <array>
#include <fstream>
#include <stdexcept>
#include <stdlib.h>

#include "tests/unit/ctl/temporary_folder.hpp"
#include "tools/ctl/pkcs11_module.hpp"

namespace tongluo::ctl {

class SoftToken {
 public:
  static constexpr const char* kPin = "123456";
  static constexpr const char* kUri = "pkcs11:token=Li%20Wei";

  SoftToken() {
    std::filesystem::create_directory(path("tokens"));
    std::ofstream(path("softhsm2.conf")) << "directories.tokendir = " << path("tokens")
                                         << "\nobjectstore.backend = file\nlog.level = ERROR\n";
    ::setenv("SOFTHSM2_CONF", path("softhsm2.conf").c_str(), 1);
    module_ = load();
    initialise("Li Wei");
    std::ofstream(path("pin")) << kPin << "\n";
  }

  // Nowhere: the package softhsm2 is not installed (tools/install-packages names it).
  static std::string module_path() {
    for (const char* path : {"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                             "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so",
                             "/usr/local/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so"})
      if (std::filesystem::exists(path)) return path;
    throw std::runtime_error("libsofthsm2.so is nowhere; install softhsm2");
  }

  // One more token, in the next free slot.
  void initialise(const std::string& label) const {
    const CK_FUNCTION_LIST& pkcs11 = module_->functions();
    CK_SLOT_ID slot = 0;
    const std::vector<TokenInfo> tokens = module_->tokens().value();
    for (const TokenInfo& token : tokens)
      if (!token.initialised) slot = token.slot;
    std::array<CK_UTF8CHAR, 32> padded{};
    padded.fill(' ');
    std::copy(label.begin(), label.end(), padded.begin());
    check(pkcs11.C_InitToken(slot, pin(), 6, padded.data()));
    CK_SESSION_HANDLE session = 0;
    check(pkcs11.C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session));
    check(pkcs11.C_Login(session, CKU_SO, pin(), 6));
    check(pkcs11.C_InitPIN(session, pin(), 6));
    check(pkcs11.C_Logout(session));
    check(pkcs11.C_CloseSession(session));
  }

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  const std::shared_ptr<const Pkcs11Module>& module() const { return module_; }

  static CK_UTF8CHAR* pin() { return reinterpret_cast<CK_UTF8CHAR*>(const_cast<char*>(kPin)); }
  static void check(CK_RV result) {
    if (result != CKR_OK) throw std::runtime_error(pkcs11_words(result));
  }

 private:
  static std::shared_ptr<const Pkcs11Module> load() {
    auto module = Pkcs11Module::load(module_path());
    if (!module) throw std::runtime_error(module.error().message);
    return *module;
  }
  TemporaryFolder folder_;
  std::shared_ptr<const Pkcs11Module> module_;
};

}  // namespace tongluo::ctl
