#pragma once
// Two passes over a message's text: first one that builds nothing and counts (depth, nodes, attributes, text, polygon
// points), then, only if every cap was kept, the tree. Owner: any thread; values are independent. Limits: limits.hpp.

#include "controller/cap/received_text.hpp"
#include "controller/cap/xml_library.hpp"

namespace tongluo::cap {

// Codes: xml.doctype, xml.entity, xml.malformed, limit.depth, limit.nodes, limit.attributes, limit.text,
// limit.polygon_points, limit.points.
Result<void, Rejection> count_first(std::string_view utf8);

// read_text's codes, count_first's codes, xml.malformed.
struct GuardedDocument {
  ReceivedText text;
  Document tree;
};
Result<GuardedDocument, Rejection> read_guarded(ByteView bytes);

}  // namespace tongluo::cap
