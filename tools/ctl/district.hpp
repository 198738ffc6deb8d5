#pragma once
// The first trust list of a deployment: which keys there are, whose, and how many persons each class and level needs.
// Pure but for key generation; time is handed in.

#include <string>
#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/envelope.hpp"
#include "protocol/sign/keys.hpp"
#include "protocol/wire/trust_objects.hpp"
#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

struct DistrictPlan {
  AreaCode county;
  std::uint32_t roots = 1;
  std::uint32_t root_quorum = 1;
  std::uint32_t level_i_persons = 1;  // dispatchers needed for level I; as many dispatch keys are made
  std::string person = "duty officer";
  int valid_days = 365;
};

struct NamedKey {
  std::string name;    // of its file
  std::string person;  // who holds it
  Role role = Role::unspecified;
  sign::PrivateKey key;
};

struct District {
  std::vector<NamedKey> roots;    // role unspecified
  std::vector<NamedKey> issuers;  // dispatch…, announce, exercise, maintain, time
  Bytes root_set;
  Digest deployment;
  Envelope trust_list;
};

// Refuses a plan that cannot work (a quorum above the number of roots, an area that is no county).
Try<District> make_district(const DistrictPlan& plan, WallTime now);

}  // namespace tongluo::ctl
