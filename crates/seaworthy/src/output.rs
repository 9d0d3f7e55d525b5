//! Where documents go: `--output FORMAT`, `FORMAT=FILE` and `FORMAT=FOLDER/`.

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
    let mut out = Destination::open(file)?;
    document(&mut out).map_err(|error| match file {
        Some(path) => error.context(format!("cannot write {}", path.display())),
        None => error,
    })?;
    out.finish()
}

/// An open document, or several after each other. What is not finished is taken away.
pub(crate) struct Destination {
    out: Out,
    /// What the file is called in the end.
    path: Option<PathBuf>,
    /// What it is called until then.
    part: Option<PathBuf>,
}

enum Out {
    Stdout(BufWriter<Unread<io::Stdout>>),
    File(BufWriter<Unread<File>>),
}

/// A writer whose reader may go away, as `head` does: what nobody reads is dropped, and the program
/// goes on, since its exit code and its other documents do not depend on who reads this one.
struct Unread<W>(W);

impl<W: Write> Write for Unread<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            flushed => flushed,
        }
    }
}

impl Destination {
    /// Opens a file, or standard output.
    pub(crate) fn open(file: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = file else {
            return Ok(Destination {
                out: Out::Stdout(BufWriter::new(Unread(io::stdout()))),
                path: None,
                part: None,
            });
        };
        let wrong = || format!("cannot write {}", path.display());
        // A device or a pipe (`/dev/stdout`, process substitution) cannot be renamed over.
        if path.exists() && !path.is_file() {
            let opened = File::options().write(true).open(path).with_context(wrong)?;
            return Ok(Destination {
                out: Out::File(BufWriter::new(Unread(opened))),
                path: Some(path.to_owned()),
                part: None,
            });
        }
        let mut name = path
            .file_name()
            .map(std::ffi::OsStr::to_owned)
            .unwrap_or_default();
        name.push(format!(".{}.part", std::process::id()));
        let part = path.with_file_name(name);
        Ok(Destination {
            out: Out::File(BufWriter::new(Unread(
                File::create(&part).with_context(wrong)?,
            ))),
            path: Some(path.to_owned()),
            part: Some(part),
        })
    }

    /// Writes what is left, and gives the file its name.
    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        let Some(path) = self.path.clone() else {
            return self.flush().context("cannot write to standard output");
        };
        let wrong = || format!("cannot write {}", path.display());
        self.flush().with_context(wrong)?;
        if let Some(part) = &self.part {
            std::fs::rename(part, &path).with_context(wrong)?;
            self.part = None;
        }
        Ok(())
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.out {
            Out::Stdout(out) => out.write(bytes),
            Out::File(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.out {
            Out::Stdout(out) => out.flush(),
            Out::File(out) => out.flush(),
        }
    }
}

impl Drop for Destination {
    fn drop(&mut self) {
        if let Some(part) = &self.part {
            // What is left of a failed write helps nobody; that it cannot be removed changes
            // nothing.
            let _ = std::fs::remove_file(part);
        }
    }
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
