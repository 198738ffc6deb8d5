#include "controller/cap/schema.hpp"

#include "controller/cap/schema_text.hpp"
#include "protocol/base/assert.hpp"

namespace tongluo::cap {
namespace {

using SchemaParser = std::unique_ptr<xmlSchemaParserCtxt, Freed<xmlSchemaFreeParserCtxt>>;
using Schema = std::unique_ptr<xmlSchema, Freed<xmlSchemaFree>>;
using Validation = std::unique_ptr<xmlSchemaValidCtxt, Freed<xmlSchemaFreeValidCtxt>>;

Schema compile() {
  start_xml();
  const SchemaParser parser(xmlSchemaNewMemParserCtxt(kSchemaText.data(), static_cast<int>(kSchemaText.size())));
  TL_ASSERT(parser != nullptr);
  Schema schema(xmlSchemaParse(parser.get()));
  TL_ASSERT(schema != nullptr);
  return schema;
}

void keep_first(void* user, xmlError* error) {
  auto& first = *static_cast<std::string*>(user);
  if (first.empty()) first = complaint_of(error);
}

// "{urn:…:1.2}scope" says no more than "scope".
std::string without_name_space(std::string text) {
  constexpr std::string_view kPrefix = "{urn:oasis:names:tc:emergency:cap:1.2}";
  for (auto at = text.find(kPrefix); at != std::string::npos; at = text.find(kPrefix)) text.erase(at, kPrefix.size());
  return text;
}

}  // namespace

Result<void, Rejection> validate(xmlDoc* tree) {
  static const Schema schema = compile();  // read-only from then on
  const Validation validation(xmlSchemaNewValidCtxt(schema.get()));
  TL_ASSERT(validation != nullptr);
  std::string first;
  xmlSchemaSetValidStructuredErrors(validation.get(), keep_first, &first);
  if (xmlSchemaValidateDoc(validation.get(), tree) == 0) return {};
  return reject("schema.invalid", without_name_space(first.empty() ? "not a CAP 1.2 message" : first));
}

}  // namespace tongluo::cap
