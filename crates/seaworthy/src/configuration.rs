//! How files of configuration are read, from what the user says.

use std::fs;

use anyhow::Context as _;
use seaworthy_assess::ConfigurationOptions;
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
    })
}
