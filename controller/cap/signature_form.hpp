#pragma once
// The form that a signature must have before anything is computed over it. For this folder only.

#include "controller/cap/xml_library.hpp"

namespace tongluo::cap {

// The one signature of the document, checked: a direct child of the root and its last element, one reference to the
// whole document (URI=""), the enveloped-signature transform and canonical XML, no object or manifest, SHA-256 or
// better. Its KeyInfo is taken out of the tree. Codes: sig.missing … sig.transform.
Result<xmlNode*, Rejection> find_signature(xmlDoc* tree);

}  // namespace tongluo::cap
