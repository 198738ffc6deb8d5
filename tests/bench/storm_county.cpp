#include "tests/bench/storm_county.hpp"

#include "protocol/base/assert.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/wire/frame.hpp"

namespace tongluo::bench {
namespace {

constexpr std::size_t kOften = 1'000'000'000;

}  // namespace

StormCounty::StormCounty(std::size_t terminals, std::size_t spare_receipts, const std::filesystem::path& database)
    : terminals_(terminals), started_at_(os::steady_now()) {
  auto sink = [this](std::vector<store::Completion> completions) {
    for (store::Completion& completion : completions) TL_ASSERT(completions_.push(std::move(completion)));
  };
  auto opened = store::SqliteStore::open(database, sink);
  TL_ASSERT(opened.has_value());
  store_ = std::move(*opened);
  thread_ = std::jthread([this](const std::stop_token& stop) { store_->run(stop); });
  controller::Settings settings;
  settings.gateway_epoch = 1;
  settings.time_signer = &trust_.time;
  settings.guard.quota_burst = settings.guard.quota_per_hour = kOften;  // the pacer alone stands in the storm's way
  auto core = controller::ControllerCore::create(settings, trust_.roots(), {}, now());
  TL_ASSERT(core.has_value());
  core_ = std::move(*core);

  core_->accept_trust_list(now(), ++last_request_, trust_.trust_list());
  settle();
  for (std::size_t i = 1; i <= terminals_; ++i)
    core_->accept_place(now(), ++last_request_, trust_.place(test::ControllerRig::id_of(i), test::village()));
  core_->accept_clip(now(), ++last_request_, clip_, {});
  settle();
  for (std::size_t i = 1; i <= terminals_; ++i) {
    const test::Device device = test::make_device(test::ControllerRig::id_of(i));
    wire::Hello hello{.terminal = device.id};
    hello.protocol_major = limits::kProtocolMajor;
    hello.firmware = "bench";
    hello.cached_clips = {clip_->digest};
    hello.trust_list_version = core_->trust_list_version();
    hello.place_version = core_->place_version(device.id);
    core_->on_hello(now(), i, hello, device.certificate);
  }
  for (std::size_t i = 0; i < spare_receipts; ++i) {
    const test::Device device = test::make_device(test::ControllerRig::id_of(i % terminals_ + 1));
    wire::Receipt receipt{.terminal = device.id};
    receipt.order = sign::digest_of(as_bytes("an order before the storm"));
    receipt.occurrence = 1;
    receipt.stage = Stage::accepted;
    receipt.at = now().wall;
    receipt.sequence = i;
    receipts_.push_back(trust_.seal(PayloadType::receipt, wire::serialize(receipt), {&device.key}));
  }
  settle();
}

StormCounty::~StormCounty() {
  thread_.request_stop();
  thread_.join();
}

Now StormCounty::now() const {
  const SteadyTime steady = os::steady_now();
  return {steady, test::kNow + (steady - started_at_)};
}

void StormCounty::settle() {
  do pump();
  while (waiting_ > 0);
}

Digest StormCounty::submit(Level level) {
  wire::Order order = test::sample_order(now().wall, clip_->digest);
  order.level = level;
  order.targets = {test::county()};
  order.headline = "bench " + std::to_string(++last_order_);
  order.nonce.octets[0] = static_cast<std::byte>(last_order_);
  order.nonce.octets[1] = static_cast<std::byte>(last_order_ >> 8U);
  const Envelope envelope = trust_.seal(order, trust_.dispatch);
  core_->submit(now(), ++last_request_, {envelope, "bench", "api", terminals_});
  return sign::identity(envelope);
}

void StormCounty::pump() {
  if (completions_.size() > 0)
    for (const store::Completion& completion : completions_.drain(store::kMaxJobsPerTransaction, {})) {
      const auto& done = std::get<store::PersistDone>(completion);
      TL_ASSERT(done.result.has_value());
      --waiting_;
      core_->on_persisted(now(), done.token);
    }
  const Now time = now();
  if (time.steady >= core_->next_deadline()) core_->on_deadline(time);
  while (auto action = core_->next_action()) perform(*action);
  // One answer a turn: a terminal's receipt never comes before what is being sent.
  if (!replies_.empty()) {
    auto [session, envelope] = std::move(replies_.back());
    replies_.pop_back();
    core_->on_message(now(), session, wire::ReceiptReport{std::move(envelope)});
  }
}

void StormCounty::perform(controller::Action& action) {
  if (auto* check = std::get_if<controller::CheckReceipt>(&action)) {
    const bool genuine = controller::is_genuine(*check);
    core_->on_receipt_checked(now(), std::move(*check), genuine);
  } else if (auto* persist = std::get_if<controller::Persist>(&action)) {
    ++waiting_;
    TL_ASSERT(store_->submit(persist->token, std::move(persist->writes)));
  } else if (const auto* send = std::get_if<controller::SendFramed>(&action)) {
    delivered(*send);
  } else if (std::holds_alternative<controller::OrderRejected>(action)) {
    ++refused_;
  }
}

void StormCounty::delivered(const controller::SendFramed& send) {
  auto known = frames_.find(send.frame);
  if (known == frames_.end()) {
    const auto message = wire::parse_message(ByteView(*send.frame).subspan(limits::kFrameHeaderBytes));
    const auto* order = message ? std::get_if<wire::OrderDelivery>(&*message) : nullptr;
    if (order == nullptr) return;
    known = frames_.emplace(send.frame, sign::identity(order->envelope)).first;
  }
  Sent& sent = sent_[known->second];
  ++deliveries_;
  if (++sent.count == terminals_) sent.last = os::steady_now();
  if (next_receipt_ < receipts_.size()) replies_.emplace_back(send.session, receipts_[next_receipt_++]);
}

std::optional<SteadyTime> StormCounty::sent_to_all(const Digest& order) const {
  const auto found = sent_.find(order);
  if (found == sent_.end() || found->second.count < terminals_) return std::nullopt;
  return found->second.last;
}

controller::OrderDraft StormCounty::whole_county() const {
  controller::OrderDraft draft;
  draft.order_class = OrderClass::actual;
  draft.level = Level::i;
  draft.areas = {test::county().text()};
  draft.items = {{clip_->digest}};
  draft.headline = "bench";
  return draft;
}

}  // namespace tongluo::bench
