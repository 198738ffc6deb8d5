#pragma once
// Offline bundles in a local folder (where USB sticks are mounted): which file is new, and what is in it. Only reads,
// never writes or follows links; a folder that is not there is empty. Owner: the import thread; blocking. Limits below:
// further files wait until others are gone. PROTOCOL.md section 8.2.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/result.hpp"
#include "protocol/wire/bundle.hpp"

namespace tongluo::firmware {

constexpr std::size_t kMaxImportFiles = 16;          // *.tongluo, first in the order of their names
constexpr std::size_t kMaxImportEntries = 4'096;     // looked at in the folder
constexpr std::uint32_t kMaxImportReadAttempts = 5;  // of one unchanged file that cannot be read

struct ImportedFile {
  std::string name;  // fit for a log
  Result<wire::OfflineBundle, std::string> bundle;
};

class ImportFolder {
 public:
  explicit ImportFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}
  // The next file whose content was not handled yet; nothing when all are known. What leaves the folder is forgotten:
  // what was in its way may be over when the stick comes back.
  std::optional<ImportedFile> next();
  bool has_too_many() const { return too_many_; }

 private:
  // Tells that a file is unchanged without reading it again.
  struct Mark {
    ino_t inode = 0;
    off_t size = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_ns = 0;
    bool operator==(const Mark&) const = default;
  };
  struct Known {
    Mark mark;
    std::uint32_t attempts = 0;
    bool done = false;
    std::optional<Digest> content;  // as it was read last
  };
  static Mark mark_of(const struct stat& info);
  std::vector<std::string> names(int folder);
  std::optional<ImportedFile> look_within_memory(int folder, const std::string& name);
  std::optional<ImportedFile> look_at(int folder, const std::string& name, Known& known);
  bool is_handled(const Digest& content) const;

  std::filesystem::path folder_;
  std::map<std::string, Known> known_;
  bool too_many_ = false;
};

}  // namespace tongluo::firmware
