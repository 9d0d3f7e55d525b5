//! Helm charts, rendered without Helm: the template language, its functions, values and sub-charts.
//!
//! In: the files of a chart, values and settings. Out: what Helm 4 would render, with the origin of
//! each line, and a list of what is missing. A chart is hostile input: [`Budget`] bounds what it
//! may cost, in steps and not in time, so that the answer never depends on the machine. What is
//! random in Helm is here always the same, and no cluster is asked.

mod archive;
mod ast;
mod budget;
mod call;
mod capabilities;
mod chart;
mod coalesce;
mod date_layout;
mod dependencies;
mod eval;
mod fault;
mod files;
mod functions;
mod ignore_file;
mod lexer;
mod metadata;
mod number;
mod object;
mod origin;
mod output;
mod parser;
mod print;
mod problem;
mod regex_syntax;
mod render;
mod semver;
mod set_syntax;
mod sha1;
mod text;
mod value;
mod values_place;
mod yaml_read;
mod yaml_scalar;
mod yaml_style;
mod yaml_write;

pub use archive::{ARCHIVE_BYTES_MAX, ArchiveError, read as read_archive};
pub use budget::{
    Budget, CALL_LEVELS_MAX, CHART_MADE_BYTES_MAX, CHART_OUTPUT_BYTES_MAX, CHART_STEPS_MAX,
    VALUE_BYTES_MAX,
};
pub use capabilities::KUBE_VERSION_DEFAULT;
pub use chart::{CHART_FILES_MAX, CHART_LEVELS_MAX, ChartFile};
pub use origin::{Origin, SourcePlace, ValueOrigin};
pub use problem::{Problem, ProblemKind};
pub use render::{RenderSettings, Rendered, RenderedFile, RenderedKind, ValuesInput, render};
