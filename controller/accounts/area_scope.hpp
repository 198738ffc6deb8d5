#pragma once
// Where an account may act and look: some areas, or the whole county. Pure value.

#include <vector>

#include "protocol/base/identifiers.hpp"

namespace tongluo::accounts {

class AreaScope {
 public:
  AreaScope() = default;  // the whole county
  explicit AreaScope(std::vector<AreaCode> areas) : areas_(std::move(areas)) {}

  bool whole_county() const { return areas_.empty(); }
  bool covers(AreaCode area) const;   // all of it lies inside
  bool touches(AreaCode area) const;  // some of it does
  const std::vector<AreaCode>& areas() const { return areas_; }
  bool operator==(const AreaScope&) const = default;

 private:
  std::vector<AreaCode> areas_;
};

}  // namespace tongluo::accounts
