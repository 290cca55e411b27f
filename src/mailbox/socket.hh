// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>

struct addrinfo;

namespace tlsrpt {

/// How long a connection may take.
struct Patience {
  std::chrono::seconds answer;  ///< longest single wait, and what an answer may take beside its bytes
  std::chrono::seconds run;     ///< longest life of the connection
};

/// A non-blocking TCP connection whose every wait is bounded (but for the resolver, which has bounds of its
/// own). Once it has failed it stays failed, and failure() says why.
class Socket {
 public:
  /// Tries all addresses of the host.
  /// \throws Unavailable  no address answers
  /// \throws BadSetup     there is no such host
  Socket(const std::string& host, std::uint16_t port, Patience patience);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  /// Takes or gives what is possible at once.
  /// \return bytes; 0: would block, wait() first; -1: failed, the end of the stream included
  ssize_t receive(char* buffer, std::size_t size);
  ssize_t send(const char* bytes, std::size_t size);

  /// Waits for `events` of poll(2); false: failed, time-out included.
  bool wait(short events);

  /// Waits, however long the connection has lasted, until there is something to receive.
  /// \return false: not before `until`, or `wake_descriptor` became readable
  bool wait_for_input(std::chrono::steady_clock::time_point until, int wake_descriptor);

  /// False, and failed, once the run has taken too long: a server that never pauses never waits.
  bool in_time();

  /// From now on counts how long the answer at hand takes: patience.answer, and a second each 10 kB.
  void begin_answer();

  /// The connection may last as long again as when it was new.
  void renew() { deadline_ = Clock::now() + patience_.run; }

  /// From now on there are at most so many seconds left.
  void hurry(std::chrono::seconds left);

  /// Ends all further use; the first reason stays.
  /// \param why  goes behind the server's name: "closed the connection"
  void fail(std::string why);
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }

  /// Whether the other end is this very machine: 127.0.0.0/8 or ::1.
  [[nodiscard]] bool is_loopback() const;

 private:
  using Clock = std::chrono::steady_clock;

  bool connect_to(const addrinfo& address);

  Patience patience_;
  Clock::time_point deadline_;
  Clock::time_point answer_began_;
  std::uint64_t answer_bytes_ = 0;
  int descriptor_ = -1;
  std::string failure_;
};

}  // namespace tlsrpt
