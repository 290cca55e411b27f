// SPDX-License-Identifier: Apache-2.0
#include "ingest/committer.hh"
#include "ingest/decode_item.hh"
#include "ingest/run.hh"
#include "ingest/run_record.hh"

namespace tlsrpt {

void load(Store& store, const FileSource& source, std::string_view source_name, Decoder& decoder,
          const RunSettings& settings, const RunEvents& events) {
  Batch empty_batch;
  empty_batch.folder.folder = source_name;
  Committer committer(store, empty_batch, settings, events);
  const auto work = [&] {
    source([&](const FileItem& item) {
      committer.add(decode_item(decoder, item, settings.now()));
      if (committer.is_full()) committer.commit();
    });
    committer.commit();
  };
  if (settings.dry_run) {
    work();
  } else {
    recorded_run(store, "load", empty_batch.folder, settings.program_version, work);
  }
}

}  // namespace tlsrpt
