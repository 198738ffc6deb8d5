#include "controller/cap/dialect.hpp"

#include <algorithm>

#include "controller/cap/speech_text.hpp"

namespace tongluo::cap {
namespace {

constexpr std::string_view kOlderNamespace = "urn:oasis:names:tc:emergency:cap:1.1";
constexpr std::string_view kFirstNamespace = "http://www.incident.com/cap/1.0";
constexpr std::string_view kInstanceNamespace = "http://www.w3.org/2001/XMLSchema-instance";

bool is_time(std::string_view name) {
  return name == "sent" || name == "effective" || name == "onset" || name == "expires";
}

// The next node of the tree in document order; depth was capped before.
xmlNode* following(xmlNode* node) {
  if (node->type == XML_ELEMENT_NODE && node->children != nullptr) return node->children;
  while (node != nullptr && node->next == nullptr) node = node->parent;
  return node == nullptr ? nullptr : node->next;
}

// "2003-06-17T14:57:00.25Z": where the seconds end, or npos if this is no such time.
std::size_t end_of_seconds(std::string_view text) {
  constexpr std::size_t kLength = 19;
  return text.size() > kLength && text[10] == 'T' && text[16] == ':' ? kLength : std::string_view::npos;
}

std::string_view profile_of(std::string_view code) {
  if (code.starts_with("profile:CAP-CP:")) return "profile-ca";
  if (code.find(":profile:CAP-AU:") != std::string_view::npos) return "profile-au";
  if (code.starts_with("IPAWS")) return "profile-ipaws";
  return {};
}

void rename(xmlDoc* tree, std::string_view from, std::string_view to) {
  for (xmlNode* node = xmlDocGetRootElement(tree); node != nullptr; node = following(node)) {
    if (node->type != XML_ELEMENT_NODE) continue;
    for (xmlNs* one = node->nsDef; one != nullptr; one = one->next) {
      if (view(one->href) != from) continue;
      xmlFree(const_cast<xmlChar*>(one->href));
      one->href = xmlStrdup(xml_text(std::string(to).c_str()));
    }
  }
}

}  // namespace

Result<void, Rejection> DialectFilter::note(std::string_view name, std::string_view detail) {
  if (!allowed_.contains(name)) return reject("deviation." + std::string(name), detail);
  found_.emplace(name);
  return {};
}

Result<void, Rejection> DialectFilter::look_at_text(const ReceivedText& text) {
  if (text.byte_order_mark)
    if (auto noted = note("bom", "a byte order mark before UTF-8"); !noted) return noted;
  if (text.encoding == Encoding::utf_16) return note("utf-16", "encoded in UTF-16");
  if (text.encoding == Encoding::iso_8859_1) return note("iso-8859-1", "encoded in ISO-8859-1");
  return {};
}

Result<void, Rejection> DialectFilter::look_at_version(xmlDoc* tree) {
  const xmlNode* root = xmlDocGetRootElement(tree);
  if (view(root->name) != "alert") return reject("namespace.unknown", "the root is " + std::string(view(root->name)));
  if (is_in(root, kCapNamespace)) return {};
  if (is_in(root, kFirstNamespace)) return reject("version.unsupported", "a message of CAP 1.0");
  if (!is_in(root, kOlderNamespace)) return reject("namespace.unknown", "not in the namespace of CAP 1.2");
  if (auto noted = note("cap-1.1", "a message of CAP 1.1"); !noted) return noted;
  rename(tree, kOlderNamespace, kCapNamespace);
  return {};
}

Result<void, Rejection> DialectFilter::look_at_time(xmlNode* node) {
  std::string text = content_of(node);
  const std::size_t end = end_of_seconds(text);
  if (end == std::string::npos) return {};  // the schema says what is wrong with it
  if (text[end] == '.') {
    const std::size_t digits = text.find_first_not_of("0123456789", end + 1);
    if (digits == end + 1 || digits == std::string::npos) return {};
    if (auto noted = note("time-fraction", text); !noted) return noted;
    text.erase(end, digits - end);
  }
  if (text.substr(end) == "Z") {
    if (auto noted = note("time-z", text); !noted) return noted;
    text.replace(end, 1, "-00:00");
  } else if (text.substr(end) == "+00:00") {
    if (auto noted = note("utc-plus-zero", text); !noted) return noted;
  }
  xmlNodeSetContent(node, nullptr);
  xmlNodeAddContent(node, xml_text(text.c_str()));  // unlike the call above, this takes & as a letter
  return {};
}

Result<void, Rejection> DialectFilter::look_at_node(xmlNode* node) {
  if (node->type == XML_PI_NODE) return note("processing-instruction", std::string(view(node->name)));
  if (node->type != XML_ELEMENT_NODE) return {};
  for (xmlAttr *one = node->properties, *next = nullptr; one != nullptr; one = next) {
    next = one->next;
    const bool location = view(one->name) == "schemaLocation" || view(one->name) == "noNamespaceSchemaLocation";
    if (!location || one->ns == nullptr || view(one->ns->href) != kInstanceNamespace) continue;
    if (auto noted = note("schema-location", "a schema's place"); !noted) return noted;
    xmlRemoveProp(one);
  }
  if (is_in(node, kCapNamespace) && is_time(view(node->name)) && first_element(node) == nullptr)
    return look_at_time(node);
  return {};
}

Result<void, Rejection> DialectFilter::normalise(GuardedDocument& document) {
  if (auto looked = look_at_text(document.text); !looked) return looked;
  xmlDoc* tree = document.tree.get();
  if (auto looked = look_at_version(tree); !looked) return looked;
  for (xmlNode* node = tree->children; node != nullptr; node = following(node))
    if (auto looked = look_at_node(node); !looked) return looked;
  return {};
}

Result<void, Rejection> DialectFilter::look_at(Alert& alert) {
  for (const std::string& code : alert.codes)
    if (const auto profile = profile_of(code); !profile.empty())
      if (auto noted = note(profile, code); !noted) return noted;
  for (Info& info : alert.infos) {
    if (info.language_stated || !is_chinese(info.headline + info.description + info.instruction + info.event)) continue;
    if (auto noted = note("no-language", "a Chinese info without language"); !noted) return noted;
    info.language = "zh";
  }
  return {};
}

std::vector<std::string> DialectFilter::found() const {
  std::vector<std::string> names;
  for (const Deviation& one : kDeviations)
    if (found_.contains(one.name)) names.emplace_back(one.name);
  return names;
}

}  // namespace tongluo::cap
