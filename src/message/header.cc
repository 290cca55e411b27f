// SPDX-License-Identifier: Apache-2.0
#include "message/header.hh"

#include <fmt/format.h>
#include <mimetic/mimetic.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

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

/// The field at the start of `bytes`, whose first line has `length` bytes, with the lines that continue it.
std::string_view first_field(std::string_view bytes, std::size_t length) {
  while (length < bytes.size() && (bytes[length] == ' ' || bytes[length] == '\t')) {
    length += first_line(bytes.substr(length)).size();
  }
  return bytes.substr(0, length);
}

void set_if_first(const WantedField& wanted, std::string_view value, HeaderFields& fields) {
  std::string& first = fields.*wanted.value;
  if (first.empty()) first = value;
}

void read_field(const WantedField& wanted, std::string_view field, HeaderFields& fields) {
  if (field.size() > longest_field) field = field.substr(0, field.rfind('\n', longest_field - 1) + 1);
  std::string_view line = field;
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  const auto has = [line](char c) { return line.find(c) != std::string_view::npos; };
  if (!has('\n') && !has('\r') && !has('\0')) {
    // Most fields stand on one line; only for the others is mimetic worth its price.
    line.remove_prefix(std::min(line.find(':') + 1, line.size()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    set_if_first(wanted, line, fields);
    return;
  }
  mimetic::MimeEntity entity;
  HeaderReader(entity).read(std::string(field) + "\r\n\r\n");  // without an empty line it drops the field
  for (const mimetic::Field& read : entity.header()) {
    const auto* found = find_wanted({read.name().data(), read.name().size()});
    if (found != nullptr) set_if_first(*found, read.value(), fields);
  }
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
  for (std::size_t& length = fields.length; length < bytes.size();) {
    const std::string_view rest = bytes.substr(length);
    const std::string_view line = first_line(rest);
    const bool is_end = line == "\n" || line == "\r\n";
    const std::string_view name = is_end ? std::string_view() : field_name(line);
    // A gateway's mistake amid the header, or the body where the empty line is missing.
    const bool is_junk = !is_end && name.empty();
    if (is_junk && (length == 0 || !begins_with_field(rest.substr(line.size())))) break;
    const std::string_view field = is_end ? line : first_field(rest, line.size());
    length += field.size();
    if (length > max_bytes) {
      throw BadMessage("limit-header-bytes",
                       fmt::format("a header of the mail is longer than {} bytes", max_bytes));
    }
    if (is_end) break;
    if (const auto* wanted = find_wanted(name)) read_field(*wanted, field, fields);
  }
  return fields;
}

}  // namespace tlsrpt
