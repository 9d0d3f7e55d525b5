//! Where documents go: `--output FORMAT` and `--output FORMAT=FILE`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context as _;
use seaworthy_report::Format;

/// A format and, unless it is standard output, a file.
#[derive(Clone, Debug)]
pub(crate) struct OutputSpec {
    /// The format.
    pub(crate) format: Format,
    /// The file; none is standard output.
    pub(crate) file: Option<PathBuf>,
}

impl FromStr for OutputSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = match text.split_once('=') {
            Some((_, "")) => return Err("no file stands behind the `=`".to_owned()),
            Some((format, "-")) => (format, None),
            Some((format, file)) => (format, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let format = format
            .parse::<Format>()
            .map_err(|error| error.to_string())?;
        Ok(OutputSpec { format, file })
    }
}

/// Writes one document. A file is written beside its place and then renamed, so that nobody reads
/// half of it.
pub(crate) fn write(
    file: Option<&Path>,
    document: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let Some(path) = file else {
        let mut out = BufWriter::new(io::stdout().lock());
        document(&mut out)?;
        return out.flush().context("cannot write to standard output");
    };
    let wrong = || format!("cannot write {}", path.display());
    // A device or a pipe (`/dev/stdout`, process substitution) cannot be renamed over.
    if path.exists() && !path.is_file() {
        let mut out = BufWriter::new(File::options().write(true).open(path).with_context(wrong)?);
        document(&mut out)?;
        return out.flush().with_context(wrong);
    }
    let mut name = path
        .file_name()
        .map(std::ffi::OsStr::to_owned)
        .unwrap_or_default();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = (|| {
        let mut out = BufWriter::new(File::create(&part).with_context(wrong)?);
        document(&mut out)?;
        out.flush().with_context(wrong)?;
        std::fs::rename(&part, path).with_context(wrong)
    })();
    if written.is_err() {
        // What is left of a failed write helps nobody; that it cannot be removed changes nothing.
        let _ = std::fs::remove_file(&part);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_may_name_its_file() {
        let spec: OutputSpec = "json=a=b.json".parse().unwrap();
        assert_eq!(
            (spec.format.id(), spec.file),
            ("json", Some(PathBuf::from("a=b.json")))
        );
        assert!("json=-".parse::<OutputSpec>().unwrap().file.is_none());
        assert!("json=".parse::<OutputSpec>().is_err());
        assert!("dreadful".parse::<OutputSpec>().is_err());
    }
}
