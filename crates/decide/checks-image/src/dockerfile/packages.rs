//! What build steps install, and with which package manager.

use super::shell::{Command, Word};

/// Package managers that differ in how they are told things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manager {
    Apt,
    Apk,
    Yum,
    Dnf,
    Microdnf,
    Zypper,
    Pip,
    Npm,
    Yarn,
    Pnpm,
    Gem,
    Go,
    Cargo,
}

/// A command that installs.
#[derive(Clone, Debug)]
pub(super) struct Install<'c> {
    pub(super) manager: Manager,
    /// The program as it is called.
    pub(super) program: &'c str,
    /// `install`, `add`, ...
    pub(super) action: &'c Word,
    /// What stands behind the program, options and the action among it.
    pub(super) arguments: &'c [Word],
    /// Packages by name, address or path; no options and their values.
    pub(super) packages: Vec<&'c Word>,
}

/// The manager that a command calls, and what it is told.
pub(super) fn manager(command: &Command) -> Option<(Manager, &[Word])> {
    let arguments = command.arguments();
    let name = command.program();
    let plain = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let manager = match name {
        "apt-get" | "apt" | "aptitude" => Manager::Apt,
        "apk" => Manager::Apk,
        "yum" => Manager::Yum,
        "dnf" | "dnf5" | "tdnf" => Manager::Dnf,
        "microdnf" => Manager::Microdnf,
        "zypper" => Manager::Zypper,
        "npm" => Manager::Npm,
        "yarn" | "yarnpkg" => Manager::Yarn,
        "pnpm" => Manager::Pnpm,
        "go" => Manager::Go,
        "cargo" => Manager::Cargo,
        _ if plain == "pip" => Manager::Pip,
        _ if plain == "gem" => Manager::Gem,
        // `python -m pip` and `uv pip`.
        _ if plain == "python" || name == "uv" => {
            let at = arguments.iter().position(|word| word.text == "pip")?;
            return Some((Manager::Pip, arguments.get(at + 1..)?));
        }
        _ => return None,
    };
    Some((manager, arguments))
}

/// What a command installs, where it does.
pub(super) fn install(command: &Command) -> Option<Install<'_>> {
    let (manager, arguments) = manager(command)?;
    let mut operands = operands(manager, arguments).into_iter();
    let mut action = operands.next()?;
    if manager == Manager::Yarn && action.text == "global" {
        action = operands.next()?;
    }
    let installs: &[&str] = match manager {
        Manager::Apt => &["install"],
        Manager::Apk | Manager::Pnpm => &["add"],
        Manager::Yum | Manager::Dnf | Manager::Microdnf => {
            &["install", "localinstall", "groupinstall", "reinstall"]
        }
        Manager::Zypper => &["install", "in"],
        Manager::Pip | Manager::Gem | Manager::Cargo => &["install"],
        Manager::Npm => &["install", "i", "add"],
        Manager::Yarn => &["add"],
        Manager::Go => &["install", "get"],
    };
    installs.contains(&action.text.as_str()).then(|| Install {
        manager,
        program: command.program(),
        action,
        arguments,
        packages: operands.collect(),
    })
}

/// Words that are neither options nor their values.
fn operands(manager: Manager, arguments: &[Word]) -> Vec<&Word> {
    let mut found = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if word.text == "--" {
            continue;
        }
        if !word.text.starts_with('-') || word.text == "-" {
            found.push(word);
        } else if valued(manager).split(' ').any(|option| option == word.text) {
            words.next();
        }
    }
    found
}

/// Options whose value is a word of its own, from the manuals of the programs.
fn valued(manager: Manager) -> &'static str {
    match manager {
        Manager::Apt => {
            "-o --option -t --target-release --default-release -c --config-file -a \
             --host-architecture"
        }
        Manager::Apk => {
            "-t --virtual -X --repository -p --root --arch --keys-dir --repositories-file \
             --cache-dir --wait"
        }
        Manager::Yum | Manager::Dnf | Manager::Microdnf => {
            "-c --config -x --exclude --enablerepo --disablerepo --repo --repoid --installroot \
             --releasever --setopt -d -e --module"
        }
        Manager::Zypper => "-r --repo -R --root -C -p --plus-repo",
        Manager::Pip => {
            "-r --requirement -c --constraint -i --index-url --extra-index-url -f --find-links -t \
             --target --prefix --root --trusted-host --timeout --retries --cache-dir --proxy \
             --cert --platform --python-version --only-binary --no-binary --python --src \
             --upgrade-strategy --config-settings --global-option"
        }
        Manager::Npm | Manager::Yarn | Manager::Pnpm => {
            "--registry --prefix -C --cwd --cache --loglevel --userconfig --cache-folder \
             --network-timeout --filter -w --workspace --dir"
        }
        Manager::Gem => {
            "-v --version -s --source -i --install-dir -n --bindir --platform -P --trust-policy"
        }
        Manager::Go => "-ldflags -tags -o -p -gcflags -mod -C",
        Manager::Cargo => {
            "--version --vers --git --branch --tag --rev --path --root --features -F --target \
             --registry -j --jobs --profile --bin"
        }
    }
}

impl Install<'_> {
    /// Packages by name: no variables, files, addresses.
    pub(super) fn named(&self) -> impl Iterator<Item = &Word> {
        let packages = self.packages.iter().copied();
        packages.filter(|word| word.is_known() && !is_place(&word.text))
    }

    /// Whether one of the options is given, alone, with `=value`, or among short letters.
    pub(super) fn has(&self, options: &[&str]) -> bool {
        self.arguments.iter().any(|word| {
            let name = word.text.split('=').next().unwrap_or_default();
            let short = |option: &&str| {
                let letter = option.strip_prefix('-').filter(|rest| rest.len() == 1);
                let letters = word.text.strip_prefix('-').unwrap_or_default();
                letter.is_some_and(|letter| {
                    letters.contains(letter) && letters.chars().all(|c| c.is_ascii_alphabetic())
                })
            };
            options.contains(&name) || options.iter().any(short)
        })
    }
}

/// A file, folder or address instead of a name.
fn is_place(text: &str) -> bool {
    let file = [
        ".deb", ".rpm", ".apk", ".whl", ".tar.gz", ".tgz", ".gem", ".zip",
    ];
    text.starts_with(['.', '/', '<', '~'])
        || text.contains("://")
        || text.starts_with("git+")
        || file.iter().any(|end| text.ends_with(end))
}

/// A short list of names for a message.
pub(super) fn listed<'w>(words: impl Iterator<Item = &'w Word>) -> String {
    /// A step may install a hundred packages.
    const SHOWN_MAX: usize = 4;
    let names: Vec<String> = words.map(|word| format!("`{}`", word.text)).collect();
    let shown = names.get(..SHOWN_MAX.min(names.len())).unwrap_or_default();
    match names.len().checked_sub(SHOWN_MAX) {
        Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}
