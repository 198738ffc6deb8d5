#include "controller/main/importer.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

#include "protocol/os/files.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/trust_objects.hpp"

namespace tongluo::daemon {
namespace {

namespace fs = std::filesystem;
using controller::ControllerCore;

struct Import : std::enable_shared_from_this<Import> {
  Import(CoreRunner& core_runner, fs::path folder, std::function<void(Imported)> when_done)
      : runner(core_runner), places(std::move(folder)), done(std::move(when_done)) {}

  void import_trust_list(const fs::path& file);
  void import_places();
  void import_place(const fs::path& file);
  void wrong(const fs::path& file, const std::string& what);
  void finish_one();
  template <class Function>
  void ask(const fs::path& file, Envelope envelope, Function accept, std::function<void()> next);

  CoreRunner& runner;
  fs::path places;
  std::function<void(Imported)> done;
  Imported imported;
  std::size_t open = 0;
};

Result<Envelope> read_envelope(const fs::path& file) {
  const auto bytes = os::read_file(file, kMaxEnvelopeFileBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  auto envelope = wire::parse_envelope(*bytes);
  if (!envelope) return fail(ErrorKind::bad_input, "no signed envelope: " + wire::to_string(envelope.error()));
  return std::move(*envelope);
}

void Import::wrong(const fs::path& file, const std::string& what) {
  ++imported.wrong;
  spdlog::error("event=import_failed file=\"{}\" detail=\"{}\"", file.string(), what);
}

void Import::finish_one() {
  if (--open == 0) done(imported);
}

template <class Function>
void Import::ask(const fs::path& file, Envelope envelope, Function accept, std::function<void()> next) {
  runner.ask([&envelope, accept](ControllerCore& core, Now now,
                                 controller::RequestId request) { (core.*accept)(now, request, std::move(envelope)); },
             [self = shared_from_this(), file, next = std::move(next)](const controller::Action& action) {
               if (const auto* rejected = std::get_if<controller::ObjectRejected>(&action))
                 self->wrong(file, std::string(to_string(rejected->refusal)) + " " + rejected->detail);
               else
                 ++self->imported.stored;
               next();
             });
}

// The places come after the trust list: only it says who may sign them.
void Import::import_trust_list(const fs::path& file) {
  const auto next = [self = shared_from_this()] { self->import_places(); };
  auto envelope = read_envelope(file);
  if (!envelope && envelope.error().kind == ErrorKind::not_found) return next();
  if (!envelope) return wrong(file, envelope.error().detail), next();
  const auto list = wire::parse_trust_list(envelope->payload);
  if (!list) return wrong(file, wire::to_string(list.error())), next();
  if (list->version <= runner.core().trust_list_version()) return void(++imported.unchanged), next();
  ask(file, std::move(*envelope), &ControllerCore::accept_trust_list, next);
}

void Import::import_places() {
  open = 1;  // held until every file was looked at
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(places, error), end; !error && entry != end; entry.increment(error))
    if (entry->path().extension() == ".env") files.push_back(entry->path());
  if (error && error != std::errc::no_such_file_or_directory) wrong(places, error.message());
  if (files.size() > kMaxPlaceFiles) wrong(places, "more files than terminals are allowed; the last are left out");
  std::sort(files.begin(), files.end());
  files.resize(std::min(files.size(), kMaxPlaceFiles));
  for (const fs::path& file : files) import_place(file);
  finish_one();
}

void Import::import_place(const fs::path& file) {
  auto envelope = read_envelope(file);
  if (!envelope) return wrong(file, envelope.error().detail);
  const auto place = wire::parse_place_record(envelope->payload);
  if (!place) return wrong(file, wire::to_string(place.error()));
  if (place->version <= runner.core().place_version(place->terminal)) return void(++imported.unchanged);
  ++open;
  ask(file, std::move(*envelope), &ControllerCore::accept_place, [self = shared_from_this()] { self->finish_one(); });
}

}  // namespace

void import_files(CoreRunner& runner, const ImportFiles& files, std::function<void(Imported)> done) {
  const auto import = std::make_shared<Import>(runner, files.places, std::move(done));
  import->import_trust_list(files.trust_list);
}

}  // namespace tongluo::daemon
