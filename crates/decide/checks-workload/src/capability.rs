//! Capabilities of Linux that containers are given, by what they allow (capabilities(7)).

use seaworthy_facts::manifest::Value;

/// What a capability means for whoever takes over the container that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Power {
    /// Every capability at once.
    All,
    /// `SYS_ADMIN`: mounts, namespaces and much else.
    SystemAdmin,
    /// `SYS_MODULE`: code in the kernel.
    KernelModule,
    /// `NET_RAW`: packets with any sender.
    RawNetwork,
    /// Others that reach beyond the container.
    Dangerous,
    /// `NET_BIND_SERVICE`, which the restricted standard allows.
    Allowed,
    /// The rest.
    Other,
}

/// Those that let a container read or change what is not its own.
const DANGEROUS: &[&str] = &[
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "BPF",
    "CHECKPOINT_RESTORE",
    "DAC_READ_SEARCH",
    "IPC_OWNER",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "NET_ADMIN",
    "NET_BROADCAST",
    "PERFMON",
    "SYSLOG",
    "SYS_BOOT",
    "SYS_NICE",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
];

/// The name as the kernel has it without its prefix, in upper case.
fn plain_name(name: &str) -> String {
    let upper = name.trim().to_ascii_uppercase();
    upper.strip_prefix("CAP_").unwrap_or(&upper).to_owned()
}

/// What a capability allows.
pub(crate) fn power(name: &str) -> Power {
    match plain_name(name).as_str() {
        "ALL" => Power::All,
        "SYS_ADMIN" => Power::SystemAdmin,
        "SYS_MODULE" => Power::KernelModule,
        "NET_RAW" => Power::RawNetwork,
        "NET_BIND_SERVICE" => Power::Allowed,
        name if DANGEROUS.contains(&name) => Power::Dangerous,
        _ => Power::Other,
    }
}

/// The capabilities of a list with their plain names.
fn named<'a>(list: Value<'a>) -> impl Iterator<Item = (String, Value<'a>)> {
    // One name without a list is refused, and must not look harmless before.
    let single = (!list.is_sequence()).then_some(list);
    let items = single.into_iter().chain(list.items());
    items.filter_map(|item| Some((plain_name(item.text()?), item)))
}

/// The capabilities of a power among those of a list.
pub(crate) fn of_power<'a>(
    list: Option<Value<'a>>,
    wanted: Power,
) -> impl Iterator<Item = (String, Value<'a>)> {
    let names = list.into_iter().flat_map(named);
    names.filter(move |(name, _)| power(name) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_the_same_with_and_without_their_prefix() {
        assert_eq!(power("cap_sys_admin"), Power::SystemAdmin);
        assert_eq!(power("SYS_PTRACE"), Power::Dangerous);
        assert_eq!(power("CHOWN"), Power::Other);
        assert_eq!(power("net_bind_service"), Power::Allowed);
        assert_eq!(power("all"), Power::All);
    }
}
