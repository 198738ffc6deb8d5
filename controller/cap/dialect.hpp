#pragma once
// Brings a message that deviates by a named, allowed difference into the standard's form, in the tree that the schema
// then judges (signatures are verified over another tree, of the bytes as received). Any thread.

#include <vector>

#include "controller/cap/alert.hpp"
#include "controller/cap/deviations.hpp"
#include "controller/cap/guarded_document.hpp"

namespace tongluo::cap {

constexpr std::string_view kCapNamespace = "urn:oasis:names:tc:emergency:cap:1.2";
constexpr std::string_view kSignatureNamespace = "http://www.w3.org/2000/09/xmldsig#";

class DialectFilter {
 public:
  explicit DialectFilter(const Dialects& allowed) : allowed_(allowed) {}

  // Codes: version.unsupported, namespace.unknown, deviation.NAME.
  Result<void, Rejection> normalise(GuardedDocument& document);
  // What shows in the content: profiles named by <code>, languages left out. Code: deviation.NAME.
  Result<void, Rejection> look_at(Alert& alert);
  // In the order of kDeviations.
  std::vector<std::string> found() const;

 private:
  Result<void, Rejection> note(std::string_view name, std::string_view detail);
  Result<void, Rejection> look_at_text(const ReceivedText& text);
  Result<void, Rejection> look_at_version(xmlDoc* tree);
  Result<void, Rejection> look_at_node(xmlNode* node);
  Result<void, Rejection> look_at_time(xmlNode* node);

  const Dialects& allowed_;
  std::set<std::string, std::less<>> found_;
};

}  // namespace tongluo::cap
