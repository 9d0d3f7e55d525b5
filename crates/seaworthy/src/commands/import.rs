//! `seaworthy import`: what other tools reported of an image, as an assessment of its own.
//!
//! The image is not read: its digest says what the reports are about, and the policy, its waivers
//! and its gates decide as of a scan.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use seaworthy_assess::{
    Assessor, BaseOptions, ConfigurationOptions, Imports, Settings, Statements,
};
use seaworthy_model::ToolVersion;

use super::scan::{self, Shown};
use crate::cli::ImportArgs;
use crate::failure::{Code, Failure};
use crate::terminal::Terminal;
use crate::{pack, policy_file};

/// Imports, decides and reports.
pub(super) fn run(args: &ImportArgs, terminal: &Terminal) -> Result<Code, Failure> {
    let mut imports = Imports::default();
    for file in &args.files {
        let read = imports.add(file, args.format);
        read.map_err(scan::import_failure)?;
    }
    let policy = policy_file::load(args.gate.policy.as_deref())?;
    // Nothing of it is asked; the assessment says which data stood ready.
    let pack = pack::open(None, terminal)?;
    let now = Timestamp::now();
    let settings = Settings {
        must_be_image: false,
        platform: None,
        registry: seaworthy_registry::Options::default(),
        threads: None,
        policy: &policy,
        gate: args.gate.gate,
        now,
        today: args.gate.at.unwrap_or(now.to_zoned(TimeZone::UTC).date()),
        pack: &pack,
        store: None,
        statements: &Statements::default(),
        imports: &imports,
        configuration: ConfigurationOptions::default(),
        baseline: None,
        base: BaseOptions::default(),
        progress: None,
        tool: ToolVersion {
            name: "seaworthy".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
    };
    let name = args
        .image
        .clone()
        .unwrap_or_else(|| args.digest.to_string());
    let assessor = Assessor::new(&settings).map_err(scan::failure)?;
    let assessed = assessor.import(&name, args.digest.clone());
    let (assessment, _) = assessed.map_err(scan::failure)?;
    let outputs = scan::outputs(&args.output);
    let shown = Shown {
        all: args.all,
        template: args.template.as_deref(),
    };
    scan::report(&name, &assessment, &outputs, shown, terminal)?;
    Ok(scan::code(assessment.verdict.decision))
}
