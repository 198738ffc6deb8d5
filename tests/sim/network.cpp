#include "tests/sim/network.hpp"

#include <algorithm>

namespace tongluo::sim {
namespace {

constexpr std::size_t kLargestPiece = 3'000;

}  // namespace

Network::Network(Environment& environment, std::size_t places, Dice dice)
    : environment_(environment), dice_(dice), profile_(*link_model::find_profile("lan")), partitioned_until_(places) {}

ConnectionId Network::open(std::size_t place) {
  const link_model::OutagePlan outages(profile_.outages, dice_.next(), environment_.now());
  const auto way = [&] { return Way(link_model::StreamWay(profile_, dice_.next(), outages)); };
  Way first = way();
  Way second = way();
  connections_.emplace(++last_, std::make_shared<Connection>(place, std::move(first), std::move(second)));
  return last_;
}

void Network::attach(ConnectionId id, End end, const std::weak_ptr<NetPeer>& peer) {
  connections_.at(id)->toward(end).peer = peer;
}

void Network::send(ConnectionId id, End from, ByteView bytes) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  Way& way = found->second->toward(other(from));
  way.unsent.insert(way.unsent.end(), bytes.begin(), bytes.end());
  flush(id, other(from));
}

// As a socket takes bytes: at once, as long as its buffer has room.
void Network::flush(ConnectionId id, End toward) {
  const auto connection = connections_.at(id);  // a peer may drop it
  Way& way = connection->toward(toward);
  std::size_t written = 0;
  while (written < way.unsent.size() && way.in_flight < kSocketBytes) {
    const std::size_t size = std::min(way.unsent.size() - written, 1 + dice_.index(kLargestPiece));
    const auto begin = way.unsent.begin() + static_cast<std::ptrdiff_t>(written);
    const SteadyTime due = way.way.send(environment_.now(), size);
    way.pieces.push_back({due, Bytes(begin, begin + static_cast<std::ptrdiff_t>(size))});
    way.in_flight += size;
    written += size;
    environment_.at(due, [this, id, toward] { deliver(id, toward); });
  }
  way.unsent.erase(way.unsent.begin(), way.unsent.begin() + static_cast<std::ptrdiff_t>(written));
  if (written == 0) return;
  if (const auto sender = connection->toward(other(toward)).peer.lock()) sender->on_room(written);
}

void Network::deliver(ConnectionId id, End toward) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  const auto connection = found->second;
  const SteadyTime held = partitioned_until_.at(connection->place);
  if (environment_.now() < held) return environment_.at(held, [this, id, toward] { deliver(id, toward); });
  Way& way = connection->toward(toward);
  while (!way.pieces.empty() && way.pieces.front().due <= environment_.now()) {
    Piece piece = std::move(way.pieces.front());
    way.pieces.pop_front();
    way.in_flight -= piece.bytes.size();
    if (!connection->dark) take(id, toward, std::move(piece));
    if (!connections_.contains(id)) return;
  }
  if (!way.unsent.empty()) flush(id, toward);
}

void Network::take(ConnectionId id, End toward, Piece piece) {
  const auto connection = connections_.at(id);
  Way& way = connection->toward(toward);
  const auto peer = way.peer.lock();
  if (way.cut_after && piece.bytes.size() >= *way.cut_after) {
    piece.bytes.resize(*way.cut_after);
    if (peer && !piece.bytes.empty()) peer->on_bytes(piece.bytes);
    environment_.note("cut connection " + std::to_string(id));
    lose(id, toward);
    if (!way.cut_half_open) lose(id, other(toward));
    connection->dark = true;
    return;
  }
  if (way.cut_after) *way.cut_after -= piece.bytes.size();
  if (piece.fin) return lose(id, toward);
  if (peer) peer->on_bytes(piece.bytes);
}

void Network::lose(ConnectionId id, End end) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  if (const auto peer = std::exchange(found->second->toward(end).peer, {}).lock()) peer->on_lost();
}

void Network::close(ConnectionId id, End by) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  found->second->toward(by).peer.reset();
  Way& way = found->second->toward(other(by));
  if (way.peer.expired()) {
    connections_.erase(found);
    return;
  }
  const SteadyTime due = way.way.send(environment_.now(), 1);
  way.pieces.push_back({due, {}, true});
  way.unsent.clear();
  environment_.at(due, [this, id, by] { deliver(id, other(by)); });
}

void Network::vanish(ConnectionId id, End by) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  found->second->toward(by).peer.reset();
  found->second->dark = true;
  if (found->second->toward(other(by)).peer.expired()) connections_.erase(found);
}

std::size_t Network::unsent(ConnectionId id, End from) const {
  const auto found = connections_.find(id);
  return found == connections_.end() ? 0 : found->second->toward(other(from)).unsent.size();
}

void Network::partition(std::size_t place, SteadyTime until) {
  partitioned_until_.at(place) = std::max(partitioned_until_.at(place), until);
}

void Network::rebind(std::size_t place) {
  for (auto& [id, connection] : connections_)
    if (connection->place == place) connection->dark = true;
}

void Network::cut(std::size_t place, End toward, std::size_t after_bytes, bool half_open) {
  for (auto& [id, connection] : connections_) {
    if (connection->place != place || connection->dark) continue;
    connection->toward(toward).cut_after = after_bytes;
    connection->toward(toward).cut_half_open = half_open;
  }
}

void Network::heal() {
  for (SteadyTime& until : partitioned_until_) until = std::min(until, environment_.now());
  for (auto& [id, connection] : connections_)
    for (Way& way : connection->ways) way.cut_after.reset();
}

}  // namespace tongluo::sim
