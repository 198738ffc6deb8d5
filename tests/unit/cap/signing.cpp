#include "tests/unit/cap/signing.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <xmlsec/crypto.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmltree.h>

#include "controller/cap/xml_library.hpp"
#include "protocol/base/assert.hpp"

namespace tongluo::cap::test {
namespace {

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

std::string signature_template(const SignatureForm& form) {
  return R"(<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><CanonicalizationMethod Algorithm=")" +
         form.canonical + R"("/><SignatureMethod Algorithm=")" + form.method + R"("/><Reference )" + form.reference +
         "><Transforms>" + form.transforms + R"(</Transforms><DigestMethod Algorithm=")" + form.digest +
         R"("/><DigestValue/></Reference>)" + form.more_references + "</SignedInfo><SignatureValue/>" + form.more +
         "</Signature>";
}

}  // namespace

Certified make_rsa(int bits, int days) {
  constexpr long kDaySeconds = 24 * 60 * 60;
  EVP_PKEY* key = EVP_RSA_gen(static_cast<unsigned>(bits));
  X509* certificate = X509_new();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3 * kDaySeconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate), days * kDaySeconds);
  X509_set_pubkey(certificate, key);
  TL_ASSERT(X509_sign(certificate, key, EVP_sha256()) != 0);
  BIO* certificate_out = BIO_new(BIO_s_mem());
  BIO* key_out = BIO_new(BIO_s_mem());
  TL_ASSERT(PEM_write_bio_X509(certificate_out, certificate) == 1);
  TL_ASSERT(PEM_write_bio_PKCS8PrivateKey(key_out, key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return {text_of(certificate_out), text_of(key_out)};
}

std::string sign_message(const std::string& text, const Certified& signer, const SignatureForm& form) {
  start_xml();
  const auto end = text.rfind("</");
  const std::string whole = text.substr(0, end) + signature_template(form) + text.substr(end);
  const Document tree(xmlReadMemory(whole.data(), static_cast<int>(whole.size()), nullptr, nullptr, XML_PARSE_NONET));
  TL_ASSERT(tree != nullptr);
  xmlNode* signature = xmlSecFindNode(xmlDocGetRootElement(tree.get()), xmlSecNodeSignature, xmlSecDSigNs);
  const std::unique_ptr<xmlSecDSigCtx, Freed<xmlSecDSigCtxDestroy>> context(xmlSecDSigCtxCreate(nullptr));
  context->signKey = xmlSecCryptoAppKeyLoadMemory(reinterpret_cast<const xmlSecByte*>(signer.key_pem.data()),
                                                  static_cast<xmlSecSize>(signer.key_pem.size()),
                                                  xmlSecKeyDataFormatPem, nullptr, nullptr, nullptr);
  TL_ASSERT(context->signKey != nullptr);
  TL_ASSERT(xmlSecDSigCtxSign(context.get(), signature) == 0);
  xmlChar* out = nullptr;
  int size = 0;
  xmlDocDumpMemory(tree.get(), &out, &size);
  std::string result(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
  xmlFree(out);
  return result;
}

SignatureForm rsa_form() {
  SignatureForm form;
  form.method = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
  return form;
}

PinnedCertificates pinned(const std::vector<std::pair<std::string, Certified>>& certificates) {
  std::vector<PinFile> files;
  for (const auto& [name, certified] : certificates) files.push_back({name, to_bytes(certified.certificate_pem)});
  auto loaded = PinnedCertificates::load(files);
  EXPECT_TRUE(loaded) << loaded.error().detail;
  TL_ASSERT(loaded);
  return std::move(*loaded);
}

}  // namespace tongluo::cap::test
