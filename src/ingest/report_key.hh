// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "report/report.hh"
#include "store/batch.hh"

namespace tlsrpt {

/// SHA-256 over a document without byte order mark and without blanks outside of strings.
[[nodiscard]] BodyHash body_hash(std::string_view json);

/// The key that a report has wherever it comes from: mail, file, today or in ten years. Frozen (golden
/// vectors in tests/fixtures/report_keys.json): no change of the parser may change a key.
///
/// Bytes 0 to 3 are the Unix seconds of report_day(), big-endian; bytes 4 to 15 the first twelve of SHA-256
/// over the concatenation of four netstrings (decimal length, ":", bytes, ","): organization-name, report-id,
/// start and end of the date range in decimal Unix seconds. Strings are trimmed, never cut. Substitutes:
/// contact-info for a missing organization-name; for a missing report-id "sha256:" and the body hash in
/// hexadecimal.
[[nodiscard]] ReportKey report_key(const Report& report, const BodyHash& body_hash);

/// The key of a second body that an operator took for a report of its own: the same day, then SHA-256 over
/// the first one's key and the second one's hash.
[[nodiscard]] ReportKey added_report_key(const ReportKey& first, const BodyHash& body_hash);

/// The key of refused bytes: the first 16 bytes of SHA-256 over them.
[[nodiscard]] ReportKey rejected_key(std::string_view content);

}  // namespace tlsrpt
