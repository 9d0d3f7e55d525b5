//! Tests of the reading of other tools' reports.

mod dast;
mod hostile;
mod samples;
mod sarif;
