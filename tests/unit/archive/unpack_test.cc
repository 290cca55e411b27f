// SPDX-License-Identifier: Apache-2.0
#include "archive/unpack.hh"

#include <doctest/doctest.h>

#include <string>

#include "archive/pack.hh"
#include "base/error.hh"
#include "zip_builder.hh"

namespace tlsrpt {
namespace {

const std::string report = R"({"report-id": "1", "policies": []})";

/// The reason why `bytes` are refused; empty when they are not.
std::string refusal(std::string_view bytes, const UnpackLimits& limits = {}) {
  const Unpacked unpacked = unpack(bytes, "name", limits);
  return unpacked.failures.empty() ? std::string() : unpacked.failures.front().error.reason();
}

/// What `bytes` hold, which must be one document.
Document only_document(std::string_view bytes, const UnpackLimits& limits = {}) {
  Unpacked unpacked = unpack(bytes, "name", limits);
  REQUIRE(unpacked.documents.size() == 1);
  return std::move(unpacked.documents.front());
}

/// A gzip member of `size` zero bytes, made without holding them.
std::string gzip_of_zeros(std::uint64_t size) {
  std::string bomb;
  const std::string piece = gzip(std::string(1 << 20, '\0'));
  for (std::uint64_t i = 0; i < size >> 20U; ++i) bomb += piece;
  return bomb;
}

}  // namespace

TEST_CASE("the first bytes tell the format") {
  CHECK(archive_format("\x1f\x8b\x08") == ArchiveFormat::gzip);
  CHECK(archive_format("PK\x03\x04") == ArchiveFormat::zip);
  CHECK(archive_format("{}") == ArchiveFormat::plain);
  CHECK(archive_format("\x1f") == ArchiveFormat::plain);
  CHECK(archive_format("") == ArchiveFormat::plain);
}

TEST_CASE("plain bytes come back as they are") {
  const Document document = only_document(report);
  CHECK(document.file_name == "name");
  CHECK(document.content == report);
  CHECK_FALSE(document.is_whole_gzip);
  CHECK_FALSE(document.trailing_garbage);
  CHECK(only_document("").content.empty());
}

TEST_CASE("gzip: one member") {
  const Document document = only_document(gzip(report));
  CHECK(document.file_name == "name");
  CHECK(document.content == report);
  CHECK(document.is_whole_gzip);
  CHECK_FALSE(document.trailing_garbage);
}

TEST_CASE("gzip: the members are one document (Q30)") {
  const Document document = only_document(gzip("{\"a\"") + gzip("") + gzip(": 1}"));
  CHECK(document.content == "{\"a\": 1}");
  CHECK(document.is_whole_gzip);
}

TEST_CASE("gzip: members that are JSON objects each are documents each (Q30)") {
  const auto documents =
      unpack(gzip(report) + gzip(" ") + gzip("{\"a\"") + gzip(":2}\n") + gzip("\n{}"), "name", {}).documents;
  REQUIRE(documents.size() == 3);
  CHECK(documents[0].content == report + " ");
  CHECK(documents[1].content == "{\"a\":2}\n");
  CHECK(documents[2].content == "\n{}");
  for (const Document& document : documents) {
    CHECK(document.file_name == "name");
    CHECK_FALSE(document.is_whole_gzip);
  }
  CHECK(refusal(gzip("{}") + gzip("{}"), {.max_archive_entries = 1}) == "limit-archive-entries");
}

TEST_CASE("gzip: garbage behind the last member is left out and noted (Q30)") {
  const std::string footers[] = {"\r\n-- \r\nlist footer", std::string(512, '\0'), "\x1f"};
  for (const std::string& footer : footers) {
    const Document document = only_document(gzip(report) + footer);
    CHECK(document.content == report);
    CHECK(document.trailing_garbage);
    CHECK_FALSE(document.is_whole_gzip);
  }
}

TEST_CASE("gzip: empty file") {
  CHECK(only_document(gzip("")).content.empty());
}

TEST_CASE("gzip: a size that the trailer understates is only a hint") {
  const std::string bytes = gzip(std::string(50'000, 'x')) + gzip("y");
  CHECK(only_document(bytes).content.size() == 50'001);
}

TEST_CASE("gzip: truncated at every byte (Q31)") {
  const std::string whole = gzip(report);
  for (std::size_t length = 2; length < whole.size(); ++length) {
    CAPTURE(length);
    CHECK(refusal(whole.substr(0, length)) == "gzip-truncated");
  }
}

TEST_CASE("gzip: wrong checksum, wrong length, damaged data, unknown method (Q31)") {
  for (const std::size_t from_end : {8U, 4U}) {
    std::string bytes = gzip(report);
    bytes[bytes.size() - from_end] = static_cast<char>(bytes[bytes.size() - from_end] ^ 1);
    CHECK(refusal(bytes) == "gzip-corrupt");
  }
  std::string bytes = gzip(report);
  bytes[10] = static_cast<char>(0xFF);
  CHECK(refusal(bytes) == "gzip-corrupt");
  bytes = gzip(report);
  bytes[2] = 7;
  CHECK(refusal(bytes) == "gzip-corrupt");
}

TEST_CASE("zip: all files, in order, directories skipped (Q30)") {
  const std::string bytes = ZipBuilder()
                                .add({.name = "dir/", .content = "", .deflated = false})
                                .add({.name = "dir/a.json", .content = report})
                                .add({.name = "b.json", .content = "{}", .deflated = false})
                                .add({.name = "empty", .content = ""})
                                .build();
  const auto documents = unpack(bytes, "name", {}).documents;
  REQUIRE(documents.size() == 3);
  CHECK(documents[0].file_name == "dir/a.json");
  CHECK(documents[0].content == report);
  CHECK(documents[1].file_name == "b.json");
  CHECK(documents[1].content == "{}");
  CHECK(documents[2].content.empty());
  CHECK_FALSE(documents[0].is_whole_gzip);
}

TEST_CASE("zip: none inside") {
  const Unpacked unpacked = unpack(ZipBuilder().build(), "name", {});
  CHECK(unpacked.documents.empty());
  CHECK(unpacked.failures.empty());
}

TEST_CASE("zip: encrypted (Q31)") {
  CHECK(refusal(ZipBuilder().add({.name = "a", .content = report, .encrypted = true}).build()) ==
        "zip-encrypted");
}

TEST_CASE("zip: garbage, truncated, lying") {
  CHECK(refusal("PK\3\4") == "zip-corrupt");
  CHECK(refusal("PK\5\6 is how nothing ends.") == "zip-corrupt");
  CHECK(archive_format("PKI is how this sentence starts.") == ArchiveFormat::plain);
  const std::string whole = ZipBuilder().add({.name = "a", .content = report}).build();
  CHECK(refusal(whole.substr(0, whole.size() - 10)) == "zip-corrupt");
  CHECK(refusal(whole.substr(0, 40)) == "zip-corrupt");
  CHECK(refusal(ZipBuilder().add({.name = "a", .content = report, .checksum_lie = 1}).build()) ==
        "zip-corrupt");
  CHECK(refusal(ZipBuilder().add({.name = "a", .content = report, .method_lie = 14}).build()) ==
        "zip-corrupt");
}

TEST_CASE("zip: a bad entry does not lose its neighbours (Q30, Q31)") {
  const Unpacked unpacked = unpack(ZipBuilder()
                                       .add({.name = "damaged", .content = report, .checksum_lie = 1})
                                       .add({.name = "good", .content = report})
                                       .add({.name = "secret", .content = report, .encrypted = true})
                                       .add({.name = "cut.gz", .content = gzip(report).substr(0, 30)})
                                       .add({.name = "deep.gz", .content = gzip(gzip(report))})
                                       .add({.name = "good too", .content = "{}"})
                                       .build(),
                                   "name", {});
  REQUIRE(unpacked.documents.size() == 2);
  CHECK(unpacked.documents[0].file_name == "good");
  CHECK(unpacked.documents[1].file_name == "good too");
  std::string failures;
  for (const UnpackFailure& failure : unpacked.failures) {
    failures += failure.file_name + ": " + failure.error.reason() + "\n";
  }
  CHECK(failures ==
        "damaged: zip-corrupt\nsecret: zip-encrypted\ncut.gz: gzip-truncated\n"
        "deep.gz: limit-archive-nesting\n");
}

TEST_CASE("zip: a limit ends the unpacking, what was read before stays") {
  const std::string bytes = ZipBuilder()
                                .add({.name = "small", .content = report})
                                .add({.name = "big", .content = std::string(5000, 'x')})
                                .add({.name = "behind", .content = report})
                                .build();
  const Unpacked unpacked = unpack(bytes, "name", {.max_document_bytes = 4999});
  REQUIRE(unpacked.documents.size() == 1);
  CHECK(unpacked.documents[0].file_name == "small");
  REQUIRE(unpacked.failures.size() == 1);
  CHECK(unpacked.failures[0].file_name == "name");
  CHECK(unpacked.failures[0].error.reason() == "limit-document-bytes");
}

TEST_CASE("zip: a wrong size is refused or harmless") {
  for (const std::int64_t lie : {5L, -5L, 4'000'000'000L}) {
    const std::string bytes = ZipBuilder().add({.name = "a", .content = report, .size_lie = lie}).build();
    const std::string reason =
        refusal(bytes);  // newer releases of libzip compare the size, older ones do not
    CAPTURE(reason);
    CHECK((reason == "zip-corrupt" || only_document(bytes).content == report));
  }
}

TEST_CASE("an archive inside another, up to the limit") {
  const std::string zip = ZipBuilder().add({.name = "in.json", .content = report}).build();
  const Document zip_in_gzip = only_document(gzip(zip));
  CHECK(zip_in_gzip.file_name == "in.json");
  CHECK(zip_in_gzip.content == report);
  CHECK_FALSE(zip_in_gzip.is_whole_gzip);
  CHECK(only_document(gzip(zip) + "footer").trailing_garbage);

  const std::string zip_of_gzip = ZipBuilder().add({.name = "in.json.gz", .content = gzip(report)}).build();
  const Document gzip_in_zip = only_document(zip_of_gzip);
  CHECK(gzip_in_zip.file_name == "in.json.gz");
  CHECK(gzip_in_zip.content == report);
  CHECK_FALSE(gzip_in_zip.is_whole_gzip);

  CHECK(only_document(gzip(gzip(report))).content == report);
  CHECK(refusal(gzip(gzip(gzip(report)))) == "limit-archive-nesting");
  CHECK(refusal(gzip(zip_of_gzip)) == "limit-archive-nesting");
  CHECK(refusal(gzip(zip), {.max_archive_nesting = 1}) == "limit-archive-nesting");
  CHECK(refusal(gzip(report), {.max_archive_nesting = 0}) == "limit-archive-nesting");
}

TEST_CASE("the limit of a document holds to the byte") {
  const std::string bytes(5000, 'x');
  const std::string zip = ZipBuilder().add({.name = "a", .content = bytes}).build();
  for (const std::string_view whole : {std::string_view(bytes), std::string_view(zip)}) {
    CHECK(refusal(whole, {.max_document_bytes = 5000}).empty());
    CHECK(refusal(whole, {.max_document_bytes = 4999}) == "limit-document-bytes");
  }
  CHECK(refusal(gzip(bytes), {.max_document_bytes = 5000}).empty());
  CHECK(refusal(gzip(bytes), {.max_document_bytes = 4999}) == "limit-document-bytes");
}

TEST_CASE("the limit of all documents together") {
  const std::string zip = ZipBuilder()
                              .add({.name = "a", .content = std::string(3000, 'x')})
                              .add({.name = "b", .content = std::string(3000, 'y')})
                              .build();
  CHECK(refusal(zip, {.max_total_bytes = 6000}).empty());
  CHECK(refusal(zip, {.max_total_bytes = 5999}) == "limit-total-bytes");
  CHECK(refusal("1234", {.max_total_bytes = 3}) == "limit-total-bytes");
}

TEST_CASE("the ratio counts from a megabyte on") {
  CHECK(refusal(gzip(std::string(1'000'000, '\0')), {.max_ratio = 10}).empty());
  CHECK(refusal(gzip(std::string(1'000'001, '\0')), {.max_ratio = 10}) == "limit-ratio");
  CHECK(refusal(gzip(std::string(2'000'000, '\0'))) == "limit-ratio");
}

TEST_CASE("the number of files in a zip") {
  ZipBuilder builder;
  builder.add({.name = "d/", .content = "", .deflated = false});
  for (int i = 0; i < 5; ++i) builder.add({.name = std::to_string(i), .content = "{}"});
  CHECK(refusal(builder.build(), {.max_archive_entries = 5}).empty());
  CHECK(refusal(builder.build(), {.max_archive_entries = 4}) == "limit-archive-entries");
}

TEST_CASE("a bomb ends at its limit") {
  const std::string bomb = gzip_of_zeros(1 << 30);
  CHECK(refusal(bomb, {.max_ratio = 100'000}) == "limit-document-bytes");
  CHECK(refusal(gzip(bomb)) == "limit-ratio");
  const std::string zip =
      ZipBuilder().add({.name = "bomb", .content = std::string(30'000'000, '\0')}).build();
  CHECK(refusal(zip, {.max_ratio = 100'000}) == "limit-document-bytes");
  CHECK(refusal(zip, {.max_ratio = 100}) == "limit-ratio");
}

}  // namespace tlsrpt
