#pragma once
// Looks into the import folder every kImportInterval on a thread of its own (a slow stick must not hold up the journal)
// and brings what is new onto the control thread, one file at a time. Owner: the control thread. Destroy it before the
// io_context.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>

#include "terminal-fw/main/import_folder.hpp"
#include "terminal-fw/main/storage_thread.hpp"

namespace tongluo::firmware {

constexpr auto kImportInterval = seconds(2);

class Importer {
 public:
  using Take = std::function<void(ImportedFile file)>;
  Importer(boost::asio::io_context& context, std::filesystem::path folder, Take take);
  void start() { look(); }
  void stop();

 private:
  void look();
  void on_looked(std::optional<ImportedFile> found, bool too_many);

  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  Take take_;
  ImportFolder folder_;  // touched by the thread alone, after start()
  bool too_many_reported_ = false;
  bool stopping_ = false;
  StorageThread thread_;  // last: it ends first
};

}  // namespace tongluo::firmware
