// SPDX-License-Identifier: Apache-2.0
#include "message/attachments.hh"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <ranges>
#include <utility>

#include "base/error.hh"
#include "base/text.hh"
#include "crypto/base64.hh"
#include "message/header.hh"
#include "message/multipart.hh"
#include "message/parameter.hh"
#include "message/quoted_printable.hh"
#include "message/text.hh"

namespace tlsrpt {
namespace {

constexpr std::string_view report_type = "application/tlsrpt";

DecodedBase64 decode_content(std::string_view body, std::string_view encoding) {
  if (encoding == "base64") return decode_base64(body);
  if (encoding == "quoted-printable") return {decode_quoted_printable(body)};
  return {std::string(body)};
}

/// "<id> (comment)" -> "id"
std::string bare_message_id(std::string_view field) {
  const std::size_t open = field.find('<');
  if (open != std::string_view::npos) field = field.substr(open + 1, field.find('>', open) - open - 1);
  return valid_text(trimmed(field));
}

std::string decode_text(std::string_view field) {
  return std::string(trimmed(decode_encoded_words(field)));
}

std::string file_name(const ParameterizedValue& disposition, const ParameterizedValue& content_type) {
  std::string name = disposition.get("filename");
  if (name.empty()) name = content_type.get("name");
  return decode_text(name);
}

/// Without what mbox files, gateways and editors put before a header: a "From " line, a byte order mark,
/// empty lines.
std::string_view from_first_field(std::string_view bytes) {
  std::string_view rest = bytes;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  rest.remove_prefix(std::min(rest.find_first_not_of("\r\n"), rest.size()));
  if (rest.starts_with("From ") || rest.starts_with(">From ")) return rest.substr(first_line(rest).size());
  return begins_with_field(rest) ? rest : bytes;
}

/// Cuts a mail along its boundaries. mimetic reads the header fields, but not the structure: its reader takes
/// a boundary anywhere in a line and by its prefix, loses the parts behind an inner multipart that was not
/// closed, copies every part, and recurses without bound.
class MessageReader {
 public:
  explicit MessageReader(const MessageLimits& limits) : limits_(limits) {}

  /// \param nesting  levels around this message
  void read(std::string_view bytes, unsigned nesting);

  Message take() && { return std::move(message_); }

 private:
  struct Entity {
    HeaderFields header;
    ParameterizedValue content_type;
    std::string encoding;

    bool is_message() const {
      return content_type.value == "message/rfc822" || content_type.value == "message/global";
    }
    bool is_encoded() const { return encoding == "base64" || encoding == "quoted-printable"; }
    /// Of a multipart; empty for anything else.
    std::string boundary() const {
      std::string text = content_type.value.starts_with("multipart/") ? content_type.get("boundary") : "";
      text.erase(text.find_last_not_of(" \t") + 1);  // as it cannot be told from blanks behind the delimiter
      return text;
    }
  };

  Entity read_entity(std::string_view bytes) const;
  void note_message(const HeaderFields& header, unsigned nesting);
  void note_claim(const Entity& entity);
  void add_leaf(const Entity& entity, std::string_view body);
  unsigned deeper(unsigned nesting) const;

  const MessageLimits& limits_;
  Message message_;
  unsigned header_nesting_ = 0;  ///< of the message that message_.header came from
};

void MessageReader::read(std::string_view bytes, unsigned nesting) {
  std::vector<OpenMultipart> open;
  for (bool is_message = true;;) {
    if (is_message) bytes = from_first_field(bytes);
    Entity entity = read_entity(bytes);
    if (!is_message && open.back().is_digest && entity.content_type.value.empty()) {
      entity.content_type.value = "message/rfc822";
    }
    bytes.remove_prefix(entity.header.length);
    if (is_message) note_message(entity.header, nesting);
    note_claim(entity);
    is_message = entity.is_message() && !entity.is_encoded();
    if (is_message) {
      nesting = deeper(nesting);
      continue;
    }
    const std::string boundary = entity.boundary();
    if (!boundary.empty()) {
      open.push_back({boundary, deeper(nesting), entity.content_type.value == "multipart/digest"});
    }
    Delimiter next = find_delimiter(bytes, open);
    const bool has_parts = !boundary.empty() && next.level + 1 == open.size() && !next.closes;
    if (entity.is_message()) {
      read(decode_content(next.before, entity.encoding).bytes, deeper(nesting));
    } else if (!has_parts) {
      add_leaf(entity, next.before);
    }
    while (next.closes) {
      open.resize(next.level);
      next = find_delimiter(next.behind, open);
    }
    if (next.level == open.size()) return;
    open.resize(next.level + 1);
    nesting = open.back().nesting;
    bytes = next.behind;
  }
}

MessageReader::Entity MessageReader::read_entity(std::string_view bytes) const {
  Entity entity;
  entity.header = read_header(bytes, limits_.max_header_bytes);
  entity.content_type = parse_parameters(entity.header.content_type);
  entity.encoding = parse_parameters(entity.header.content_transfer_encoding).value;
  return entity;
}

void MessageReader::note_message(const HeaderFields& header, unsigned nesting) {
  const bool inner = nesting > header_nesting_ || message_.header.tls_report_domain.empty();
  if (nesting > 0 && (header.tls_report_domain.empty() || !inner)) return;
  header_nesting_ = nesting;
  message_.header = {
      .message_id = bare_message_id(header.message_id),
      .from = decode_text(header.from),
      .subject = decode_text(header.subject),
      .tls_report_domain = decode_text(header.tls_report_domain),
      .tls_report_submitter = decode_text(header.tls_report_submitter),
      .claims_report = message_.header.claims_report,
  };
}

void MessageReader::note_claim(const Entity& entity) {
  const bool has_field =
      !entity.header.tls_report_domain.empty() || !entity.header.tls_report_submitter.empty();
  if (has_field || equals_ignoring_case(entity.content_type.get("report-type"), "tlsrpt")) {
    message_.header.claims_report = true;
  }
}

void MessageReader::add_leaf(const Entity& entity, std::string_view body) {
  if (message_.attachments.size() >= limits_.max_parts) {
    throw BadMessage("limit-parts", fmt::format("the mail has more than {} parts", limits_.max_parts));
  }
  const std::string& type = entity.content_type.value;
  DecodedBase64 decoded = decode_content(body, entity.encoding);
  Attachment leaf{
      .file_name = file_name(parse_parameters(entity.header.content_disposition), entity.content_type),
      .content_type = type.empty() ? "text/plain" : type,
      .content = std::move(decoded.bytes),
      .trailing_junk = decoded.trailing_junk,
  };
  leaf.claims_report = type.starts_with(report_type) || is_report_file_name(leaf.file_name);
  message_.attachments.push_back(std::move(leaf));
}

unsigned MessageReader::deeper(unsigned nesting) const {
  if (nesting >= limits_.max_nesting) {
    throw BadMessage("limit-nesting",
                     fmt::format("the parts of the mail lie more than {} levels deep", limits_.max_nesting));
  }
  return nesting + 1;
}

/// Takes the text in front of the next '!' off `rest`.
std::string_view take_field(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('!'), rest.size());
  const std::string_view field = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return field;
}

bool remove_suffix(std::string_view& text, std::string_view suffix) {
  if (text.size() < suffix.size()) return false;
  if (!equals_ignoring_case(text.substr(text.size() - suffix.size()), suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

}  // namespace

Message read_message(std::string_view bytes, const MessageLimits& limits) {
  MessageReader reader(limits);
  reader.read(bytes, 0);
  return std::move(reader).take();
}

bool is_report_file_name(std::string_view file_name) noexcept {
  remove_suffix(file_name, ".gz");
  if (!remove_suffix(file_name, ".json")) return false;
  const std::string_view sender = take_field(file_name);
  const std::string_view domain = take_field(file_name);
  const std::string_view begin = take_field(file_name);
  const std::string_view end = take_field(file_name);
  const bool ends = file_name.find('!') == file_name.npos;  // the rest is the unique id, or nothing
  return !sender.empty() && !domain.empty() && is_number(begin) && is_number(end) && ends;
}

}  // namespace tlsrpt
