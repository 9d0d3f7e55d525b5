//! Where the policy comes from: a name, a file, a file found upwards, or the built-in baseline.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use seaworthy_policy::{Builtin, Known, Policy};

use crate::failure::Failure;
use crate::units;

/// The file name that is looked for.
pub(crate) const FILE_NAME: &str = "seaworthy.yaml";

/// LIMIT: a policy larger than this is a mistake. The reader of the policy has finer limits.
const FILE_BYTES_MAX: u64 = 4 << 20;

/// Finds and reads the policy that a user named, or the one that holds here.
pub(crate) fn load(named: Option<&str>) -> Result<Policy, Failure> {
    found_or_named(named, found_upwards)
}

/// The same for what lies in some folder, which need not be the working one.
pub(crate) fn load_for(named: Option<&str>, folder: &Path) -> Result<Policy, Failure> {
    found_or_named(named, || found_above(folder))
}

fn found_or_named(
    named: Option<&str>,
    find: impl FnOnce() -> Option<PathBuf>,
) -> Result<Policy, Failure> {
    match named {
        Some(name) => match name.parse::<Builtin>() {
            Ok(builtin) => Ok(Policy::builtin(builtin)),
            Err(_) => read(Path::new(name)),
        },
        None => match find() {
            Some(path) => read(&path),
            None => Ok(Policy::builtin(Builtin::Baseline)),
        },
    }
}

/// The nearest `seaworthy.yaml` in a folder or above it.
fn found_above(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .map(|folder| folder.join(FILE_NAME))
        .find(|path| path.is_file())
}

/// The nearest `seaworthy.yaml` in the working folder or above it.
pub(crate) fn found_upwards() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let found = found_above(&here)?;
    // A short name reads better in messages.
    found
        .strip_prefix(&here)
        .map(Path::to_owned)
        .ok()
        .or(Some(found))
}

fn read(path: &Path) -> Result<Policy, Failure> {
    let wrong = || format!("cannot read the policy {}", path.display());
    let length = std::fs::metadata(path)
        .with_context(wrong)
        .map_err(|error| {
            Failure::from(error).help("built-in policies are baseline, restricted and production")
        })?;
    if length.len() > FILE_BYTES_MAX {
        let large = anyhow!("it is larger than {} MiB", FILE_BYTES_MAX >> 20).context(wrong());
        return Err(large.into());
    }
    let text = std::fs::read_to_string(path).with_context(wrong)?;
    Policy::parse(&text, &path.to_string_lossy(), &known()).map_err(Failure::from)
}

/// Writes a policy where none is, or with `force` in the place of one.
pub(crate) fn create(file: &Path, force: bool, text: &str) -> Result<(), Failure> {
    let mut options = std::fs::File::options();
    options.write(true);
    // Without --force an existing file must survive even if it appears this very moment.
    if force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let wrong = || format!("cannot write {}", file.display());
    let opened = options.open(file).with_context(wrong);
    let mut out = opened.map_err(|error| {
        let failure = Failure::from(error);
        if force {
            failure
        } else {
            failure.help("--force replaces a file that is there")
        }
    })?;
    out.write_all(text.as_bytes()).with_context(wrong)?;
    Ok(())
}

/// The names that a policy may use.
fn known() -> Known {
    let controls = seaworthy_catalogue::controls()
        .iter()
        .map(|control| control.id.to_string());
    Known {
        checks: units::check_ids(),
        controls: controls.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_policies_name_only_what_exists() {
        for builtin in Builtin::ALL {
            assert_eq!(
                Policy::builtin(builtin).unknown_names(&known()),
                [""; 0],
                "{builtin}"
            );
        }
    }
}
