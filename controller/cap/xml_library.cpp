#include "controller/cap/xml_library.hpp"

#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/xmlsec.h>

#include "protocol/base/assert.hpp"

namespace tongluo::cap {
namespace {

xmlParserInput* load_nothing(const char*, const char*, xmlParserCtxt*) { return nullptr; }

bool start_once() {
  xmlInitParser();
  TL_ASSERT(xmlSecInit() == 0 && xmlSecCryptoInit() == 0);
  xmlSecErrorsSetCallback([](const char*, int, const char*, const char*, const char*, int, const char*) {});
  xmlSetExternalEntityLoader(load_nothing);
  return true;
}

}  // namespace

void start_xml() {
  static const bool started = start_once();
  static_cast<void>(started);
  xmlSetStructuredErrorFunc(nullptr, [](void*, xmlError*) {});  // of this thread; complaints are results, not output
}

xmlNode* first_element(const xmlNode* parent) {
  for (xmlNode* node = parent->children; node != nullptr; node = node->next)
    if (node->type == XML_ELEMENT_NODE) return node;
  return nullptr;
}

xmlNode* next_element(const xmlNode* node) {
  for (xmlNode* next = node->next; next != nullptr; next = next->next)
    if (next->type == XML_ELEMENT_NODE) return next;
  return nullptr;
}

std::string content_of(const xmlNode* node) {
  const std::unique_ptr<xmlChar, void (*)(xmlChar*)> text(xmlNodeGetContent(node),
                                                          [](xmlChar* content) { xmlFree(content); });
  return std::string(view(text.get()));
}

bool is_in(const xmlNode* node, std::string_view name_space) {
  return node->ns != nullptr && view(node->ns->href) == name_space;
}

std::string complaint_of(const xmlError* error) {
  if (error == nullptr || error->message == nullptr) return "not well-formed";
  return "line " + std::to_string(error->line) + ": " + error->message;
}

}  // namespace tongluo::cap
