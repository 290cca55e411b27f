// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "ingest/committer.hh"
#include "ingest/run.hh"
#include "ingest/run_record.hh"

namespace tlsrpt {

namespace {

NewMessage decode(Decoder& decoder, const FileItem& item, std::chrono::sys_seconds now) {
  const Origin origin{std::string(item.path), item.number, item.size, item.modified};
  if (item.too_large) return decoder.oversized(origin);
  return item.kind == FileKind::mail ? decoder.mail(item.bytes, origin, now)
                                     : decoder.document(item.bytes, origin, now);
}

}  // namespace

void load(Store& store, const FileSource& source, std::string_view source_name, Decoder& decoder,
          const RunSettings& settings, const RunEvents& events) {
  Batch empty_batch;
  empty_batch.folder.folder = source_name;
  Committer committer(store, empty_batch, settings, events);
  const auto work = [&] {
    source([&](const FileItem& item) {
      committer.add(decode(decoder, item, settings.now()));
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
