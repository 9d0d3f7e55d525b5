//! One target in, one assessment out: the wiring of inspection, decision and verdict.
//!
//! In: the words of a user for a target, an open policy and an advisory pack. Out: an
//! [`Assessment`](seaworthy_model::Assessment) with facts, findings, unknowns and a verdict. This
//! crate judges nothing itself and prints nothing.

mod assessor;
mod attached;
mod base;
mod baseline;
mod bill;
mod config;
mod fix;
mod folder;
mod imports;
mod judge;
mod pack_file;
mod packages;
mod reading;
mod settings;
mod statements;
mod stored;
mod survey;
mod sys;
mod target;
mod units;
mod workspace;

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use seaworthy_advisories::pack::PackError;
use seaworthy_image::{LayerStore, Progress, ReadImageError};
use seaworthy_model::{Gate, Platform, ToolVersion};
use seaworthy_policy::Policy;
use seaworthy_registry::OpenClientError;
use seaworthy_secrets::Engine;

pub use assessor::{Assessor, assess};
pub use attached::ReadAttachedError;
pub use base::BaseOptions;
pub use baseline::Baseline;
pub use bill::ReadBillError;
pub use config::{ConfigurationOptions, PolicyFile};
pub use fix::{FixSettings, FixedFile, Fixes, fix};
pub use folder::ReadFolderError;
pub use imports::{BindImportError, Imports, ReadImportsError};
pub use pack_file::{OpenPackError, PackFile};
pub use statements::{FOLDER_DOCUMENTS_MAX, ReadStatementsError, Statements};
pub use stored::{ASSESSMENTS_BYTES_MAX, ReadAssessmentError, read_assessments};
pub use survey::{Survey, survey};
pub use target::TargetError;
pub use units::units;
pub use workspace::{WORKSPACE_FILES_MAX, Workspace};

/// How to assess.
pub struct Settings<'a> {
    /// Whether the target must be an image or a root file system.
    pub must_be_image: bool,
    /// Platform to pick from an index.
    pub platform: Option<Platform>,
    /// How to reach registries.
    pub registry: seaworthy_registry::Options,
    /// Threads to read with; none is one for each core.
    pub threads: Option<usize>,
    /// By what to decide.
    pub policy: &'a Policy,
    /// For which gate.
    pub gate: Gate,
    /// The start of the assessment.
    pub now: Timestamp,
    /// The day as of which ages and waivers are judged.
    pub today: Date,
    /// The advisory data.
    pub pack: &'a PackFile,
    /// Facts of layers that were read before; none reads every layer of every image.
    pub store: Option<&'a LayerStore>,
    /// What others state of weaknesses.
    pub statements: &'a Statements,
    /// What other tools reported of the target. They are for one target alone.
    pub imports: &'a Imports,
    /// What is known of base images.
    pub base: BaseOptions<'a>,
    /// How files of configuration are read.
    pub configuration: ConfigurationOptions,
    /// What is accepted because an earlier assessment holds it.
    pub baseline: Option<&'a Baseline>,
    /// Who is told how far the reading is.
    pub progress: Option<&'a dyn Progress>,
    /// Name and version of the program.
    pub tool: ToolVersion,
}

/// How long the phases took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Phases {
    /// Reading the target.
    pub inspect: Duration,
    /// Checks of facts and secrets.
    pub check: Duration,
    /// Matching packages with advisories, the opening of the pack included.
    pub advise: Duration,
    /// The verdict.
    pub decide: Duration,
}

/// Why a target could not be assessed at all.
#[derive(Debug, thiserror::Error)]
pub enum AssessError {
    /// It is no target.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The rules for secrets are malformed.
    #[error("cannot set up the search for secrets")]
    Secrets(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No client for the registry can be set up.
    #[error("cannot set up the connection to the registry")]
    Client(#[from] OpenClientError),
    /// The image cannot be read.
    #[error(transparent)]
    Image(#[from] ReadImageError),
    /// The bill of materials cannot be read.
    #[error(transparent)]
    Bill(#[from] ReadBillError),
    /// No bill of materials that is attached to the image can be used.
    #[error(transparent)]
    Attached(#[from] ReadAttachedError),
    /// A report of another tool is about another image.
    #[error(transparent)]
    Import(#[from] BindImportError),
    /// The folder cannot be read.
    #[error(transparent)]
    Folder(#[from] ReadFolderError),
    /// The advisory pack is damaged.
    #[error("cannot read the advisory pack {name}")]
    Pack {
        /// `embedded`, or its path.
        name: String,
        /// What is wrong with it.
        source: PackError,
    },
}

/// Begins to read what every assessment needs, the rules for secrets and the catalogue, on a
/// thread of its own, while the caller reads its policy. Not calling it costs only time.
pub fn prepare() {
    // The rules are kept by their crate; a malformed one is told when the assessment asks.
    std::thread::spawn(|| {
        (
            Engine::builtin().is_ok(),
            seaworthy_catalogue::controls().len(),
        )
    });
}
