//! `json`: the native assessment document, whole, for programs and for later.

use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::Assessment;

use crate::format::FormatUnit;
use crate::stream;
use crate::{RenderOptions, WriteReportError};

pub(crate) static FORMAT: FormatUnit = FormatUnit {
    id: "json",
    media_type: "application/json",
    doc: "The native assessment, seaworthy.assessment/v1: every fact, finding and reason.",
    write,
};

fn write(
    assessment: &Assessment<Facts>,
    options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> Result<(), WriteReportError> {
    stream::write(FORMAT.id, assessment, options.layout, out)
}
