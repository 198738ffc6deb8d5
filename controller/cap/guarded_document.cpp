#include "controller/cap/guarded_document.hpp"

#include "controller/cap/limits.hpp"
#include "protocol/base/assert.hpp"

namespace tongluo::cap {
namespace {

// The counting pass. Its functions are called by the parser; the first cap that breaks stops it.
class Counter {
 public:
  explicit Counter(xmlParserCtxt* parser) : parser_(parser) {}

  void stop(std::string_view code, std::string_view detail) {
    if (stopped_) return;
    stopped_ = true;
    reason_ = rejection(code, detail);
    xmlStopParser(parser_);
  }
  bool stopped() const { return stopped_; }
  const Rejection& reason() const { return reason_; }

  void on_start(std::string_view name, int attributes, int name_spaces) {
    if (++depth_ > kMaxDepth) return stop("limit.depth", "deeper than " + std::to_string(kMaxDepth));
    if (attributes + name_spaces > static_cast<int>(kMaxAttributesPerElement))
      return stop("limit.attributes", "too many attributes");
    on_node();
    text_bytes_ = 0;
    points_ = 0;
    in_word_ = false;
    in_polygon_ = name == "polygon";
    is_embedded_ = name == "derefUri" || name == "X509Certificate";
  }
  void on_end() {
    --depth_;
    in_polygon_ = false;
  }
  void on_node() {
    if (++nodes_ > kMaxNodes) stop("limit.nodes", "more than " + std::to_string(kMaxNodes) + " nodes");
  }
  void on_text(std::string_view text) {
    if (in_polygon_) count_points(text);
    text_bytes_ += text.size();
    if (text_bytes_ > kMaxFieldBytes && !is_embedded_)
      stop("limit.text", "a text above " + std::to_string(kMaxFieldBytes) + " bytes");
  }

 private:
  void count_points(std::string_view text) {
    for (const char letter : text) {
      const bool space = letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
      if (!space && !in_word_) {
        if (++points_ > kMaxPolygonPoints)
          return stop("limit.polygon_points",
                      "a polygon of more than " + std::to_string(kMaxPolygonPoints) + " points");
        if (++all_points_ > kMaxTotalPoints)
          return stop("limit.points", "more than " + std::to_string(kMaxTotalPoints) + " points in all");
      }
      in_word_ = !space;
    }
  }

  xmlParserCtxt* parser_;
  bool stopped_ = false, in_polygon_ = false, in_word_ = false, is_embedded_ = false;
  std::size_t depth_ = 0, nodes_ = 0, text_bytes_ = 0, points_ = 0, all_points_ = 0;
  Rejection reason_;
};

Counter& counter(void* user) { return *static_cast<Counter*>(user); }

void on_start(void* user, const xmlChar* name, const xmlChar*, const xmlChar*, int name_spaces, const xmlChar**,
              int attributes, int, const xmlChar**) {
  counter(user).on_start(view(name), attributes, name_spaces);
}
void on_end(void* user, const xmlChar*, const xmlChar*, const xmlChar*) { counter(user).on_end(); }
void on_text(void* user, const xmlChar* text, int length) {
  counter(user).on_text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)});
}
void on_instruction(void* user, const xmlChar*, const xmlChar*) { counter(user).on_node(); }
void on_comment(void* user, const xmlChar*) { counter(user).on_node(); }
void on_doctype(void* user, const xmlChar*, const xmlChar*, const xmlChar*) {
  counter(user).stop("xml.doctype", "a document type is never accepted");
}
void on_entity(void* user, const xmlChar*) { counter(user).stop("xml.entity", "an entity reference"); }
xmlEntity* find_entity(void* user, const xmlChar* name) {
  counter(user).stop("xml.entity", "entity " + std::string(view(name)));
  return nullptr;
}

ParserContext make_parser(std::string_view utf8) {
  start_xml();
  ParserContext parser(xmlCreateMemoryParserCtxt(utf8.data(), static_cast<int>(utf8.size())));
  return parser;
}

}  // namespace

Result<void, Rejection> count_first(std::string_view utf8) {
  const ParserContext parser = make_parser(utf8);
  if (!parser) return reject("xml.malformed", "no document");
  xmlSAXHandler handler{};
  handler.initialized = XML_SAX2_MAGIC;
  handler.startElementNs = on_start;
  handler.endElementNs = on_end;
  handler.characters = on_text;
  handler.cdataBlock = on_text;
  handler.ignorableWhitespace = on_text;
  handler.processingInstruction = on_instruction;
  handler.comment = on_comment;
  handler.internalSubset = on_doctype;
  handler.reference = on_entity;
  handler.getEntity = find_entity;
  Counter counting(parser.get());
  *parser->sax = handler;
  parser->userData = &counting;
  xmlCtxtUseOptions(parser.get(), kParseOptions);
  const bool parsed = xmlParseDocument(parser.get()) == 0 && parser->wellFormed != 0;
  if (counting.stopped()) return tl::unexpected(counting.reason());
  if (!parsed) return reject("xml.malformed", complaint_of(xmlCtxtGetLastError(parser.get())));
  return {};
}

Result<GuardedDocument, Rejection> read_guarded(ByteView bytes) {
  auto text = read_text(bytes);
  if (!text) return tl::unexpected(text.error());
  if (auto counted = count_first(text->utf8); !counted) return tl::unexpected(counted.error());
  const ParserContext parser(xmlNewParserCtxt());
  TL_ASSERT(parser != nullptr);
  Document tree(xmlCtxtReadMemory(parser.get(), text->utf8.data(), static_cast<int>(text->utf8.size()), nullptr,
                                  "UTF-8", kParseOptions));
  if (!tree || xmlDocGetRootElement(tree.get()) == nullptr)
    return reject("xml.malformed", complaint_of(xmlCtxtGetLastError(parser.get())));
  if (tree->intSubset != nullptr || tree->extSubset != nullptr) return reject("xml.doctype", "a document type");
  return GuardedDocument{std::move(*text), std::move(tree)};
}

}  // namespace tongluo::cap
