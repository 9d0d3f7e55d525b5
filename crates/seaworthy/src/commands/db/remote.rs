//! `seaworthy db push` and `db pull`: a pack in a registry.

use std::io::{self, Write as _};
use std::path::Path;

use jiff::Timestamp;
use seaworthy_registry::{Client, Reference};

use crate::cli::ReachArgs;
use crate::failure::{CLEAN, Code, Failure};
use crate::pack;
use crate::registry::{self, Reach};
use crate::terminal::Terminal;

/// Stores the pack in a registry.
pub(super) fn push(
    reference: &str,
    db: Option<&Path>,
    reach: &ReachArgs,
    terminal: &Terminal,
) -> Result<Code, Failure> {
    let (client, name) = client(reference, reach)?;
    let file = pack::open(db, terminal)?;
    let digest = seaworthy_update::push(&client, &name, file.bytes())?;
    terminal.note(&format!("pushed {} as {name}", file.name()));
    writeln!(io::stdout().lock(), "{}", digest.as_str())?;
    Ok(CLEAN)
}

/// Fetches a pack from a registry.
pub(super) fn pull(
    reference: &str,
    reach: &ReachArgs,
    terminal: &Terminal,
) -> Result<Code, Failure> {
    let store = super::update::store()?;
    let (client, name) = client(reference, reach)?;
    let digest = seaworthy_update::pull(&client, &name, &store, Timestamp::now())?;
    terminal.note(&format!("{} is now in use", store.pack().display()));
    writeln!(io::stdout().lock(), "{}", digest.as_str())?;
    Ok(CLEAN)
}

fn client(reference: &str, args: &ReachArgs) -> Result<(Client, Reference), Failure> {
    let name: Reference = reference.parse().map_err(Failure::usage)?;
    let reach = Reach {
        plain_http: args.plain_http,
        ca_file: args.ca_file.as_deref(),
        registry_user: args.registry_user.as_deref(),
        mirrors: &[],
        hosts: None,
    };
    let options = registry::reach(&reach, &[reference])?;
    Ok((Client::new(options)?, name))
}
