#include "tools/fleet/virtual_terminal.hpp"

#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"
#include "protocol/os/random.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::fleet {
namespace {

constexpr std::size_t kMaxSmallFileBytes = 1024 * 1024;
constexpr std::size_t kMaxClips = 4;
constexpr const char* kServerName = "controller.tongluo";

Result<std::string> read_text(const std::filesystem::path& path) {
  return os::read_file(path, kMaxSmallFileBytes).map([](const Bytes& bytes) { return std::string(as_text(bytes)); });
}

Result<Envelope> read_envelope(const std::filesystem::path& path) {
  const Result<Bytes> bytes = os::read_file(path, kMaxSmallFileBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto envelope = wire::parse_envelope(*bytes);
  if (!envelope) return fail(ErrorKind::bad_input, path.string() + ": " + to_string(envelope.error()));
  return *envelope;
}

terminal::CoreSettings settings(const TerminalId& id) { return {id, "fleet", os::random_nonce(), WallTime{}}; }

}  // namespace

Result<TerminalFiles> read_terminal(const std::filesystem::path& folder) {
  const auto id = TerminalId::parse(folder.filename().string());
  if (!id) return fail(ErrorKind::bad_input, folder.string() + ": not named by a terminal id");
  const auto certificate = read_text(folder / "terminal.crt");
  const auto key = read_text(folder / "terminal.key");
  const auto authority = read_text(folder / "controller-ca.crt");
  const auto trust_list = read_envelope(folder / "trust-list.env");
  const auto place = read_envelope(folder / "place.env");
  for (const auto* text : {&certificate, &key, &authority})
    if (!*text) return tl::unexpected(text->error());
  for (const auto* envelope : {&trust_list, &place})
    if (!*envelope) return tl::unexpected(envelope->error());
  return TerminalFiles{*id, {*certificate, *key, *authority}, *trust_list, *place};
}

VirtualTerminal::VirtualTerminal(boost::asio::io_context& context, TerminalFiles files, sign::PrivateKey key,
                                 const trust::PinnedRoots& roots, Tally& tally)
    : files_(std::move(files)),
      key_(std::move(key)),
      tally_(tally),
      core_(settings(files_.id), roots, key_),
      media_(
          context, [this](ByteView datagram) { core_.on_datagram(os::now(), datagram); },
          [this] {
            core_.on_datagrams_taken(os::now());
            pump();
          }),
      timer_(context) {}

Result<std::unique_ptr<VirtualTerminal>> VirtualTerminal::create(boost::asio::io_context& context, TerminalFiles files,
                                                                 std::vector<net::Endpoint> endpoints,
                                                                 const trust::PinnedRoots& roots, Tally& tally) {
  auto key = sign::PrivateKey::parse_pem(files.identity.private_key_pem);
  if (!key) return fail(ErrorKind::bad_input, files.id.text() + ": terminal.key: " + sign::to_string(key.error()));
  const transport::TlsIdentity identity = files.identity;
  std::unique_ptr<VirtualTerminal> made(new VirtualTerminal(context, std::move(files), std::move(*key), roots, tally));
  auto link = net::ControllerLink::create(context, {std::move(endpoints), kServerName, identity, ""}, *made);
  if (!link) return tl::unexpected(link.error());
  made->link_ = std::move(*link);
  return made;
}

void VirtualTerminal::start() {
  core_.start(os::now(), terminal::JournalSnapshot{}, files_.trust_list, files_.place);
  link_->start();
  pump();
}

void VirtualTerminal::stop() {
  timer_.cancel();
  media_.close();
  link_->stop();
}

wire::Hello VirtualTerminal::make_hello() { return core_.make_hello(os::now(), os::random_nonce(), {}); }

WallTime VirtualTerminal::floored_wall_time() { return core_.wall(os::now()); }

void VirtualTerminal::on_open(const wire::Welcome& welcome, const net::MediaAccess& media) {
  controller_address_ = media.controller_address;
  open_ = true;
  ++tally_.open;
  core_.on_link_open(os::now(), welcome, media.exported_key);
  pump();
}

void VirtualTerminal::on_message(wire::Message message) {
  core_.on_message(os::now(), message);
  pump();
}

void VirtualTerminal::on_closed(session::CloseReason, const std::string&) {
  if (open_) --tally_.open;
  open_ = false;
  media_.close();
  core_.on_link_closed(os::now());
  pump();
}

void VirtualTerminal::pump() {
  hear();
  while (auto action = core_.next_action()) {
    perform(*action);
    hear();
  }
  tally_.refused = std::max<std::size_t>(tally_.refused, core_.refusals().total());
  arm();
}

void VirtualTerminal::hear() {
  for (const terminal::PlaybackEvent& event : sound_.take_events()) {
    if (event.kind == terminal::PlaybackEvent::Kind::started) ++tally_.started;
    if (event.kind == terminal::PlaybackEvent::Kind::finished) ++tally_.finished;
    core_.on_playback(os::now(), event);
  }
}

void VirtualTerminal::perform(terminal::Action& action) {
  const Now now = os::now();
  if (auto* send = std::get_if<terminal::Send>(&action)) link_->send(std::move(send->message));
  if (const auto* commit = std::get_if<terminal::Commit>(&action)) core_.on_commit(now, commit->token, true);
  if (const auto* store = std::get_if<terminal::StoreClip>(&action)) {
    if (clips_.size() >= kMaxClips) clips_.erase(clips_.begin());
    clips_.insert_or_assign(store->clip, store->content);
    core_.on_clip_stored(now, store->clip, true);
  }
  if (const auto* load = std::get_if<terminal::LoadClip>(&action))
    core_.on_clip_loaded(now, load->clip, stored(load->clip));
  if (const auto* play = std::get_if<terminal::Play>(&action)) sound_.play(now, *play);
  if (const auto* done = std::get_if<terminal::AudioComplete>(&action)) sound_.complete(done->play_id, done->clip);
  if (const auto* live = std::get_if<terminal::PlayLive>(&action)) sound_.live(*live);
  if (const auto* open = std::get_if<terminal::OpenMedia>(&action)) open_media(*open);
  if (const auto* datagram = std::get_if<terminal::SendDatagram>(&action)) media_.send(datagram->bytes);
  if (const auto* stop = std::get_if<terminal::StopPlay>(&action)) sound_.stop(now, stop->play_id);
  sound_.on_deadline(now);
}

void VirtualTerminal::open_media(const terminal::OpenMedia& open) {
  std::string host;
  std::uint16_t port = 0;
  if (net::split_media_endpoint(open.endpoint, controller_address_, host, port)) media_.open(host, port);
}

terminal::SharedClipContent VirtualTerminal::stored(const Digest& clip) const {
  const auto at = clips_.find(clip);
  return at == clips_.end() ? nullptr : at->second;
}

void VirtualTerminal::arm() {
  const Now now = os::now();
  SteadyTime due = core_.next_deadline();
  if (sound_.next_deadline() != WallTime::max()) due = std::min(due, now.steady + (sound_.next_deadline() - now.wall));
  if (due == SteadyTime::max()) {
    timer_.cancel();
    return;
  }
  timer_.expires_after(std::max(due - now.steady, SteadyTime::duration(0)));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const Now then = os::now();
    sound_.on_deadline(then);
    hear();
    core_.on_deadline(then);
    pump();
  });
}

}  // namespace tongluo::fleet
