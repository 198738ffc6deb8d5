#pragma once
// The XML library as RAII values, for this folder only. start_xml() comes before every other use: it sets the library
// up once per process and replaces its loader of external things by one that refuses all of them, always.

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlschemas.h>
#include <memory>
#include <string>
#include <string_view>

#include "controller/cap/rejection.hpp"

namespace tongluo::cap {

void start_xml();

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* value) const {
    Free(value);
  }
};
using Document = std::unique_ptr<xmlDoc, Freed<xmlFreeDoc>>;
using ParserContext = std::unique_ptr<xmlParserCtxt, Freed<xmlFreeParserCtxt>>;

// No DTD, no entities, no network, no XInclude, no documents beyond the library's own limits.
constexpr int kParseOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;

inline std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}
inline const xmlChar* xml_text(const char* text) { return reinterpret_cast<const xmlChar*>(text); }

// The first child element, the next sibling element, or nullptr.
xmlNode* first_element(const xmlNode* parent);
xmlNode* next_element(const xmlNode* node);
// All text below the element, comments and instructions left out, as the signature's canonical form has it.
std::string content_of(const xmlNode* node);
bool is_in(const xmlNode* node, std::string_view name_space);

// What the parser last complained of: "line 7: …".
std::string complaint_of(const xmlError* error);

}  // namespace tongluo::cap
