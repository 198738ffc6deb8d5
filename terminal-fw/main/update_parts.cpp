#include "terminal-fw/main/update_parts.hpp"

#include <spdlog/spdlog.h>

#include "terminal-fw/slots/directory_slots.hpp"
#include "terminal-fw/slots/rauc_engine.hpp"

namespace tongluo::firmware {
namespace {

std::unique_ptr<update::UpdateEngine> make_engine(const UpdateConfig& config, const RunningImage& running) {
  if (config.engine == UpdateEngineKind::rauc) return std::make_unique<slots::RaucEngine>(config.folder);
  if (running.slot != "a" && running.slot != "b") {
    spdlog::warn("event=updates_off detail=\"the launcher did not say which slot runs\"");
    return nullptr;
  }
  const update::Slot slot = running.slot == "a" ? update::Slot::a : update::Slot::b;
  return std::make_unique<slots::DirectorySlots>(config.folder, slot, config.reserve_bytes);
}

update::StoredUpdate read_record(const std::optional<Bytes>& bytes) {
  if (!bytes) return {};
  if (auto record = update::parse_stored_update(*bytes)) return std::move(*record);
  spdlog::error("event=update_record_damaged");
  return {};
}

}  // namespace

std::optional<UpdateParts> make_update_parts(const Config& config, const RunningImage& running,
                                             const std::optional<Bytes>& record) {
  if (!config.update) return std::nullopt;
  auto engine = make_engine(*config.update, running);
  if (!engine) return std::nullopt;
  auto facts = engine->facts();
  if (!facts) {
    spdlog::error("event=updates_off detail=\"{}\"", facts.error().detail);
    return std::nullopt;
  }
  return UpdateParts{{*config.terminal, config.update->hardware, running.release, config.update->health},
                     std::move(engine),
                     slots::DownloadFile(config.data_dir / "download", config.update->reserve_bytes),
                     *facts,
                     read_record(record)};
}

}  // namespace tongluo::firmware
