// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <vector>

#include "report/warning.hh"

namespace tlsrpt {

/// The value as text, without U+0000; what is no string comes as its JSON text, null as the empty text.
[[nodiscard]] std::string read_text(simdjson::dom::element value, Warnings& warnings);

/// The value as a session count from 0 to max_session_count (quirks Q09 to Q11; warns).
[[nodiscard]] std::uint64_t read_count(simdjson::dom::element value, Warnings& warnings);

/// The value as a list of trimmed lines without empty ones: a list of strings, one string, null (quirk Q14;
/// warns).
/// \param max_lines  with more than these in the value, some more come back, but not all
[[nodiscard]] std::vector<std::string> read_lines(simdjson::dom::element value, std::uint64_t max_lines,
                                                  Warnings& warnings);

/// The objects of a list; one object stands for a list of one (quirk Q14; warns). What is no object is left
/// out.
[[nodiscard]] std::vector<simdjson::dom::object> read_objects(simdjson::dom::element value,
                                                              WarningCode single, Warnings& warnings);

}  // namespace tlsrpt
