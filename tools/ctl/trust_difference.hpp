#pragma once
// What a proposed trust list changes, and what a list cannot do, in lines for people. The lines are made from the two
// lists alone, never from what a file says about itself. Pure.

#include <string>
#include <vector>

#include "protocol/trust/roots.hpp"

namespace tongluo::ctl {

// "+ …" what comes, "- …" what goes, "~ …" what is another now. Empty: nothing but version and date.
std::vector<std::string> differences(const wire::TrustList& held, const wire::TrustList& proposed);
// What somebody should know before signing: rules that nobody can meet, keys or list that end soon, a quorum of one.
std::vector<std::string> weaknesses(const wire::TrustList& list, WallTime now);

std::string describe(const wire::Issuer& issuer);
std::string describe(const wire::QuorumRule& rule);
std::string describe(const wire::RootSet& roots);

}  // namespace tongluo::ctl
