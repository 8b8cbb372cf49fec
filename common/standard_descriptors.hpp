/// Descriptors 0 to 2, which a program may be started without.
#pragma once

namespace ianvs {

/// Opens /dev/null for those of stdin, stdout and stderr that are closed; else the next files that
/// the program opens would take their numbers and get what is printed. Call it first of all.
void open_standard_descriptors();

}  // namespace ianvs
