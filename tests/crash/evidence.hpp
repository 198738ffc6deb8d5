#pragma once
// What is in the controller's database after its death, against what was acknowledged before it. The files are copied
// first: looking at them must not repair them.

#include <set>
#include <string>

#include "tests/crash/receipt_source.hpp"

namespace tongluo::crash {

struct Findings {
  std::size_t rows = 0;         // receipts in the database
  std::size_t lost = 0;         // acknowledged, and not there
  std::size_t changed = 0;      // there with other bytes
  std::size_t invented = 0;     // there, and nobody sent it
  std::size_t doubled = 0;      // there more than once
  std::size_t orders_lost = 0;  // acknowledged orders that are not there
  std::string damage;           // what SQLite or the audit chain says is wrong
  bool is_clean() const { return lost + changed + invented + doubled + orders_lost == 0 && damage.empty(); }
  std::string text() const;
};

Findings examine(const County& county, const Testimony& testimony, const std::set<Digest>& acknowledged_orders);

}  // namespace tongluo::crash
