// SPDX-License-Identifier: Apache-2.0
#include "message/header.hh"

#include <fmt/format.h>
#include <mimetic/mimetic.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/error.hh"
#include "message/text.hh"

namespace tlsrpt {
namespace {

// mimetic's reader takes time by the square of a field's length; no field that is read here is longer in
// earnest.
constexpr std::size_t longest_field = 16'384;

struct WantedField {
  std::string_view name;
  std::string HeaderFields::*value;
};

constexpr std::array<WantedField, 8> wanted_fields{{
    {"Content-Type", &HeaderFields::content_type},
    {"Content-Disposition", &HeaderFields::content_disposition},
    {"Content-Transfer-Encoding", &HeaderFields::content_transfer_encoding},
    {"Message-ID", &HeaderFields::message_id},
    {"From", &HeaderFields::from},
    {"Subject", &HeaderFields::subject},
    {"TLS-Report-Domain", &HeaderFields::tls_report_domain},
    {"TLS-Report-Submitter", &HeaderFields::tls_report_submitter},
}};

/// mimetic's header reader without its body reader: MimeEntity::load() would replace Content-Type by its own
/// reading of it, which knows no quotes.
class HeaderReader : public mimetic::IteratorParser<const char*, std::input_iterator_tag> {
 public:
  explicit HeaderReader(mimetic::MimeEntity& entity) : IteratorParser(entity) {}
  void read(std::string_view block) {
    m_bit = block.data();
    m_eit = block.data() + block.size();
    loadHeader();
  }
};

/// RFC 5322 allows any visible character in the name of a field, and gateways write others; but a body of
/// JSON must not be taken for a header.
constexpr std::array<bool, 256> name_characters = [] {
  std::array<bool, 256> allowed{};
  std::fill(allowed.begin() + ' ' + 1, allowed.end(), true);
  for (const unsigned char c : {':', '\x7F', '"', '{', '}', '[', ']', ','}) allowed[c] = false;
  return allowed;
}();

/// The name of the field that starts with `line`, or nothing.
std::string_view field_name(std::string_view line) {
  const auto is_name_character = [](char c) { return name_characters[static_cast<unsigned char>(c)]; };
  const std::string_view name(line.begin(), std::ranges::find_if_not(line, is_name_character));
  const std::size_t colon = line.find_first_not_of(" \t", name.size());
  return colon != std::string_view::npos && line[colon] == ':' ? name : std::string_view();
}

const WantedField* find_wanted(std::string_view name) {
  const auto* field = std::ranges::find_if(wanted_fields, [&](const WantedField& wanted) {
    return wanted.name.size() == name.size() && equals_ignoring_case(wanted.name, name);
  });
  return field == wanted_fields.end() ? nullptr : field;
}

/// The lines of the wanted fields of the header block at the start of `bytes`.
/// \param length  set to the length of the block
std::string take_wanted_lines(std::string_view bytes, std::uint64_t max_bytes, std::size_t& length) {
  std::string wanted_lines;
  wanted_lines.reserve(1024);
  bool wanted = false;
  std::size_t field_bytes = 0;
  for (length = 0; length < bytes.size();) {
    const std::string_view line = first_line(bytes.substr(length));
    const bool is_end = line == "\n" || line == "\r\n";
    const bool continues = length > 0 && (line.front() == ' ' || line.front() == '\t');
    const std::string_view name = is_end || continues ? std::string_view() : field_name(line);
    const bool is_junk = !is_end && !continues && name.empty();
    // A gateway's mistake amid the header, or the body where the empty line is missing.
    if (is_junk && (length == 0 || !begins_with_field(bytes.substr(length + line.size())))) break;
    length += line.size();
    if (length > max_bytes) {
      throw BadMessage("limit-header-bytes",
                       fmt::format("a header of the mail is longer than {} bytes", max_bytes));
    }
    if (is_end) break;
    if (!continues) {
      wanted = find_wanted(name) != nullptr;
      field_bytes = 0;
    }
    field_bytes += line.size();
    wanted = wanted && field_bytes <= longest_field;
    if (wanted) wanted_lines += line;
  }
  return wanted_lines;
}

}  // namespace

bool begins_with_field(std::string_view bytes) noexcept {
  return !field_name(first_line(bytes)).empty();
}

std::string_view first_line(std::string_view bytes) noexcept {
  const std::size_t end = bytes.find('\n');
  return end == std::string_view::npos ? bytes : bytes.substr(0, end + 1);
}

HeaderFields read_header(std::string_view bytes, std::uint64_t max_bytes) {
  HeaderFields fields;
  std::string wanted_lines = take_wanted_lines(bytes, max_bytes, fields.length);
  if (wanted_lines.empty()) return fields;
  wanted_lines += "\r\n\r\n";  // without an empty line mimetic drops the last field
  mimetic::MimeEntity entity;
  HeaderReader(entity).read(wanted_lines);
  for (const mimetic::Field& field : entity.header()) {
    const auto* wanted = find_wanted({field.name().data(), field.name().size()});
    if (wanted == nullptr) continue;
    std::string& value = fields.*wanted->value;
    if (value.empty()) value = field.value();
  }
  return fields;
}

}  // namespace tlsrpt
