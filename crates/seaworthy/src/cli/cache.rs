//! The arguments of `cache`, and sizes as people write them.

use std::fmt;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ListFormat;

/// What to do with the cache.
#[derive(Debug, Subcommand)]
pub(crate) enum CacheCommand {
    /// Say where the cache is and what it holds
    Status {
        #[command(flatten)]
        folder: CacheFolder,
        /// How to print it
        #[arg(long, value_enum, default_value_t)]
        format: ListFormat,
    },
    /// Take away what was not used for the longest
    Prune {
        #[command(flatten)]
        folder: CacheFolder,
        /// Leave so much, such as 500MiB or 2GiB
        #[arg(
            long,
            env = "SEAWORTHY_CACHE_MAX_SIZE",
            value_name = "SIZE",
            default_value_t,
            value_parser = parse_size
        )]
        max_size: Size,
        /// Leave nothing
        #[arg(long, conflicts_with = "max_size")]
        all: bool,
    },
}

/// Which cache.
#[derive(Debug, Args)]
pub(crate) struct CacheFolder {
    /// Folder of the cache [default: $XDG_CACHE_HOME/seaworthy, else ~/.cache/seaworthy]
    #[arg(long, env = "SEAWORTHY_CACHE_DIR", value_name = "FOLDER")]
    pub(crate) cache_dir: Option<PathBuf>,
}

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size(pub(crate) u64);

impl Default for Size {
    fn default() -> Self {
        Size(seaworthy_image::CACHE_BYTES_MAX)
    }
}

/// Units of 1024, the largest first.
const UNITS: [(&str, u32); 4] = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)];

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = UNITS.iter().find(|(_, shift)| self.0 >> shift > 0);
        let Some((name, shift)) = unit else {
            return write!(f, "{}B", self.0);
        };
        let tenths = (u128::from(self.0) * 10) >> shift;
        match tenths % 10 {
            0 => write!(f, "{}{name}", tenths / 10),
            part => write!(f, "{}.{part}{name}", tenths / 10),
        }
    }
}

/// Reads `2GiB`, `500M` or a bare number of bytes.
pub(crate) fn parse_size(text: &str) -> Result<Size, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = text.split_at(digits.unwrap_or(text.len()));
    let wrong = || format!("`{text}` is no size; write 500MiB, 2GiB or a number of bytes");
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let unit = unit.trim().to_ascii_lowercase();
    let known = |(name, _): &&(&str, u32)| {
        let name = name.to_ascii_lowercase();
        let short = name.get(..1).unwrap_or_default();
        unit == name || unit == short || unit == format!("{short}b")
    };
    let shift = match UNITS.iter().find(known) {
        Some((_, shift)) => *shift,
        None if unit.is_empty() || unit == "b" => 0,
        None => return Err(wrong()),
    };
    number.checked_mul(1 << shift).map(Size).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        let size = |text| parse_size(text).map(|size| size.0);
        assert_eq!(size("0"), Ok(0));
        assert_eq!(size("17 B"), Ok(17));
        assert_eq!(size("500MiB"), Ok(500 << 20));
        assert_eq!(size("2g"), Ok(2 << 30));
        assert_eq!(size("3 KB"), Ok(3 << 10));
        for wrong in ["", "GiB", "-1", "1.5GiB", "1XB", "99999999999999TiB", "½"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sizes_are_shown_in_their_largest_unit() {
        let shown = |bytes| Size(bytes).to_string();
        assert_eq!(shown(1023), "1023B");
        assert_eq!(shown(2 << 30), "2GiB");
        assert_eq!(shown(1536), "1.5KiB");
        let default = Size::default();
        assert_eq!(parse_size(&default.to_string()), Ok(default));
    }
}
