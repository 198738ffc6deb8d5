#include "tools/ctl/backup_command.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <sys/stat.h>
#include <toml++/toml.h>

#include "protocol/os/clock.hpp"
#include "protocol/sqlite/copy.hpp"
#include "tools/ctl/backup_file.hpp"

namespace tongluo::ctl {
namespace {

namespace fs = std::filesystem;

struct Sources {
  std::vector<std::string> names;     // below the home
  std::vector<std::string> left_out;  // private keys of persons, and what is no plain file
};

void collect_strings(const toml::node& node, std::set<std::string>& found) {
  if (const auto text = node.value<std::string>()) found.insert(fs::path(*text).lexically_normal().string());
  if (const toml::array* array = node.as_array())
    for (const toml::node& element : *array) collect_strings(element, found);
  if (const toml::table* table = node.as_table())
    for (const auto& [key, element] : *table) collect_strings(element, found);
}

// Every string of tongluod.toml: the keys that work unattended are among them.
Try<std::set<std::string>> named_by_configuration(const Home& home) {
  const std::string path = home.at(files::kConfiguration).string();
  std::set<std::string> found;
  try {
    const toml::table table = toml::parse_file(path);
    collect_strings(table, found);
  } catch (const toml::parse_error& error) {
    return refuse(path + ": " + std::string(error.description()));
  }
  return found;
}

std::string beginning_of(const fs::path& file) {
  std::string text(1024, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

// A sealed key is a person's always; an open one unless tongluod works with it.
bool is_private_of_a_person(const fs::path& file, bool configured) {
  const std::string text = beginning_of(file);
  if (text.find("tongluo-key-") != text.npos) return true;
  return !configured && (text.find("PRIVATE KEY") != text.npos || file.extension() == ".key");
}

bool is_database(const fs::path& file) { return beginning_of(file).starts_with("SQLite format 3"); }

void add_folder(const Home& home, const fs::path& folder, Sources& sources) {
  std::error_code error;
  if (!fs::is_directory(home.folder / folder, error)) return;
  for (const auto& entry : fs::recursive_directory_iterator(home.folder / folder, error)) {
    const std::string name = entry.path().lexically_relative(home.folder).generic_string();
    if (entry.is_directory(error)) continue;
    if (entry.path().filename().string().starts_with(kDatabaseName)) continue;  // copied in its own way
    const bool plain = entry.is_regular_file(error) && !entry.is_symlink(error);
    (plain && !is_private_of_a_person(entry.path(), false) ? sources.names : sources.left_out).push_back(name);
  }
}

Try<Sources> sources_of(const Home& home, const fs::path& data) {
  const Try<std::set<std::string>> configured = named_by_configuration(home);
  if (!configured) return tl::unexpected(configured.error());
  Sources sources;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(home.folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file(error) || is_database(entry.path())) continue;  // a database here: another backup
    const bool left = is_private_of_a_person(entry.path(), configured->contains(name));
    (left ? sources.left_out : sources.names).push_back(name);
  }
  if (error) return refuse(home.folder.string() + ": " + error.message());
  add_folder(home, "places", sources);
  add_folder(home, data, sources);
  // Named files in folders of their own (relay keys, say).
  for (const std::string& name : *configured) {
    const bool below = name.find('/') != name.npos && !name.starts_with("..") && !name.starts_with("/");
    if (!below || name.starts_with("keys/") || !fs::is_regular_file(home.at(name), error)) continue;
    const bool left = is_private_of_a_person(home.at(name), true);
    (left ? sources.left_out : sources.names).push_back(name);
  }
  for (const std::string& name : *configured)
    if (name.starts_with("/") && fs::is_regular_file(name, error)) sources.left_out.push_back(name);
  return sources;
}

Try<unsigned> mode_of(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return refuse(file.string() + ": cannot be read");
  return static_cast<unsigned>(status.st_mode) & 0777U;
}

// The database first: whatever it names is younger in the folders, never missing there.
Try<BackupManifest> write_backup(const Home& home, const fs::path& data, const Digest& deployment,
                                 const Sources& sources, const fs::path& unfinished) {
  const fs::path copy = unfinished.string() + ".db";
  std::error_code ignored;
  fs::remove(copy, ignored);
  fs::remove(unfinished, ignored);
  if (auto copied = sqlite::copy_database(home.folder / data / kDatabaseName, copy); !copied)
    return give_up(ExitCode::failed, copied.error());
  Try<BackupWriter> writer = BackupWriter::create(unfinished);
  if (!writer) return tl::unexpected(writer.error());
  fs::permissions(unfinished, fs::perms::owner_read | fs::perms::owner_write, ignored);  // keys are in it
  Try<void> added = writer->add((data / kDatabaseName).generic_string(), copy, kSecretMode);
  fs::remove(copy, ignored);
  if (!added) return tl::unexpected(added.error());
  for (const std::string& name : sources.names) {
    if (std::error_code error; !fs::exists(home.at(name), error)) continue;  // removed by the daemon meanwhile
    const Try<unsigned> mode = mode_of(home.at(name));
    if (!mode) return tl::unexpected(mode.error());
    if (added = writer->add(name, home.at(name), *mode); !added) return tl::unexpected(added.error());
  }
  return writer->finish(deployment, os::wall_now(), TONGLUO_VERSION);
}

void report_backup(const Context& context, const std::string& file, const BackupManifest& manifest,
                   const Sources& sources) {
  std::uint64_t bytes = 0;
  for (const BackedFile& backed : manifest.files) bytes += backed.bytes;
  if (context.options.json) {
    boost::json::array left(sources.left_out.begin(), sources.left_out.end());
    context.out << boost::json::serialize(boost::json::object{{"file", file},
                                                              {"manifest", to_string(digest_of(manifest))},
                                                              {"deployment", to_string(manifest.deployment)},
                                                              {"files", manifest.files.size()},
                                                              {"bytes", bytes},
                                                              {"left_out", left}})
                << "\n";
    return;
  }
  context.out << "backup      " << file << ": " << manifest.files.size() << " files, " << bytes << " bytes\n"
              << "manifest    " << to_string(digest_of(manifest)) << "\n"
              << "deployment  " << to_string(manifest.deployment) << "\n";
  for (const std::string& name : sources.left_out) context.out << "left out    " << name << "\n";
  context.out << "left out    keys/ and terminals/: private keys of persons and terminals are in no backup\n"
              << "The file holds the keys that the controller works with unattended: keep it as you keep those.\n";
}

}  // namespace

Try<fs::path> data_folder_of(const Home& home) {
  std::string data = "data";
  try {
    const toml::table table = toml::parse_file(home.at(files::kConfiguration).string());
    data = table["data_dir"].value_or(data);
  } catch (const toml::parse_error& error) {
    return refuse(home.at(files::kConfiguration).string() + ": " + std::string(error.description()));
  }
  const fs::path folder = fs::path(data).lexically_normal();
  if (folder.is_absolute() || folder.empty() || *folder.begin() == ".." || folder == ".")
    return refuse("data_dir \"" + data + "\" is no folder below the home: copy it by other means");
  return folder.has_filename() ? folder : folder.parent_path();
}

Try<void> run_backup(const Context& context, const BackupOptions& options) {
  const Try<Home> home = context.home();
  if (!home) return tl::unexpected(home.error());
  std::error_code error;
  if (fs::exists(options.file, error)) return refuse(options.file + ": exists already");
  const Try<Digest> deployment = read_deployment(*home);
  if (!deployment) return tl::unexpected(deployment.error());
  const Try<fs::path> data = data_folder_of(*home);
  if (!data) return tl::unexpected(data.error());
  const Try<Sources> sources = sources_of(*home, *data);
  if (!sources) return tl::unexpected(sources.error());
  const fs::path unfinished = options.file + ".unfinished";
  const Try<BackupManifest> manifest = write_backup(*home, *data, *deployment, *sources, unfinished);
  if (!manifest) {
    fs::remove(unfinished, error);
    return tl::unexpected(manifest.error());
  }
  fs::rename(unfinished, options.file, error);
  if (error) return refuse(options.file + ": " + error.message());
  report_backup(context, options.file, *manifest, *sources);
  return {};
}

}  // namespace tongluo::ctl
