// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>

#include "base/error.hh"
#include "ingest/decode.hh"
#include "store/rejected.hh"
#include "store/revision.hh"
#include "store/store.hh"

namespace tlsrpt {

/// A stored document as today's parser reads it: one document under its stored key.
/// \throws BadMessage  today's parser refuses it
[[nodiscard]] NewReport decode_stored(Decoder& decoder, const StoredBody& stored,
                                      std::chrono::sys_seconds now);

struct ReparseCounts {
  std::uint64_t read = 0;
  std::uint64_t changed = 0;  ///< rewritten, with their sums
  std::uint64_t refused = 0;  ///< today's parser refuses them: left as they are
};

/// Reads the stored reports of some days again with today's parser and corrects what it reads differently, a
/// batch a transaction. Keys never change. \param refused  told of each document that is refused now \throws
/// Unavailable, BadSetup
ReparseCounts reparse(Revision& revision, Decoder& decoder, std::chrono::sys_days since,
                      std::chrono::sys_days until, std::chrono::sys_seconds now,
                      const std::function<void(const StoredBody&, const BadMessage&)>& refused);

struct RetryResult {
  bool resolved = false;  ///< nothing of it was refused again
  NewMessage message;
  std::vector<MessageResult> results;  ///< of what could be stored; empty: nothing
};

/// Decodes refused content again and stores the reports that today's parser finds in it. Runs under the
/// store's run. \throws Unavailable, BadSetup
RetryResult retry(const RejectedContent& content, Rejected& rejected, Store& store, Decoder& decoder,
                  std::chrono::sys_seconds now);

}  // namespace tlsrpt
