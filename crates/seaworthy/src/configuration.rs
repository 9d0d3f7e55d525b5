//! How files of configuration are read, from what the user says.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use seaworthy_assess::{ConfigurationOptions, PolicyFile};
use seaworthy_manifest::helm::ValuesInput;

use crate::cli::ConfigurationArgs;
use crate::failure::Failure;

/// The options; files of values are read here.
pub(crate) fn options(args: &ConfigurationArgs) -> Result<ConfigurationOptions, Failure> {
    let mut values = Vec::new();
    for path in &args.values {
        let bytes = fs::read(path)
            .with_context(|| format!("cannot read the values of {}", path.display()))?;
        values.push(ValuesInput::File {
            path: path.display().to_string(),
            bytes,
        });
    }
    values.extend(args.set.iter().cloned().map(ValuesInput::Set));
    let texts = args.set_string.iter().cloned();
    values.extend(texts.map(ValuesInput::SetString));
    Ok(ConfigurationOptions {
        kube_version: args.kube_version.unwrap_or_default(),
        values,
        policies: policies(&args.policies)?,
    })
}

/// LIMIT: files of one folder of policies. Published libraries have some hundred.
const POLICY_FILES_MAX: usize = 5_000;

/// LIMIT: bytes of all files of policies together.
const POLICY_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The files of policies: those that are named, and those of YAML and JSON in folders.
fn policies(paths: &[PathBuf]) -> Result<Vec<PolicyFile>, Failure> {
    let mut names = Vec::new();
    for path in paths {
        let before = names.len();
        gather(path, true, &mut names)?;
        if names.len() == before {
            return Err(anyhow!("no file of YAML or JSON is in {}", path.display()).into());
        }
    }
    let mut files = Vec::new();
    let mut left = POLICY_BYTES_MAX;
    for name in names {
        let shown = name.display();
        let mut bytes = Vec::new();
        let file = fs::File::open(&name);
        let read = file.and_then(|file| file.take(left + 1).read_to_end(&mut bytes));
        let size = read.with_context(|| format!("cannot read the policies of {shown}"))?;
        left = match left.checked_sub(size as u64) {
            Some(left) => left,
            None => {
                let reason = format!("the policies have more than {POLICY_BYTES_MAX} bytes");
                return Err(anyhow!(reason).into());
            }
        };
        files.push(PolicyFile {
            path: shown.to_string(),
            bytes,
        });
    }
    Ok(files)
}

/// The files below a path, in the order of their names. Links within a folder are not followed.
fn gather(path: &Path, is_named: bool, into: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = || format!("cannot read the policies of {}", path.display());
    let kind = match is_named {
        true => fs::metadata(path),
        false => fs::symlink_metadata(path),
    };
    let kind = kind.with_context(failed)?.file_type();
    if kind.is_file() {
        let ending = path.extension().and_then(|ending| ending.to_str());
        if is_named || matches!(ending, Some("yaml" | "yml" | "json")) {
            into.push(path.to_owned());
        }
        if into.len() > POLICY_FILES_MAX {
            return Err(anyhow!("there are more than {POLICY_FILES_MAX} files of policies").into());
        }
        return Ok(());
    }
    if !kind.is_dir() {
        return Ok(());
    }
    let entries = fs::read_dir(path).with_context(failed)?;
    let mut inner: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .with_context(failed)?;
    inner.sort();
    inner
        .iter()
        .try_for_each(|entry| gather(entry, false, into))
}
