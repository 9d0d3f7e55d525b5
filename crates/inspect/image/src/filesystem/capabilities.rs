//! Capabilities of files: the extended attribute `security.capability` (capabilities(7),
//! `struct vfs_cap_data` of the kernel's uapi/linux/capability.h).

/// Names by number, as capabilities(7) lists them.
const NAMES: &[&str] = &[
    "cap_chown",
    "cap_dac_override",
    "cap_dac_read_search",
    "cap_fowner",
    "cap_fsetid",
    "cap_kill",
    "cap_setgid",
    "cap_setuid",
    "cap_setpcap",
    "cap_linux_immutable",
    "cap_net_bind_service",
    "cap_net_broadcast",
    "cap_net_admin",
    "cap_net_raw",
    "cap_ipc_lock",
    "cap_ipc_owner",
    "cap_sys_module",
    "cap_sys_rawio",
    "cap_sys_chroot",
    "cap_sys_ptrace",
    "cap_sys_pacct",
    "cap_sys_admin",
    "cap_sys_boot",
    "cap_sys_nice",
    "cap_sys_resource",
    "cap_sys_time",
    "cap_sys_tty_config",
    "cap_mknod",
    "cap_lease",
    "cap_audit_write",
    "cap_audit_control",
    "cap_setfcap",
    "cap_mac_override",
    "cap_mac_admin",
    "cap_syslog",
    "cap_wake_alarm",
    "cap_block_suspend",
    "cap_audit_read",
    "cap_perfmon",
    "cap_bpf",
    "cap_checkpoint_restore",
];

/// The capabilities that the attribute permits or makes inheritable, as bits. An attribute of an
/// unknown revision says nothing that could be trusted: all bits are set.
pub(crate) fn read(attribute: &[u8]) -> u64 {
    let word = |index: usize| {
        let bytes = attribute.get(index * 4..index * 4 + 4)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    };
    let wide = |low: u32, high: u32| u64::from(high) << 32 | u64::from(low);
    let bits = match word(0).map(|magic| magic >> 24) {
        Some(1) => word(1).zip(word(2)).map(|(p, i)| wide(p | i, 0)),
        Some(2 | 3) => word(1)
            .zip(word(2))
            .zip(word(3).zip(word(4)))
            .map(|((p, i), (high_p, high_i))| wide(p | i, high_p | high_i)),
        _ => None,
    };
    bits.unwrap_or(u64::MAX)
}

/// The names of the bits; bits without a name are told as one word.
pub(crate) fn names(bits: u64) -> Vec<String> {
    let known = NAMES.iter().enumerate();
    let mut names: Vec<String> = known
        .filter(|(bit, _)| bits >> bit & 1 == 1)
        .map(|(_, name)| (*name).to_owned())
        .collect();
    if bits >> NAMES.len() != 0 {
        names.push("unknown".to_owned());
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_revision_is_read() {
        // `setcap cap_net_raw=ep`: revision 2, effective.
        let second = [
            1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        assert_eq!(names(read(&second)), ["cap_net_raw"]);
        let mut third = second.to_vec();
        third[3] = 3;
        third[12] = 0x80;
        third.extend([0; 4]);
        assert_eq!(names(read(&third)), ["cap_net_raw", "cap_bpf"]);
        let first = [0, 0, 0, 1, 0x80, 0, 0, 0, 1, 0, 0, 0];
        assert_eq!(names(read(&first)), ["cap_chown", "cap_setuid"]);
    }

    #[test]
    fn what_cannot_be_read_counts_as_everything() {
        for bad in [&b""[..], b"\x01\0\0\x02", b"\0\0\0\x09aaaaaaaaaaaaaaaaaaaa"] {
            let names = names(read(bad));
            assert_eq!(names.len(), NAMES.len() + 1);
            assert_eq!(names.last().map(String::as_str), Some("unknown"));
        }
    }
}
