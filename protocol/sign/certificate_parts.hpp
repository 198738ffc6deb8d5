#pragma once
// Private to protocol/sign: what requests and certificates share.

#include <string>

#include "protocol/sign/keys.hpp"
#include "protocol/sign/openssl_handles.hpp"

namespace tongluo::sign {

inline void openssl_free(void* memory) { OPENSSL_free(memory); }

PkeyHandle openssl_key(const PrivateKey& key);  // null: OpenSSL failed
// The only common name, as UTF-8; empty: there is none, or more than one.
std::string common_name_of(const X509_NAME* subject);
bool set_common_name(X509_NAME* name, const std::string& text);

}  // namespace tongluo::sign
