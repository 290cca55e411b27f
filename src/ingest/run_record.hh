// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string_view>

#include "base/error.hh"
#include "store/store.hh"

namespace tlsrpt {

/// Does `work` under a row of ingest_run and closes the row, with the error when there was one.
template <class Work>
void recorded_run(Store& store, std::string_view command, const FolderName& folder,
                  std::string_view program_version, Work&& work) {
  store.begin_run(command, folder, program_version);
  try {
    std::forward<Work>(work)();
  } catch (const std::exception& error) {
    try {
      store.end_run(error.what());
    } catch (const std::exception&) {
      // The database may be what failed: the first error is the one to report.
    }
    throw;
  }
  store.end_run({});
}

}  // namespace tlsrpt
