//! The machine that figures were measured on.

use std::fs;

use anyhow::Result;

use crate::process;

/// Processor, cores, memory and system in one line.
pub(super) fn describe() -> String {
    let processor =
        field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".into());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split(' ').next()?.parse::<u64>().ok())
        .map_or_else(
            || "unknown".into(),
            |kib| format!("{} GiB", (kib + 524_288) / 1_048_576),
        );
    let system = fs::read_to_string("/etc/os-release").ok();
    let system = system
        .as_deref()
        .and_then(pretty_name)
        .unwrap_or("unknown system");
    format!("{processor}, {cores} cores, {memory} memory, {system}")
}

/// Today in UTC, as `YYYY-MM-DD`.
pub(super) fn today() -> Result<String> {
    let today = process::capture(process::command("date").args(["-u", "+%F"]))?;
    Ok(today.trim().to_owned())
}

/// The value of the first `name : value` line of a file of the kernel.
fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    lines
        .map(|(key, value)| (key.trim(), value.trim()))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

fn pretty_name(os_release: &str) -> Option<&str> {
    let value = os_release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(value.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_named_as_it_names_itself() {
        assert_eq!(
            pretty_name("ID=debian\nPRETTY_NAME=\"Debian 12\"\n"),
            Some("Debian 12")
        );
        assert_eq!(pretty_name("ID=debian\n"), None);
    }
}
