#pragma once
// The schema of CAP 1.2 (cap-1.2.xsd in this folder), built into the program and compiled once. Any thread.

#include "controller/cap/xml_library.hpp"

namespace tongluo::cap {

// Code: schema.invalid, with the first complaint. Nothing but this schema is ever loaded.
Result<void, Rejection> validate(xmlDoc* tree);

}  // namespace tongluo::cap
