#include "tests/unit/controller_core/core_rig.hpp"

#include "protocol/wire/clip_manifest.hpp"
#include "tests/support/certificates.hpp"

namespace tongluo::test {
namespace {

bool is_answer(const controller::Action& action) {
  return std::holds_alternative<controller::OrderTaken>(action) ||
         std::holds_alternative<controller::OrderRejected>(action) ||
         std::holds_alternative<controller::ObjectStored>(action) ||
         std::holds_alternative<controller::ObjectRejected>(action) ||
         std::holds_alternative<controller::StopTaken>(action) ||
         std::holds_alternative<controller::EnrolmentAnswered>(action) ||
         std::holds_alternative<controller::ClaimsTaken>(action);
}

Bytes der_of(const std::string& pem) {
  const std::string begin = "-----BEGIN CERTIFICATE-----", end = "-----END CERTIFICATE-----";
  const auto from = pem.find(begin) + begin.size();
  std::string base64 = pem.substr(from, pem.find(end) - from);
  std::erase(base64, '\n');
  return *from_base64(base64);
}

controller::ControllerCore make_core(const TrustFixture& trust, controller::Snapshot snapshot, Now now,
                                     const ControllerRig::Edit& edit) {
  controller::Settings settings;
  settings.gateway_epoch = 7;
  settings.time_signer = &trust.time;
  if (edit) edit(settings);
  auto core = controller::ControllerCore::create(settings, trust.roots(), std::move(snapshot), now);
  if (!core) throw std::runtime_error(core.error().detail);
  return std::move(*core);
}

}  // namespace

Device make_device(const TerminalId& id) {
  static const Certified authority = make_authority("devices");
  static std::map<TerminalId, Certified> issued;
  const auto at = issued.contains(id) ? issued.find(id) : issued.emplace(id, issue(authority, id.text())).first;
  return {id, *sign::PrivateKey::parse_pem(at->second.key_pem), der_of(at->second.certificate_pem)};
}

session::SharedClip sample_clip(std::size_t chunks, int seed) {
  auto clip = std::make_shared<session::ClipData>();
  wire::ClipManifest manifest{1, wire::ClipCodec::ogg_opus, 0, limits::kClipChunkBytes, seconds(10), {}};
  for (std::size_t i = 0; i < chunks; ++i) {
    clip->chunks.emplace_back(limits::kClipChunkBytes, static_cast<std::byte>(i + static_cast<std::size_t>(seed)));
    manifest.total_bytes += limits::kClipChunkBytes;
    manifest.chunks.push_back(sign::digest_of(clip->chunks.back()));
  }
  clip->manifest = wire::serialize(manifest);
  clip->digest = sign::digest_of(clip->manifest);
  return clip;
}

ControllerRig::ControllerRig(const TrustFixture::Edit& edit_list, Edit edit)
    : edit_settings(std::move(edit)), trust(edit_list), core(make_core(trust, {}, now, edit_settings)) {}

ControllerRig::ControllerRig(TrustFixture deployment, MakeDevice devices)
    : device_of(std::move(devices)), trust(std::move(deployment)), core(make_core(trust, {}, now, edit_settings)) {}

TerminalId ControllerRig::id_of(std::size_t terminal) {
  std::string number = std::to_string(terminal);
  return terminal_id("TL-" + std::string(6 - number.size(), '0') + number);
}

void ControllerRig::enrol(std::size_t count, AreaCode where) {
  core.accept_trust_list(now, ++last_request_, trust.trust_list());
  persist_all();
  for (std::size_t i = 1; i <= count; ++i) core.accept_place(now, ++last_request_, trust.place(id_of(i), where));
  persist_all();
  take();
}

void ControllerRig::add_clip(const session::SharedClip& clip, std::vector<std::string> warnings) {
  core.accept_clip(now, ++last_request_, clip, std::move(warnings));
  persist_all();
  take();
}

Digest ControllerRig::submit(const wire::Order& order) { return submit(order, {&trust.dispatch}); }

Digest ControllerRig::submit(const wire::Order& order, const std::vector<const sign::Signer*>& signers) {
  const Envelope envelope = trust.seal(PayloadType::order, wire::serialize(order), signers);
  hand_in(envelope);
  persist_all();
  return sign::identity(envelope);
}

controller::RequestId ControllerRig::hand_in(const Envelope& envelope, std::string origin) {
  core.submit(now, ++last_request_, {envelope, "tester", std::move(origin), addressed(envelope)});
  return last_request_;
}

std::size_t ControllerRig::addressed(const Envelope& envelope) const {
  const auto order = wire::parse_order(envelope.payload);
  if (!order) return 0;
  std::size_t count = 0;
  for (const auto& [terminal, place] : index_.places) count += trust::addresses(order->targets, place.record) ? 1 : 0;
  return count;
}

Refusal ControllerRig::submit_refused(const Envelope& envelope) {
  hand_in(envelope);
  const auto rejected = take_only<controller::OrderRejected>();
  return rejected.size() == 1 ? rejected.front().refusal : Refusal::none;
}

std::vector<std::string> ControllerRig::audit_actions() const {
  std::vector<std::string> actions;
  for (const controller::SaveAudit& entry : audited) actions.push_back(entry.action);
  return actions;
}

controller::SessionId ControllerRig::hello(std::size_t terminal, std::vector<Digest> cached) {
  const Device device = device_of(id_of(terminal));
  wire::Hello hello{.terminal = device.id};
  hello.protocol_major = limits::kProtocolMajor;
  hello.firmware = "test";
  hello.cached_clips = std::move(cached);
  hello.trust_list_version = core.trust_list_version();
  hello.place_version = core.place_version(device.id);
  core.on_hello(now, ++last_session_, hello, device.certificate);
  return last_session_;
}

wire::Receipt ControllerRig::sample_receipt(std::size_t terminal, const Digest& order, Stage stage,
                                            Outcome outcome) const {
  wire::Receipt receipt{.terminal = id_of(terminal)};
  receipt.order = order;
  receipt.occurrence = 1;
  receipt.stage = stage;
  receipt.outcome = outcome;
  receipt.at = now.wall;
  receipt.sequence = static_cast<std::uint64_t>(stage);
  return receipt;
}

Envelope ControllerRig::sealed(std::size_t terminal, const wire::Receipt& receipt) const {
  const Device device = device_of(id_of(terminal));
  return trust.seal(PayloadType::receipt, wire::serialize(receipt), {&device.key});
}

void ControllerRig::report(controller::SessionId session, Envelope envelope) {
  core.on_message(now, session, wire::ReceiptReport{std::move(envelope)});
  answers_ = take();  // its signature is verified
}

void ControllerRig::receipt(controller::SessionId session, std::size_t terminal, const wire::Receipt& receipt) {
  report(session, sealed(terminal, receipt));
}

std::vector<controller::Action> ControllerRig::take() {
  std::vector<controller::Action> actions = std::exchange(answers_, {});
  while (auto action = core.next_action()) {
    if (auto* check = std::get_if<controller::CheckReceipt>(&*action)) {
      const bool genuine = controller::is_genuine(*check);
      core.on_receipt_checked(now, std::move(*check), genuine);
      continue;
    }
    if (const auto* persist = std::get_if<controller::Persist>(&*action)) pending.push_back(*persist);
    actions.push_back(std::move(*action));
  }
  return actions;
}

void ControllerRig::persist_all() {
  for (controller::Action& action : take())
    if (is_answer(action)) answers_.push_back(std::move(action));
  for (const controller::Persist& persist : std::exchange(pending, {})) {
    for (const controller::StoreWrite& write : persist.writes) MemoryStore{stored, audited, index_}.apply(write);
    core.on_persisted(now, persist.token);
  }
}

void ControllerRig::restart() {
  take();
  pending.clear();
  core = make_core(trust, stored, now, edit_settings);
}

void ControllerRig::fail_all() {
  take();
  for (const controller::Persist& persist : std::exchange(pending, {}))
    core.on_persist_failed(now, persist.token, Error{ErrorKind::io, "disk full"});
}

void ControllerRig::advance(microseconds duration) {
  now.steady += duration;
  now.wall += duration;
  if (now.steady >= core.next_deadline()) core.on_deadline(now);
}

}  // namespace tongluo::test
