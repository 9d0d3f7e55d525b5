//! The facts of one layer by itself, before layers are merged: what a cache keeps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Distro, Package, PackageKind, ProgramFact, SecretFact, SupportFact};

/// Everything that the pass over one layer yields. It depends on the layer's bytes and on the
/// versions of the analysers only, never on options.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LayerFacts {
    /// Packages by their evidence.
    pub packages: Vec<Package>,
    /// Files that OS packages own.
    pub owned: Vec<OwnedFile>,
    /// Licences of OS packages that stand in files of their own. Whoever merges layers adds them to
    /// the package of that kind and name that states none.
    pub licences: Vec<LicenceFact>,
    /// Licence files whose packages may not be known yet. They wait for the end of the layer
    /// ([`crate::Analyser::end`]) and are not kept behind it.
    #[serde(skip)]
    pub licence_files: Vec<LicenceFile>,
    /// Files that only others beside them complete, such as a project file whose parent is another.
    /// They wait for the end ([`crate::Analyser::end`]) and are not kept behind it.
    #[serde(skip)]
    pub waiting: Vec<WaitingFile>,
    /// Weaknesses that the changelogs of OS packages say are fixed.
    pub changelogs: Vec<ChangelogFact>,
    /// Distributions, one for each `os-release` or its like.
    pub distros: Vec<Distro>,
    /// Extended support that files of the layer name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub support: Vec<SupportFact>,
    /// Secrets in files.
    pub secrets: Vec<SecretFact>,
    /// Files that matter by their mode, name or kind.
    pub files: Vec<FileFact>,
    /// Programs whose table of functions was read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub programs: Vec<ProgramFact>,
    /// Accounts of `etc/passwd`.
    pub accounts: Vec<Account>,
    /// Groups of `etc/group`: the name in `Account::name`, the number in `gid`.
    pub groups: Vec<Account>,
    /// Accounts that are not locked, by `etc/shadow` and `etc/passwd`.
    pub passwords: Vec<PasswordFact>,
    /// Package caches in this layer. They cost what they hold whatever later layers delete.
    pub caches: Vec<CacheFact>,
    /// Large files, to tell what later layers hide.
    pub large: Vec<LargeFile>,
    /// Symbolic and hard links.
    pub links: Vec<LinkFact>,
    /// Paths that this layer deletes (`.wh.NAME`, OCI image layer specification, Whiteouts).
    pub whiteouts: Vec<String>,
    /// Folders whose lower content this layer hides (`.wh..wh..opq`).
    pub opaques: Vec<String>,
    /// Paths of all files that analysers took: a later layer that brings such a path replaces what
    /// the lower one said of it.
    pub replaced: Vec<String>,
    /// Every path of the layer but whiteouts, sorted, each as the first eight bytes (big endian) of
    /// its SHA-256, folders with a slash at the end: what lower layers have at such a path is gone.
    /// A strong hash, so that nobody makes a path that hides another one.
    pub present: Vec<u64>,
    /// What could not be read.
    pub unread: Vec<Unread>,
    /// Number of archive entries.
    pub entries: u64,
    /// Bytes of regular files.
    pub bytes: u64,
}

/// A file or part that could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unread {
    /// Path of the file; empty for the layer itself.
    pub path: String,
    /// The analyser that wanted it, or `layer`.
    pub analyser: String,
    /// Why not, with the limit where one was reached.
    pub reason: String,
}

impl Unread {
    /// A file that an analyser could not read.
    #[must_use]
    pub fn new(
        path: impl Into<String>,
        analyser: impl Into<String>,
        reason: impl Into<String>,
    ) -> Self {
        Unread {
            path: path.into(),
            analyser: analyser.into(),
            reason: reason.into(),
        }
    }
}

/// A file that an OS package owns, as a hash of its path (see [`crate::hash_path`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedFile {
    /// Hash of the cleaned path.
    pub path: u64,
    /// Hash (the same function) of the name of the owning package.
    pub owner: u64,
}

/// Licences of an OS package, from a file beside the database (`usr/share/doc/*/copyright`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceFact {
    /// The file that says so.
    pub path: String,
    /// The kind of the package.
    pub kind: PackageKind,
    /// Name of the package.
    pub package: String,
    /// Licences as written, sorted, each once.
    pub licences: Vec<String>,
}

/// A licence file in the folder of a package whose text was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LicenceFile {
    /// Path of the file.
    pub path: String,
    /// Which licence it is, as an SPDX expression.
    pub licence: String,
}

/// A file that is read once all files are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingFile {
    /// Path of the file.
    pub path: String,
    /// The cataloguer that will read it.
    pub cataloguer: &'static str,
    /// Its content.
    pub content: Vec<u8>,
}

/// What the changelog of an OS package says of weaknesses, up to the version that is installed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangelogFact {
    /// The file or database that holds the changelog.
    pub path: String,
    /// The kind of the package.
    pub kind: PackageKind,
    /// Name of the package whose changelog it is; of a Debian package, the name of its folder.
    pub package: String,
    /// Name of the source package that the changelog itself states, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The newest version in it.
    pub version: String,
    /// Weaknesses that it says are fixed, sorted, each once.
    pub fixes: Vec<ChangelogFix>,
}

/// One weakness that a changelog names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ChangelogFix {
    /// The CVE.
    pub cve: String,
    /// The version of the entry that names it.
    pub version: String,
}

/// A link of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFact {
    /// Path of the link, cleaned.
    pub path: String,
    /// Target: as written for a symbolic link, cleaned for a hard link.
    pub target: String,
    /// Whether it is a hard link.
    pub hard: bool,
}

/// A file that matters by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileFact {
    /// Path, cleaned.
    pub path: String,
    /// Unix permission bits with setuid, setgid and sticky.
    #[serde(default)]
    pub mode: u32,
    /// Owner.
    #[serde(default)]
    pub uid: u32,
    /// Group.
    #[serde(default)]
    pub gid: u32,
    /// Size in bytes.
    #[serde(default)]
    pub size_bytes: u64,
    /// Why it matters; several may hold.
    pub purposes: Vec<FilePurpose>,
    /// Linux capabilities that the file may hand on, by the names of capabilities(7).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capabilities: Vec<String>,
}

/// Why a file matters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum FilePurpose {
    /// Runs with its owner's rights.
    Setuid,
    /// Runs with its group's rights.
    Setgid,
    /// Anybody may write it, and it is no sticky folder.
    WorldWritable,
    /// A command shell.
    Shell,
    /// Installs or removes packages.
    PackageManager,
    /// Compiles, assembles or links.
    Compiler,
    /// Fetches from the network or opens remote sessions.
    NetworkTool,
    /// Follows or changes other processes.
    Debugger,
    /// Lets who may call it act as another account (`sudo`).
    PrivilegeTool,
    /// Lets people sign in over the network.
    RemoteLogin,
    /// Carries Linux capabilities of its own.
    Capabilities,
    /// A program or library in a folder of the system that belongs to an account other than root,
    /// which may write it.
    ForeignProgram,
    /// Makes the loader put a library into every process (`etc/ld.so.preload`).
    Preload,
    /// The head of a version control store.
    SourceControl,
    /// Tells how the image was built (`Dockerfile` and its like).
    BuildFile,
    /// A file in which a tool keeps credentials, by its name.
    CredentialFile,
    /// What was typed into a shell or a database client.
    ShellHistory,
    /// The memory of a program that crashed.
    CoreDump,
    /// Left behind by an editor or a desktop.
    EditorFile,
}

/// Bytes of package caches below one folder of one layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CacheFact {
    /// The folder that is a cache as a whole, cleaned: `var/lib/apt/lists`.
    pub folder: String,
    /// The tool that keeps it: `apt`.
    pub tool: String,
    /// Files below it.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// A file that is large enough to count when a later layer hides it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LargeFile {
    /// Path, cleaned.
    pub path: String,
    /// Size in bytes.
    pub size_bytes: u64,
}

/// An account that is not locked, and how its password is kept (shadow(5), passwd(5)). Never the
/// password or its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PasswordFact {
    /// Login name.
    pub name: String,
    /// The file that says so.
    pub path: String,
    /// How it is kept.
    pub state: PasswordState,
}

/// How a password is kept.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum PasswordState {
    /// No password is asked for.
    Empty,
    /// As a hash that takes long to guess (crypt(5): yescrypt, bcrypt, SHA-512, SHA-256).
    Hashed,
    /// As a hash that is quickly guessed (DES, MD5), or in plain text.
    Weak,
}

/// An account or a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Account {
    /// Login or group name.
    pub name: String,
    /// Numeric user id; for groups the group id.
    pub uid: u32,
    /// Numeric group id.
    pub gid: u32,
    /// Login shell; empty for groups.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shell: String,
    /// The file that says so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
}
