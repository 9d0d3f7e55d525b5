//! `seaworthy schema`: the JSON Schemas of our own formats, from the types.

use std::io::Write as _;

use crate::cli::SchemaName;
use crate::failure::{CLEAN, Code, Failure};

/// Prints a schema.
pub(super) fn run(which: SchemaName) -> Result<Code, Failure> {
    let text = match which {
        SchemaName::Assessment => seaworthy_report::assessment_schema(),
        SchemaName::Policy => serde_json::to_string_pretty(&seaworthy_policy::json_schema())?,
    };
    writeln!(std::io::stdout().lock(), "{}", text.trim_end())?;
    Ok(CLEAN)
}
