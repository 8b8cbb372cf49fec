/// Writes lines and the live bar to stderr: the bar stays below the lines and is never torn.
#pragma once
#include <string>
#include <string_view>

namespace ianvs::coordinator {

class Terminal {
 public:
  /// Lines go to `descriptor`, of which the caller stays the owner. A live bar needs a terminal
  /// that can move its cursor; `live` false forbids it.
  Terminal(int descriptor, bool live);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  bool is_live() const { return live_; }
  /// A terminal, and NO_COLOR is not set.
  bool has_colors() const { return colors_; }
  /// In columns, as it is now; 80 where there is no terminal.
  unsigned width() const;

  /// Takes whole lines with their breaks; they are written by `flush`, or once there are many.
  void write(std::string_view lines);
  /// What stands below the lines from the next `flush` on; empty: nothing.
  void set_bar(std::string bar);
  /// One write for all that was collected.
  void flush();

 private:
  void put(std::string_view bytes);

  int descriptor_;
  bool live_, colors_;
  std::string lines_, bar_, shown_bar_;
};

}  // namespace ianvs::coordinator
