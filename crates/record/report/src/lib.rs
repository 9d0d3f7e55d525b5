//! Report formats: one assessment in, one document out.
//!
//! In: an [`Assessment`](seaworthy_model::Assessment) over [`Facts`](seaworthy_facts::Facts) and
//! [`RenderOptions`]. Out: bytes on a writer that the caller gives. This crate never opens a file,
//! asks a clock, looks at a terminal or decides anything: width, colour and documentation of rules
//! are told to it. Names in an assessment come from hostile images, so no control character passes
//! into any format.

mod codequality;
mod counts;
mod csv;
mod cyclonedx;
mod diff;
mod error;
mod format;
mod github;
mod gitlab;
mod html;
mod json;
mod junit;
mod kind;
mod links;
mod markdown;
mod markup;
mod openvex;
mod options;
mod packages;
mod place;
mod plan;
mod sarif;
mod schema;
mod scope;
mod spdx;
mod status;
mod stream;
mod table;
mod template;
mod text;
mod uuid;
mod version_order;

pub use diff::{ChangedFinding, Diff, DiffFormat, LayerChange, PackageChange};
pub use error::{FormatError, WriteReportError};
pub use format::{Format, formats};
pub use options::{ColorChoice, JsonLayout, RenderOptions, RuleDoc};
pub use schema::assessment_schema;
pub use template::TemplateSource;
