//! The advisory pack: the one that the user names, the one that updates keep, or the one in the
//! program.

use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use seaworthy_advisories::pack::Pack;
use seaworthy_assess::{OpenPackError, PackFile};
use seaworthy_update::{Status, Store};

use crate::terminal::Terminal;

/// The pack that the program carries. `cargo xtask pack` makes it.
pub(crate) static EMBEDDED: &[u8] = include_bytes!("../data/advisories.pack");

/// The pack that a command uses, and why.
pub(crate) struct Chosen {
    pub(crate) file: PackFile,
    pub(crate) reason: Reason,
}

/// Why a pack is used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The user names it.
    Named,
    /// It is at least as new as the one in the program.
    Updated,
    /// There is no other.
    NoUpdate,
    /// The one that updates keep is older.
    Older,
    /// The one that updates keep cannot be used.
    Unusable(String),
}

impl std::fmt::Display for Reason {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Named => out.write_str("it is named"),
            Self::Updated => out.write_str("updates keep it, and it is not older than the program"),
            Self::NoUpdate => out.write_str("there was no update"),
            Self::Older => out.write_str("what updates keep is older"),
            Self::Unusable(why) => write!(out, "what updates keep cannot be used: {why}"),
        }
    }
}

/// Opens the pack that the user names, else the newer of that of updates and the embedded one.
pub(crate) fn choose(file: Option<&Path>) -> Result<Chosen, OpenPackError> {
    if let Some(file) = file {
        let (file, reason) = (PackFile::open(file)?, Reason::Named);
        return Ok(Chosen { file, reason });
    }
    let embedded = |reason| Chosen {
        file: PackFile::Embedded(EMBEDDED),
        reason,
    };
    let Some(store) = store().filter(|store| store.pack().is_file()) else {
        return Ok(embedded(Reason::NoUpdate));
    };
    let file = match PackFile::open(&store.pack()) {
        Ok(file) => file,
        Err(error) => return Ok(embedded(Reason::Unusable(error.to_string()))),
    };
    let built = match built_on(file.bytes()) {
        Ok(built) => built,
        Err(error) => return Ok(embedded(Reason::Unusable(error.to_string()))),
    };
    let carried = built_on(EMBEDDED).unwrap_or_default();
    // A pack that was found unchanged since is as new as that day.
    let checked = || {
        let checked = Status::read(&store).and_then(|status| status.checked);
        checked.map(|time| time.to_zoned(TimeZone::UTC).date())
    };
    if built >= carried || checked() >= carried {
        let reason = Reason::Updated;
        return Ok(Chosen { file, reason });
    }
    Ok(embedded(Reason::Older))
}

/// Opens the pack as [`choose`] does, and says so where the one that updates keep cannot be used.
pub(crate) fn open(file: Option<&Path>, terminal: &Terminal) -> Result<PackFile, OpenPackError> {
    let chosen = choose(file)?;
    if let Reason::Unusable(_) = chosen.reason {
        terminal.note(&format!(
            "using the advisory data in the program: {}",
            chosen.reason
        ));
    }
    Ok(chosen.file)
}

/// The data folder of the user, if the environment tells it.
pub(crate) fn store() -> Option<Store> {
    Store::from_variables(|name| std::env::var(name).ok())
}

fn built_on(bytes: &[u8]) -> Result<Option<Date>, seaworthy_advisories::pack::PackError> {
    Ok(Pack::open(bytes)?.manifest()?.built_on)
}
