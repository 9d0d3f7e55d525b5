//! Programs that a finished image rarely needs and an intruder always likes, by name.

use seaworthy_facts::FilePurpose;

use FilePurpose::{
    Compiler, Debugger, NetworkTool, PackageManager, PrivilegeTool, RemoteLogin, Shell,
};

/// Sorted by name.
const TOOLS: &[(&str, FilePurpose)] = &[
    ("Xvnc", RemoteLogin),
    ("apk", PackageManager),
    ("apt", PackageManager),
    ("apt-get", PackageManager),
    ("aptitude", PackageManager),
    ("as", Compiler),
    ("ash", Shell),
    ("bash", Shell),
    ("bundle", PackageManager),
    ("c++", Compiler),
    ("c89", Compiler),
    ("c99", Compiler),
    ("cargo", PackageManager),
    ("cc", Compiler),
    ("clang", Compiler),
    ("clang++", Compiler),
    ("cockpit-ws", RemoteLogin),
    ("composer", PackageManager),
    ("conda", PackageManager),
    ("cpp", Compiler),
    ("csh", Shell),
    ("curl", NetworkTool),
    ("dash", Shell),
    ("delve", Debugger),
    ("dlv", Debugger),
    ("dnf", PackageManager),
    ("doas", PrivilegeTool),
    ("dpkg", PackageManager),
    ("dropbear", RemoteLogin),
    ("easy_install", PackageManager),
    ("fish", Shell),
    ("ftp", NetworkTool),
    ("ftpd", RemoteLogin),
    ("g++", Compiler),
    ("gcc", Compiler),
    ("gdb", Debugger),
    ("gdbserver", Debugger),
    ("gem", PackageManager),
    ("gfortran", Compiler),
    ("go", Compiler),
    ("gotty", RemoteLogin),
    ("in.ftpd", RemoteLogin),
    ("in.rlogind", RemoteLogin),
    ("in.rshd", RemoteLogin),
    ("in.telnetd", RemoteLogin),
    ("in.tftpd", RemoteLogin),
    ("javac", Compiler),
    ("ksh", Shell),
    ("ld", Compiler),
    ("lldb", Debugger),
    ("ltrace", Debugger),
    ("microdnf", PackageManager),
    ("mksh", Shell),
    ("nasm", Compiler),
    ("nc", NetworkTool),
    ("ncat", NetworkTool),
    ("netcat", NetworkTool),
    ("nmap", NetworkTool),
    ("npm", PackageManager),
    ("npx", PackageManager),
    ("opkg", PackageManager),
    ("pacman", PackageManager),
    ("perf", Debugger),
    ("pip", PackageManager),
    ("pkexec", PrivilegeTool),
    ("pnpm", PackageManager),
    ("proftpd", RemoteLogin),
    ("pure-ftpd", RemoteLogin),
    ("rlogind", RemoteLogin),
    ("rpm", PackageManager),
    ("rshd", RemoteLogin),
    ("rsync", NetworkTool),
    ("rustc", Compiler),
    ("scp", NetworkTool),
    ("sftp", NetworkTool),
    ("sh", Shell),
    ("shellinaboxd", RemoteLogin),
    ("socat", NetworkTool),
    ("ssh", NetworkTool),
    ("sshd", RemoteLogin),
    ("strace", Debugger),
    ("sudo", PrivilegeTool),
    ("tcc", Compiler),
    ("tcpdump", NetworkTool),
    ("tcsh", Shell),
    ("telnet", NetworkTool),
    ("telnetd", RemoteLogin),
    ("tftp", NetworkTool),
    ("tftpd", RemoteLogin),
    ("tshark", NetworkTool),
    ("ttyd", RemoteLogin),
    ("utelnetd", RemoteLogin),
    ("uv", PackageManager),
    ("valgrind", Debugger),
    ("vncserver", RemoteLogin),
    ("vsftpd", RemoteLogin),
    ("wget", NetworkTool),
    ("x11vnc", RemoteLogin),
    ("xrdp", RemoteLogin),
    ("yarn", PackageManager),
    ("yash", Shell),
    ("yum", PackageManager),
    ("zsh", Shell),
    ("zypper", PackageManager),
];

/// What the program at this path is for, if it lies where programs lie and is one of those known.
pub(super) fn purpose(path: &str) -> Option<FilePurpose> {
    let (folder, name) = path.rsplit_once('/')?;
    let folder = folder.rsplit('/').next()?;
    if !matches!(folder, "bin" | "sbin" | "busybox") {
        return None;
    }
    find(name).or_else(|| find(plain_name(name)?))
}

fn find(name: &str) -> Option<FilePurpose> {
    let at = TOOLS.binary_search_by_key(&name, |(tool, _)| tool).ok()?;
    TOOLS.get(at).map(|(_, purpose)| *purpose)
}

/// Whether a program acts by the name it is called by (the last part of a link target).
pub(super) fn is_multicall(target: &str) -> bool {
    let name = target.rsplit('/').next().unwrap_or(target);
    matches!(
        name,
        "busybox" | "toybox" | "busybox.static" | "busybox-suid" | "bbsuid"
    )
}

/// `gcc` of `x86_64-linux-gnu-gcc-12`, `pip` of `pip3.11`, `nc` of `nc.openbsd`. `None`: the name
/// has no such parts.
fn plain_name(name: &str) -> Option<&str> {
    let triplet = [
        "-linux-gnu-",
        "-linux-gnueabihf-",
        "-linux-musl-",
        "-redhat-linux-",
    ];
    let bare = triplet
        .iter()
        .find_map(|part| name.split_once(part))
        .map_or(name, |(_, rest)| rest);
    let bare = bare
        .strip_suffix(".openbsd")
        .or_else(|| bare.strip_suffix(".traditional"))
        .or_else(|| bare.strip_suffix(".bfd"))
        .or_else(|| bare.strip_suffix(".gold"))
        .unwrap_or(bare);
    let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let bare = bare.strip_suffix('-').unwrap_or(bare);
    (bare != name && !bare.is_empty()).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(TOOLS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn tools_are_known_by_name_where_programs_lie() {
        assert_eq!(purpose("bin/sh"), Some(Shell));
        assert_eq!(purpose("usr/bin/x86_64-linux-gnu-gcc-12"), Some(Compiler));
        assert_eq!(purpose("usr/local/bin/pip3.11"), Some(PackageManager));
        assert_eq!(purpose("bin/nc.openbsd"), Some(NetworkTool));
        assert_eq!(purpose("usr/bin/g++-12"), Some(Compiler));
        assert_eq!(purpose("usr/share/doc/bash"), None);
        assert_eq!(purpose("usr/bin/shred"), None);
        assert_eq!(purpose("usr/bin/bashbug"), None);
        assert_eq!(purpose("sh"), None);
    }
}
