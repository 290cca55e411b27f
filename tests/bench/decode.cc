// SPDX-License-Identifier: Apache-2.0
// Times the decoder over mails in memory beside mimetic's MimeEntity::load(), and its stages one by one.
// decode-bench FOLDER ROUNDS: nanoseconds of each round and stage, as JSON. decode-bench FOLDER: decodes the
// mails in count_here(), for tools that count instructions.
#include "ingest/decode.hh"

#include <mimetic/mimetic.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "archive/unpack.hh"
#include "ingest/parsed_digest.hh"
#include "ingest/report_key.hh"
#include "message/attachments.hh"
#include "report/attribution.hh"
#include "report/parse.hh"

namespace {

using Mails = std::vector<std::string>;
using Block = std::span<const std::string>;
using Json = nlohmann::ordered_json;

// A day behind which no date is implausible.
constexpr std::chrono::sys_seconds now{std::chrono::sys_days{std::chrono::year{2036} / 1 / 1}};

Mails read_mails(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".eml") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  Mails mails;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    mails.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return mails;
}

/// Adds the time of a call to `total` and gives its result.
template <class Work>
decltype(auto) timed(std::chrono::nanoseconds& total, Work&& work) {
  struct Stopwatch {
    std::chrono::nanoseconds& total;
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    ~Stopwatch() { total += std::chrono::steady_clock::now() - start; }
  } const watch{total};
  return work();
}

std::size_t load_with_mimetic(Block mails) {
  std::size_t parts = 0;
  for (const std::string& mail : mails) {
    mimetic::MimeEntity entity;
    entity.load(mail.data(), mail.data() + mail.size());
    parts += entity.body().parts().size();
  }
  return parts;
}

std::size_t decode(Block mails, tlsrpt::Decoder& decoder) {
  std::size_t documents = 0;
  for (const std::string& mail : mails) {
    documents += decoder.mail(mail, {{}, 1, mail.size(), {}}, now).documents.size();
  }
  return documents;
}

/// What libraries do once, like OpenSSL's reading of its configuration, was done before. A profiler finds it
/// by its name.
[[gnu::noinline]] bool count_here(Block mails, tlsrpt::Decoder& decoder) {
  return decode(mails, decoder) > 0;
}

/// Both sides take turns in short blocks, so that a busy machine slows both alike.
std::pair<std::chrono::nanoseconds, std::chrono::nanoseconds> compare(Block mails, tlsrpt::Decoder& decoder) {
  constexpr std::size_t block_size = 250;
  std::chrono::nanoseconds mimetic{};
  std::chrono::nanoseconds ours{};
  while (!mails.empty()) {
    const Block block = mails.first(std::min(mails.size(), block_size));
    mails = mails.subspan(block.size());
    timed(mimetic, [&] { return load_with_mimetic(block); });
    timed(ours, [&] { return decode(block, decoder); });
  }
  return {mimetic, ours};
}

struct Stages {
  std::chrono::nanoseconds message{}, unpack{}, parse{}, attribute{}, body_hash{}, report_key{}, digest{};
};

/// What the decoder does for a good report, stage by stage.
Stages decode_in_stages(const Mails& mails) {
  Stages spent;
  const tlsrpt::DecodeLimits limits;
  tlsrpt::ReportParser parser(limits.report);
  for (const std::string& mail : mails) {
    const auto message = timed(spent.message, [&] { return tlsrpt::read_message(mail, limits.message); });
    for (const tlsrpt::Attachment& part : message.attachments) {
      if (!part.claims_report) continue;
      const auto unpacked =
          timed(spent.unpack, [&] { return tlsrpt::unpack(part.content, part.file_name, limits.unpack); });
      for (const tlsrpt::Document& document : unpacked.documents) {
        auto report = timed(spent.parse, [&] { return parser.parse(document.content, now); }).value();
        const tlsrpt::DomainHints hints{message.header.tls_report_domain, message.header.subject,
                                        document.file_name};
        timed(spent.attribute, [&] { attribute(report, hints); });
        const auto hash = timed(spent.body_hash, [&] { return tlsrpt::body_hash(document.content); });
        timed(spent.report_key, [&] { return tlsrpt::report_key(report, hash); });
        timed(spent.digest, [&] { return tlsrpt::parsed_digest(report); });
      }
    }
  }
  return spent;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 2) throw std::invalid_argument("usage: decode-bench FOLDER [ROUNDS]");
    const Mails mails = read_mails(argv[1]);
    tlsrpt::Decoder decoder(tlsrpt::DecodeLimits{});
    if (decode(mails, decoder) == 0) throw std::invalid_argument("there are no reports in that folder");
    if (argc == 2) return count_here(mails, decoder) ? 0 : 1;
    Json result{{"mails", mails.size()}, {"mimetic_ns", Json::array()}, {"decode_ns", Json::array()}};
    for (int round = std::stoi(argv[2]); round > 0; --round) {
      const auto [mimetic, ours] = compare(mails, decoder);
      result["mimetic_ns"].push_back(mimetic.count());
      result["decode_ns"].push_back(ours.count());
    }
    const Stages spent = decode_in_stages(mails);
    result["stages_ns"] =
        Json{{"message", spent.message.count()},     {"unpack", spent.unpack.count()},
             {"parse", spent.parse.count()},         {"attribute", spent.attribute.count()},
             {"body_hash", spent.body_hash.count()}, {"report_key", spent.report_key.count()},
             {"parsed_digest", spent.digest.count()}};
    std::cout << result << '\n';
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "decode-bench: " << error.what() << '\n';
    return 1;
  }
}
