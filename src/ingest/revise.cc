// SPDX-License-Identifier: Apache-2.0
#include "ingest/revise.hh"

#include <algorithm>
#include <optional>

namespace tlsrpt {

namespace {

constexpr std::size_t batch_size = 2'000;

bool is_rejected(const NewDocument& document) {
  return std::holds_alternative<Rejection>(document.content);
}

}  // namespace

NewReport decode_stored(Decoder& decoder, const StoredBody& stored, std::chrono::sys_seconds now) {
  NewMessage context;
  context.subject = stored.subject;
  context.tls_report_domain = stored.tls_report_domain;
  NewMessage message = decoder.stored(stored.body, stored.file_name, std::move(context), now);
  if (message.documents.size() != 1) {
    throw BadMessage("not-a-report",
                     "the stored bytes hold " + std::to_string(message.documents.size()) + " documents");
  }
  if (const auto* rejection = std::get_if<Rejection>(&message.documents.front().content)) {
    throw BadMessage(rejection->reason, rejection->detail, rejection->json_path);
  }
  NewReport report = std::get<NewReport>(std::move(message.documents.front().content));
  report.key = stored.key;
  report.body_hash = stored.body_hash;
  return report;
}

ReparseCounts reparse(Revision& revision, Decoder& decoder, std::chrono::sys_days since,
                      std::chrono::sys_days until, std::chrono::sys_seconds now,
                      const std::function<void(const StoredBody&, const BadMessage&)>& refused) {
  ReparseCounts counts;
  std::optional<ReportKey> after;
  for (;;) {
    const std::vector<StoredBody> bodies = revision.bodies(after, since, until, batch_size);
    std::vector<NewReport> changed;
    for (const StoredBody& stored : bodies) {
      try {
        NewReport report = decode_stored(decoder, stored, now);
        if (report.parsed_digest != stored.parsed_digest) changed.push_back(std::move(report));
      } catch (const BadMessage& error) {
        ++counts.refused;
        refused(stored, error);
      }
    }
    if (!changed.empty()) revision.rewrite(changed);
    counts.read += bodies.size();
    counts.changed += changed.size();
    if (bodies.size() < batch_size) return counts;
    after = bodies.back().key;
  }
}

RetryResult retry(const RejectedContent& content, Rejected& rejected, Store& store, Decoder& decoder,
                  std::chrono::sys_seconds now) {
  RetryResult result;
  const std::string& bytes = content.rejection.content.value();
  if (content.rejection.kind == Rejection::Kind::mail) {
    const Origin origin{{}, content.context.uid, bytes.size(), content.context.received_at};
    result.message = decoder.mail(bytes, origin, now);
  } else {
    result.message = decoder.stored(bytes, content.file_name, content.context, now);
  }
  result.resolved =
      std::ranges::none_of(result.message.documents, is_rejected) && !result.message.documents.empty();

  Batch batch;
  batch.folder = content.folder;
  batch.messages.push_back(result.message);
  std::erase_if(batch.messages.front().documents, is_rejected);
  if (!batch.messages.front().documents.empty()) result.results = store.commit(batch);
  if (result.resolved) rejected.mark_resolved(content.rejection.key);
  return result;
}

}  // namespace tlsrpt
