//! Which distribution a root file system says it is.
//!
//! `os-release` (freedesktop.org, os-release(5)) comes first; releases older than it left other
//! files, whose forms are facts of those releases.

use seaworthy_facts::Distro;

/// The files that say it, the one that counts most first.
pub(crate) const PATHS: [&str; 13] = [
    "etc/os-release",
    "usr/lib/os-release",
    "etc/alpine-release",
    "etc/redhat-release",
    "etc/centos-release",
    "etc/system-release",
    "etc/oracle-release",
    "etc/SuSE-release",
    "etc/openwrt_release",
    "etc/arch-release",
    "etc/lsb-release",
    "etc/debian_version",
    "etc/initrd-release",
];

/// LIMIT: longer values are no names and versions.
const VALUE_CHARS_MAX: usize = 256;

/// Reads one of [`PATHS`]. `None` where it says nothing.
pub(crate) fn read(path: &str, content: &[u8]) -> Option<Distro> {
    let text = String::from_utf8_lossy(content);
    let text = text.trim_start_matches('\u{feff}');
    let mut distro = match path {
        "etc/alpine-release" => versioned("alpine", first_line(text)),
        "etc/debian_version" => versioned("debian", first_line(text)),
        "etc/redhat-release" | "etc/centos-release" | "etc/system-release"
        | "etc/oracle-release" => redhat(first_line(text)),
        "etc/SuSE-release" => suse(text),
        // A file without content, on a distribution without releases.
        "etc/arch-release" => Distro {
            id: "arch".to_owned(),
            ..Distro::default()
        },
        "etc/lsb-release" | "etc/openwrt_release" => assignments(
            text,
            [
                "DISTRIB_ID",
                "DISTRIB_RELEASE",
                "DISTRIB_CODENAME",
                "DISTRIB_DESCRIPTION",
            ],
        ),
        _ => assignments(
            text,
            ["ID", "VERSION_ID", "VERSION_CODENAME", "PRETTY_NAME"],
        ),
    };
    path.clone_into(&mut distro.path);
    let says = !distro.id.is_empty();
    says.then_some(distro)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default().trim()
}

fn versioned(id: &str, version: &str) -> Distro {
    if version.is_empty() {
        return Distro::default();
    }
    // Unstable Debian says `trixie/sid`: a name, no number.
    let codename = version.split_once("/sid").map(|(name, _)| short(name));
    let version_id = if codename.is_some() {
        String::new()
    } else {
        short(version)
    };
    // Stable Debian writes its point release, which no vendor data knows.
    let version_id = match (id, version_id.split_once('.')) {
        ("debian", Some((major, _))) => major.to_owned(),
        _ => version_id,
    };
    Distro {
        id: id.to_owned(),
        version_id,
        codename,
        ..Distro::default()
    }
}

/// `CentOS Linux release 7.9.2009 (Core)`.
fn redhat(line: &str) -> Distro {
    let Some((name, rest)) = line.split_once(" release ") else {
        return Distro::default();
    };
    let lower = name.to_lowercase();
    let known = [
        ("red hat", "rhel"),
        ("amazon linux", "amzn"),
        ("centos", "centos"),
        ("almalinux", "almalinux"),
        ("rocky", "rocky"),
        ("oracle", "ol"),
        ("fedora", "fedora"),
        ("scientific", "scientific"),
    ];
    let id = known
        .iter()
        .find(|(word, _)| lower.contains(word))
        .map_or("", |(_, id)| id);
    Distro {
        id: id.to_owned(),
        version_id: short(rest.split_whitespace().next().unwrap_or_default()),
        pretty_name: Some(short(line)),
        ..Distro::default()
    }
}

/// `SUSE Linux Enterprise Server 11 (x86_64)`, then `VERSION = 11` and `PATCHLEVEL = 4`.
fn suse(text: &str) -> Distro {
    let name = first_line(text);
    let value = |key: &str| {
        let mut lines = text.lines().filter_map(|line| line.split_once('='));
        let found = lines.find(|(name, _)| name.trim() == key);
        found.map_or("", |(_, value)| value.trim())
    };
    let id = match name.to_lowercase() {
        name if name.starts_with("opensuse") => "opensuse",
        name if name.starts_with("suse linux enterprise") => "sles",
        _ => return Distro::default(),
    };
    let (version, patch) = (value("VERSION"), value("PATCHLEVEL"));
    let version_id = match (version.contains('.'), patch) {
        (true, _) | (_, "" | "0") => short(version),
        _ => short(&format!("{version}.{patch}")),
    };
    Distro {
        id: id.to_owned(),
        version_id,
        pretty_name: Some(short(name)),
        ..Distro::default()
    }
}

fn assignments(text: &str, [id, version, codename, pretty]: [&str; 4]) -> Distro {
    let mut distro = Distro::default();
    for line in text.lines() {
        let Some((key, value)) = line.trim().split_once('=') else {
            continue;
        };
        let value = short(&unquote(value.trim()));
        if key == id {
            distro.id = value.to_lowercase();
        } else if key == version {
            distro.version_id = value;
        } else if key == codename {
            distro.codename = Some(value).filter(|value| !value.is_empty());
        } else if key == pretty {
            distro.pretty_name = Some(value).filter(|value| !value.is_empty());
        } else if key == "ID_LIKE" && id == "ID" {
            distro.id_like = value.split_whitespace().map(str::to_lowercase).collect();
        }
    }
    distro
}

/// Takes shell quotes away: single quotes keep everything, a backslash elsewhere keeps one
/// character.
fn unquote(value: &str) -> String {
    if let Some(inner) = value.strip_prefix('\'') {
        return inner.strip_suffix('\'').unwrap_or(inner).to_owned();
    }
    let inner = value
        .strip_prefix('"')
        .map_or(value, |rest| rest.strip_suffix('"').unwrap_or(rest));
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        text.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    text
}

/// Control characters would reach a terminal.
fn short(value: &str) -> String {
    value
        .chars()
        .filter(|c| !c.is_control())
        .take(VALUE_CHARS_MAX)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn os_release_is_read_with_its_quotes() {
        let text = b"NAME='X'\nID=\"Alma\\\"Linux\"\nID_LIKE=\"rhel centos fedora\"\n\
                     VERSION_ID='9.3'\n# no\nPRETTY_NAME=\"Alma 9\"\n";
        let distro = read("etc/os-release", text).unwrap();
        assert_eq!(distro.id, "alma\"linux");
        assert_eq!(distro.id_like, ["rhel", "centos", "fedora"]);
        assert_eq!(distro.version_id, "9.3");
        assert_eq!(distro.pretty_name.as_deref(), Some("Alma 9"));
        assert_eq!(distro.path, "etc/os-release");
    }

    #[test]
    fn older_files_speak_where_there_is_no_os_release() {
        let said = |path, text: &str| {
            read(path, text.as_bytes()).map(|distro| (distro.id, distro.version_id))
        };
        let pair = |id: &str, version: &str| Some((id.to_owned(), version.to_owned()));
        assert_eq!(
            said("etc/alpine-release", "3.10.4\n"),
            pair("alpine", "3.10.4")
        );
        assert_eq!(said("etc/debian_version", "12.5\n"), pair("debian", "12"));
        assert_eq!(
            said("etc/debian_version", "trixie/sid\n"),
            pair("debian", "")
        );
        let centos = "CentOS Linux release 7.9.2009 (Core)\n";
        assert_eq!(
            said("etc/redhat-release", centos),
            pair("centos", "7.9.2009")
        );
        let ubuntu = "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=14.04\n";
        assert_eq!(said("etc/lsb-release", ubuntu), pair("ubuntu", "14.04"));
        assert_eq!(said("etc/os-release", ""), None);
    }

    /// As the images of these distributions have it: only what decides.
    const SAMPLES: [(&str, &str, &str); 24] = [
        (
            "ID=wolfi\nNAME=\"Wolfi\"\nVERSION_ID=\"20230201\"\n",
            "wolfi",
            "20230201",
        ),
        (
            "ID=chainguard\nNAME=\"Chainguard\"\nVERSION_ID=\"20230214\"\n",
            "chainguard",
            "20230214",
        ),
        (
            "NAME=\"Fedora Linux\"\nID=fedora\nVERSION_ID=40\n",
            "fedora",
            "40",
        ),
        (
            "NAME=\"CentOS Stream\"\nID=\"centos\"\nVERSION_ID=\"9\"\n",
            "centos",
            "9",
        ),
        (
            "NAME=\"Amazon Linux\"\nID=\"amzn\"\nVERSION_ID=\"2023\"\n",
            "amzn",
            "2023",
        ),
        (
            "NAME=\"Oracle Linux Server\"\nID=\"ol\"\nVERSION_ID=\"9.4\"\n",
            "ol",
            "9.4",
        ),
        (
            "NAME=\"Red Hat Enterprise Linux\"\nID=\"rhel\"\nVERSION_ID=\"9.4\"\n",
            "rhel",
            "9.4",
        ),
        (
            "NAME=\"AlmaLinux\"\nID=\"almalinux\"\nVERSION_ID=\"9.4\"\n",
            "almalinux",
            "9.4",
        ),
        (
            "NAME=\"Rocky Linux\"\nID=\"rocky\"\nVERSION_ID=\"9.4\"\n",
            "rocky",
            "9.4",
        ),
        (
            "NAME=\"SLES\"\nID=\"sles\"\nVERSION_ID=\"15.6\"\n",
            "sles",
            "15.6",
        ),
        ("ID=\"sl-micro\"\nVERSION_ID=\"6.0\"\n", "sl-micro", "6.0"),
        (
            "NAME=\"openSUSE Leap\"\nID=\"opensuse-leap\"\nVERSION_ID=\"15.6\"\n",
            "opensuse-leap",
            "15.6",
        ),
        (
            "ID=\"opensuse-tumbleweed\"\n# VERSION_ID=\"20240101\"\n",
            "opensuse-tumbleweed",
            "",
        ),
        (
            "NAME=\"VMware Photon OS\"\nID=photon\nVERSION_ID=5.0\n",
            "photon",
            "5.0",
        ),
        (
            "NAME=\"Microsoft Azure Linux\"\nID=azurelinux\nVERSION_ID=\"3.0\"\n",
            "azurelinux",
            "3.0",
        ),
        (
            "NAME=\"Common Base Linux Mariner\"\nID=mariner\nVERSION_ID=\"2.0\"\n",
            "mariner",
            "2.0",
        ),
        (
            "NAME=Bottlerocket\nID=bottlerocket\nVERSION_ID=1.20.0\n",
            "bottlerocket",
            "1.20.0",
        ),
        (
            "NAME=\"Debian GNU/Linux\"\nID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Distroless\"\n",
            "debian",
            "12",
        ),
        (
            "NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"\n",
            "ubuntu",
            "24.04",
        ),
        (
            "NAME=\"Arch Linux\"\nID=arch\nBUILD_ID=rolling\n",
            "arch",
            "",
        ),
        (
            "NAME=\"OpenWrt\"\nID=\"openwrt\"\nVERSION_ID=\"23.05.3\"\n",
            "openwrt",
            "23.05.3",
        ),
        (
            "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.20.1\n",
            "alpine",
            "3.20.1",
        ),
        (
            "NAME=NixOS\nID=nixos\nVERSION_ID=\"24.05\"\n",
            "nixos",
            "24.05",
        ),
        (
            "ID=minimos\nVERSION_ID=\"20241031\"\n",
            "minimos",
            "20241031",
        ),
    ];

    #[test]
    fn every_distribution_is_recognised_by_its_own_file() {
        for (text, id, version) in SAMPLES {
            for path in ["etc/os-release", "usr/lib/os-release"] {
                let distro = read(path, text.as_bytes()).unwrap();
                assert_eq!((&*distro.id, &*distro.version_id), (id, version), "{text}");
            }
        }
    }

    #[test]
    fn files_of_vendors_speak_where_there_is_no_other() {
        for (path, text, id, version) in [
            (
                "etc/system-release",
                "Amazon Linux AMI release 2018.03\n",
                "amzn",
                "2018.03",
            ),
            (
                "etc/system-release",
                "Amazon Linux release 2 (Karoo)\n",
                "amzn",
                "2",
            ),
            (
                "etc/oracle-release",
                "Oracle Linux Server release 6.10\n",
                "ol",
                "6.10",
            ),
            (
                "etc/SuSE-release",
                "SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 4\n",
                "sles",
                "11.4",
            ),
            (
                "etc/SuSE-release",
                "openSUSE 13.2 (x86_64)\nVERSION = 13.2\nCODENAME = Harlequin\n",
                "opensuse",
                "13.2",
            ),
            (
                "etc/openwrt_release",
                "DISTRIB_ID='OpenWrt'\nDISTRIB_RELEASE='19.07.8'\n",
                "openwrt",
                "19.07.8",
            ),
            ("etc/arch-release", "", "arch", ""),
        ] {
            let distro = read(path, text.as_bytes()).unwrap();
            assert_eq!((&*distro.id, &*distro.version_id), (id, version), "{text}");
        }
        assert_eq!(read("etc/SuSE-release", b"something"), None);
    }

    #[test]
    fn nothing_that_steers_a_terminal_passes() {
        let distro = read("etc/os-release", b"ID=x\nPRETTY_NAME=\"a\x1b[31mb\xff\"\n").unwrap();
        assert_eq!(distro.pretty_name.as_deref(), Some("a[31mb\u{fffd}"));
    }
}
