//! Distributions: which OSV ecosystems answer for one, and where its end of life is told.

use seaworthy_facts::Distro;

use crate::feeds::Cycle;
use crate::pack::{Cycles, Pack};

/// How a distribution is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// OSV ecosystems in the order in which they speak. Empty if OSV has none.
    pub ecosystems: Vec<String>,
    /// What to call it where there is no ecosystem.
    pub label: String,
    /// The distribution that another's data stands in for.
    pub proxy_for: Option<String>,
    /// Its release cycle, where one is known.
    pub cycle: Option<Cycle>,
}

/// Finds the ecosystems of a distribution in a pack.
///
/// `MinimOS`, Wolfi and the like have one set for all; Bottlerocket, Arch and OpenWrt have none, so
/// that their label is told as not covered.
///
/// Rocky Linux, RHEL, CentOS Stream and Oracle Linux are asked in their own ecosystem if the pack
/// has it, else in AlmaLinux of the same major version: its fixes are rebuilt from the same
/// sources, but the release of a package may differ, and what Red Hat does not fix is not told.
#[must_use]
pub fn distribution(distro: &Distro, pack: &Pack<'_>, cycles: Option<&Cycles<'_>>) -> Distribution {
    let version = distro.version_id.as_str();
    let major = version.split('.').next().unwrap_or("");
    let label = format!("{} {version}", distro.id).trim().to_owned();
    let cycle = |product: &str, name: &str| cycles.and_then(|all| all.find(product, name));
    let plain = |ecosystems, cycle| Distribution {
        ecosystems,
        label: label.clone(),
        proxy_for: None,
        cycle,
    };
    match distro.id.as_str() {
        "debian" => plain(versioned("Debian", major), cycle("debian", major)),
        "ubuntu" => ubuntu(version, &label, cycle("ubuntu", version)),
        "alpine" => alpine(version, &label, cycles),
        "almalinux" => plain(versioned("AlmaLinux", major), cycle("almalinux", major)),
        "rocky" => proxy(
            "Rocky Linux",
            major,
            &label,
            pack,
            cycle("rocky-linux", major),
        ),
        "rhel" => red_hat(distro, major, &label, pack, cycle("rhel", major)),
        "centos" => {
            let known = cycle("centos-stream", major).or_else(|| cycle("centos", major));
            proxy("CentOS", major, &label, pack, known)
        }
        "ol" => proxy(
            "Oracle Linux",
            major,
            &label,
            pack,
            cycle("oracle-linux", major),
        ),
        "wolfi" => plain(vec!["Wolfi".to_owned()], None),
        "chainguard" if pack.has_ecosystem("Chainguard") || !pack.has_ecosystem("Wolfi") => {
            plain(vec!["Chainguard".to_owned()], None)
        }
        // Chainguard's packages are Wolfi's, with others beside them.
        "chainguard" => Distribution {
            proxy_for: Some(label.clone()),
            ..plain(vec!["Wolfi".to_owned()], None)
        },
        "minimos" => plain(vec!["MinimOS".to_owned()], None),
        "echo" => plain(vec!["Echo".to_owned()], None),
        "alpaquita" => plain(versioned("Alpaquita", version), None),
        "bellsoft-hardened-containers" => {
            plain(versioned("BellSoft Hardened Containers", version), None)
        }
        "sles" | "sled" | "sles_sap" | "sle-micro" | "sl-micro" => {
            plain(suse(distro, pack), cycle("sles", version))
        }
        "opensuse-leap" => plain(
            vec![format!("openSUSE:Leap {version}")],
            cycle("opensuse", version),
        ),
        "opensuse-tumbleweed" => plain(vec!["openSUSE:Tumbleweed".to_owned()], None),
        "fedora" => plain(versioned("Fedora", major), cycle("fedora", version)),
        "amzn" => plain(
            versioned("Amazon Linux", version),
            cycle("amazon-linux", version),
        ),
        "photon" => plain(versioned("Photon OS", version), None),
        "azurelinux" | "mariner" => plain(versioned("Azure Linux", major), None),
        "openeuler" => plain(versioned("openEuler", version), None),
        "mageia" => plain(versioned("Mageia", major), None),
        _ => derivative(distro, &label, cycles),
    }
}

fn versioned(name: &str, version: &str) -> Vec<String> {
    if version.is_empty() {
        Vec::new()
    } else {
        vec![format!("{name}:{version}")]
    }
}

fn ubuntu(version: &str, label: &str, cycle: Option<Cycle>) -> Distribution {
    let ecosystems = if version.is_empty() {
        Vec::new()
    } else if is_long_term(version) {
        vec![
            format!("Ubuntu:{version}:LTS"),
            format!("Ubuntu:Pro:{version}:LTS"),
        ]
    } else {
        vec![format!("Ubuntu:{version}")]
    };
    Distribution {
        ecosystems,
        label: label.to_owned(),
        proxy_for: None,
        cycle,
    }
}

/// April of even years.
fn is_long_term(version: &str) -> bool {
    version
        .split_once('.')
        .is_some_and(|(year, month)| month == "04" && year.parse::<u32>().is_ok_and(|y| y % 2 == 0))
}

fn alpine(version: &str, label: &str, cycles: Option<&Cycles<'_>>) -> Distribution {
    let mut parts = version.split('.');
    let branch = match (parts.next(), parts.next()) {
        (Some(major), Some(minor)) if !version.contains("_alpha") => format!("{major}.{minor}"),
        _ => String::new(),
    };
    let ecosystem = match branch.as_str() {
        "" => "Alpine:edge".to_owned(),
        branch => format!("Alpine:v{branch}"),
    };
    Distribution {
        ecosystems: vec![ecosystem],
        label: label.to_owned(),
        proxy_for: None,
        cycle: cycles.and_then(|all| all.find("alpine-linux", &branch)),
    }
}

/// Red Hat's sets are named by CPE, one for each repository (`Red Hat:enterprise_linux:9::baseos`).
/// Those of extended support (`Red Hat:rhel_eus:9.2::baseos`) are for who pays for them: they are
/// asked, before the others, if the image says that it is served by them.
fn red_hat(
    distro: &Distro,
    major: &str,
    label: &str,
    pack: &Pack<'_>,
    cycle: Option<Cycle>,
) -> Distribution {
    let sets = |wanted: &str| -> Vec<String> {
        let below = format!("{wanted}:");
        let named = pack
            .ecosystems()
            .filter(|name| *name == wanted || name.starts_with(&below));
        named.map(str::to_owned).collect()
    };
    let standard = sets(&format!("Red Hat:enterprise_linux:{major}"));
    let extended = distro.support.iter().flat_map(|stream| {
        let release = &distro.version_id;
        sets(&format!("{RED_HAT_EXTENDED}{stream}:{release}"))
    });
    let ecosystems: Vec<String> = extended.chain(standard).collect();
    if ecosystems.is_empty() || major.is_empty() {
        return proxy("Red Hat", major, label, pack, cycle);
    }
    Distribution {
        ecosystems,
        label: label.to_owned(),
        proxy_for: None,
        cycle,
    }
}

/// Whether a set is that of a stream which serves a release longer or otherwise than the rest of
/// its distribution.
pub(super) fn is_extended(ecosystem: &str) -> bool {
    ecosystem.starts_with("Ubuntu:Pro:")
        || ecosystem.starts_with(RED_HAT_EXTENDED)
        || (ecosystem.starts_with("SUSE:") && ecosystem.ends_with(SUSE_EXTENDED))
}

const RED_HAT_EXTENDED: &str = "Red Hat:rhel_";
const SUSE_EXTENDED: &str = "-LTSS";

/// SUSE's sets are named by product, one for each module of a service pack
/// (`SUSE:Linux Enterprise Module for Basesystem 15 SP5`); `15.5` is `15 SP5`. Those of long term
/// support (`SUSE:Linux Enterprise Server 15 SP3-LTSS`) are asked if the product is installed.
fn suse(distro: &Distro, pack: &Pack<'_>) -> Vec<String> {
    let version = distro.version_id.as_str();
    let release = match version.split_once('.') {
        Some((major, pack)) if pack != "0" => format!(" {major} SP{pack}"),
        Some((major, _)) => format!(" {major}"),
        None => format!(" {version}"),
    };
    let longer = format!("{release}{SUSE_EXTENDED}");
    let served = distro.support.iter().any(|stream| stream == "ltss");
    let mut found: Vec<String> = pack
        .ecosystems()
        .filter(|name| name.starts_with("SUSE:Linux "))
        .filter(|name| name.ends_with(&release) || (served && name.ends_with(&longer)))
        .map(str::to_owned)
        .collect();
    if found.is_empty() && !version.is_empty() {
        return vec![format!("SUSE:Linux Enterprise Server{release}")];
    }
    found.sort_by_key(|name| !is_extended(name));
    found
}

fn proxy(
    own: &str,
    major: &str,
    label: &str,
    pack: &Pack<'_>,
    cycle: Option<Cycle>,
) -> Distribution {
    let own_ecosystem = format!("{own}:{major}");
    let stand_in = format!("AlmaLinux:{major}");
    let (ecosystems, proxy_for) = if pack.has_ecosystem(&own_ecosystem) {
        (vec![own_ecosystem], None)
    } else if pack.has_ecosystem(&stand_in) {
        (vec![stand_in], Some(label.to_owned()))
    } else {
        (Vec::new(), None)
    };
    Distribution {
        ecosystems,
        label: label.to_owned(),
        proxy_for,
        cycle,
    }
}

/// A derivative that keeps the packages of its parent shows the parent's code name.
fn derivative(distro: &Distro, label: &str, cycles: Option<&Cycles<'_>>) -> Distribution {
    let nothing = Distribution {
        ecosystems: Vec::new(),
        label: label.to_owned(),
        proxy_for: None,
        cycle: None,
    };
    let (Some(codename), Some(cycles)) = (&distro.codename, cycles) else {
        return nothing;
    };
    for parent in ["ubuntu", "debian"] {
        if !distro.id_like.iter().any(|like| like == parent) {
            continue;
        }
        let named = cycles.of(parent).into_iter().find(|cycle| {
            let first = cycle
                .codename
                .as_deref()
                .and_then(|name| name.split(' ').next());
            first.is_some_and(|first| first.eq_ignore_ascii_case(codename))
        });
        if let Some(cycle) = named {
            let ecosystems = match parent {
                "ubuntu" => ubuntu(&cycle.name, label, None).ecosystems,
                _ => versioned("Debian", &cycle.name),
            };
            let proxy_for = Some(label.to_owned());
            return Distribution {
                ecosystems,
                proxy_for,
                cycle: Some(cycle),
                ..nothing
            };
        }
    }
    nothing
}
