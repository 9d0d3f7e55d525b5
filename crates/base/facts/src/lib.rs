//! What inspection yields: facts about images, folders, packages, files and secrets.
//!
//! In: what the `inspect` crates read. Out: serialisable facts that `decide` judges and `record`
//! prints. This crate reads nothing and judges nothing; it also holds [`Analyser`], the one border
//! between the pass over a layer and those who look at its files.

mod analyser;
pub mod cloud;
mod distro;
mod image;
mod import;
mod layer;
pub mod manifest;
mod package;
mod path;
mod program;
mod secret;
mod tree;

pub use analyser::{Analyser, FileHead, FileStream, HEAD_BYTES_MAX, Interest};
pub use distro::{Distro, SupportFact};
pub use image::{
    Healthcheck, HiddenBytes, History, ImageCache, ImageConfig, ImageFacts, ImageFile, ImageLayer,
    StatedBase,
};
pub use import::{
    ImportBinding, ImportFormat, ImportFormatError, ImportedReport, ImportedResult, ImportedTool,
    SourceStatement,
};
pub use layer::{
    Account, CacheFact, ChangelogFact, ChangelogFix, FileFact, FilePurpose, LargeFile, LayerFacts,
    LicenceFact, LicenceFile, LinkFact, OwnedFile, PasswordFact, PasswordState, Unread,
    WaitingFile,
};
pub use package::{Package, PackageKind, Place, SourcePackage};
pub use path::{PathError, PathHash, clean_path, clean_path_into, hash_path};
pub use program::{ProgramFact, SYMBOL_FILTER_BYTES_MAX, SymbolFilter};
pub use secret::{SecretFact, SecretOrigin};
pub use tree::{ChartFact, ConfigurationFacts, Facts, TreeFacts};
