#pragma once
// The county that every simulation shares: roots, trust list, people with their keys, terminals with theirs, clips.
// Made once, the same in every process, never changed. Level I of class actual needs two persons.

#include "protocol/session/session.hpp"
#include "terminal-fw/core/actions.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::sim {

struct DeviceOf {
  TerminalId id;
  AreaCode area;
  sign::PrivateKey key;
  Bytes certificate;
  Envelope place;
};

struct Clip {
  session::SharedClip at_controller;
  terminal::SharedClipContent at_terminal;
  milliseconds duration{};
  const Digest& digest() const { return at_controller->digest; }
};

struct Deployment {
  Deployment();
  sign::PrivateKey deputy;    // dispatches too; another person
  sign::PrivateKey stranger;  // in no list
  test::TrustFixture trust;
  Envelope older_list;  // version 1; the one in force is version 2
  std::vector<Clip> clips;

  // Terminals are made when they are asked for first.
  const DeviceOf& device(std::size_t index);
  wire::PlaceRecord place_of(std::size_t index);

 private:
  std::vector<std::unique_ptr<DeviceOf>> devices_;
};

Deployment& deployment();

}  // namespace tongluo::sim
