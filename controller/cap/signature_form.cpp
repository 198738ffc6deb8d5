#include "controller/cap/signature_form.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "controller/cap/dialect.hpp"

namespace tongluo::cap {
namespace {

using Algorithms = std::vector<std::string_view>;

const Algorithms kCanonical = {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
                               "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
                               "http://www.w3.org/2006/12/xml-c14n11",
                               "http://www.w3.org/2006/12/xml-c14n11#WithComments",
                               "http://www.w3.org/2001/10/xml-exc-c14n#",
                               "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"};
const Algorithms kSignatures = {
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",   "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",   "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"};
const Algorithms kDigests = {"http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#sha384",
                             "http://www.w3.org/2001/04/xmlenc#sha512"};
constexpr std::string_view kEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

bool is_signed_element(const xmlNode* node, std::string_view name) {
  return node != nullptr && view(node->name) == name && is_in(node, kSignatureNamespace);
}

std::string attribute_of(const xmlNode* node, const char* name) {
  const std::unique_ptr<xmlChar, void (*)(xmlChar*)> value(xmlGetNoNsProp(node, xml_text(name)),
                                                           [](xmlChar* text) { xmlFree(text); });
  return std::string(view(value.get()));
}

std::size_t count_signatures(const xmlNode* node) {
  std::size_t count = is_signed_element(node, "Signature") ? 1 : 0;
  for (const xmlNode* child = first_element(node); child != nullptr; child = next_element(child))
    count += count_signatures(child);  // depth was capped
  return count;
}

Result<void, Rejection> check_algorithm(const xmlNode* node, const Algorithms& allowed) {
  const std::string algorithm = attribute_of(node, "Algorithm");
  if (std::find(allowed.begin(), allowed.end(), algorithm) != allowed.end()) return {};
  if (algorithm.ends_with("sha1")) return reject("sig.sha1", "SHA-1 is no longer accepted: " + algorithm);
  return reject("sig.algorithm", "not accepted: " + algorithm);
}

// Exactly: the enveloped-signature transform, then canonical XML or nothing.
Result<void, Rejection> check_transforms(const xmlNode* transforms) {
  const xmlNode* enveloped = first_element(transforms);
  if (!is_signed_element(enveloped, "Transform") || attribute_of(enveloped, "Algorithm") != kEnveloped ||
      first_element(enveloped) != nullptr)
    return reject("sig.transform", "the first transform is not enveloped-signature");
  const xmlNode* canonical = next_element(enveloped);
  if (canonical == nullptr) return {};
  const std::string algorithm = attribute_of(canonical, "Algorithm");
  const bool known = std::find(kCanonical.begin(), kCanonical.end(), algorithm) != kCanonical.end();
  const xmlNode* parameter = first_element(canonical);
  const bool plain =
      parameter == nullptr || (view(parameter->name) == "InclusiveNamespaces" && next_element(parameter) == nullptr);
  if (!is_signed_element(canonical, "Transform") || !known || !plain || next_element(canonical) != nullptr)
    return reject("sig.transform", "a transform that is not canonical XML: " + algorithm);
  return {};
}

Result<void, Rejection> check_reference(const xmlNode* reference) {
  if (!is_signed_element(reference, "Reference")) return reject("sig.malformed", "no reference");
  if (next_element(reference) != nullptr) return reject("sig.partial", "more than one reference");
  const bool has_uri = xmlHasProp(reference, xml_text("URI")) != nullptr;
  if (!has_uri || !attribute_of(reference, "URI").empty())
    return reject("sig.partial", "it covers \"" + attribute_of(reference, "URI") + "\", not the whole document");
  const xmlNode* transforms = first_element(reference);
  if (!is_signed_element(transforms, "Transforms")) return reject("sig.transform", "no transforms");
  const xmlNode* method = next_element(transforms);
  if (!is_signed_element(method, "DigestMethod") || !is_signed_element(next_element(method), "DigestValue"))
    return reject("sig.malformed", "no digest");
  if (auto checked = check_algorithm(method, kDigests); !checked) return checked;
  return check_transforms(transforms);
}

Result<void, Rejection> check_signed_info(const xmlNode* info) {
  if (!is_signed_element(info, "SignedInfo")) return reject("sig.malformed", "no SignedInfo");
  const xmlNode* canonical = first_element(info);
  const xmlNode* method = canonical == nullptr ? nullptr : next_element(canonical);
  if (!is_signed_element(canonical, "CanonicalizationMethod") || !is_signed_element(method, "SignatureMethod"))
    return reject("sig.malformed", "no methods");
  if (auto checked = check_algorithm(method, kSignatures); !checked) return checked;
  if (auto checked = check_algorithm(canonical, kCanonical); !checked) return checked;
  return check_reference(next_element(method));
}

// SignedInfo, SignatureValue, and nothing else but a KeyInfo that nobody reads.
Result<void, Rejection> check_form(xmlNode* signature) {
  const xmlNode* info = first_element(signature);
  if (auto checked = check_signed_info(info); !checked) return checked;
  const xmlNode* value = next_element(info);
  if (!is_signed_element(value, "SignatureValue")) return reject("sig.malformed", "no SignatureValue");
  xmlNode* rest = next_element(value);
  if (rest == nullptr) return {};
  if (!is_signed_element(rest, "KeyInfo") || next_element(rest) != nullptr)
    return reject("sig.malformed", "an object or another unknown part");
  xmlUnlinkNode(rest);
  xmlFreeNode(rest);
  return {};
}

}  // namespace

Result<xmlNode*, Rejection> find_signature(xmlDoc* tree) {
  xmlNode* root = xmlDocGetRootElement(tree);
  const std::size_t count = count_signatures(root);
  if (count == 0) return reject("sig.missing", "the message is not signed");
  if (count > 1) return reject("sig.many", std::to_string(count) + " signatures, not one");
  xmlNode* last = first_element(root);
  while (last != nullptr && next_element(last) != nullptr) last = next_element(last);
  if (!is_signed_element(last, "Signature")) return reject("sig.misplaced", "the signature is not the last element");
  if (auto checked = check_form(last); !checked) return tl::unexpected(checked.error());
  return last;
}

}  // namespace tongluo::cap
