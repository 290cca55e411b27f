// SPDX-License-Identifier: Apache-2.0
#include "ingest/pipeline.hh"
#include "ingest/run.hh"
#include "ingest/run_record.hh"

namespace tlsrpt {

void load(Store& store, const FileSource& source, std::string_view source_name, const RunSettings& settings,
          const RunEvents& events) {
  Batch empty_batch;
  empty_batch.folder.folder = source_name;
  const auto work = [&] {
    Pipeline pipeline(store, empty_batch, settings, events);
    pipeline.commit_all([&] {
      source([&pipeline](const FileItem& item) {
        pipeline.add(raw_mail(item));
        pipeline.take_settled();
      });
    });
    pipeline.take_settled();
  };
  if (settings.dry_run) {
    work();
  } else {
    recorded_run(store, "load", empty_batch.folder, settings.program_version, work);
  }
}

}  // namespace tlsrpt
