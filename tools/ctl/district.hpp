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

// A training environment's root set begins its salt with this word.
constexpr std::string_view kTrainingSalt = "training";

struct DistrictPlan {
  AreaCode county;
  std::uint32_t roots = 1;
  std::uint32_t root_quorum = 1;
  std::uint32_t level_i_persons = 2;  // dispatchers needed; as many dispatch keys are made as the larger number
  std::uint32_t level_ii_persons = 2;
  std::string person = "duty officer";
  std::string second_person = "approver";
  int valid_days = 365;
  bool training = false;  // its own salt, so that nothing signed here ever means anything elsewhere
  bool relay = false;     // an unattended key for upstream alerts: class actual, level III at most
};

struct NamedKey {
  std::string name;    // of its file
  std::string person;  // who holds it
  Role role = Role::unspecified;
  sign::PrivateKey key;
};

struct District {
  std::vector<NamedKey> roots;    // role unspecified
  std::vector<NamedKey> issuers;  // dispatch…, announce, exercise, maintain, time, relay
  Bytes root_set;
  Digest deployment;
  Envelope trust_list;
};

// The rules of a first list: actual I and II as planned, III and IV one dispatcher or the relay; drills, tests and
// routine one person.
std::vector<wire::QuorumRule> first_rules(const DistrictPlan& plan);

// Refuses a plan that cannot work (a quorum above the number of roots, an area that is no county).
Try<District> make_district(const DistrictPlan& plan, WallTime now);

}  // namespace tongluo::ctl
