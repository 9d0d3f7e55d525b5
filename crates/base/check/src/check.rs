//! A check: one question to one kind of facts.

use std::panic::Location as Source;
use std::sync::OnceLock;

use seaworthy_catalogue::control;
use seaworthy_model::{
    Confidence, ControlId, Evidence, Finding, Fingerprint, Location, Outcome, Patch, Remedy, Risk,
    Severity, Statement, Subject, Unknown,
};

use crate::harness::Example;
use crate::{Answer, Doc, Unit, UnitKind};

/// What a group of checks looks at, such as an image.
pub trait Examined {
    /// What a finding is about unless the check says otherwise.
    fn subject(&self) -> Subject;
}

/// What can be read from an example text without a reader of `inspect`. Groups that need one give
/// a [`Reader`](crate::harness::Reader) to the harness instead.
pub trait Exemplary: Examined + Sized {
    /// The facts that an example text describes.
    ///
    /// # Errors
    /// The reason why the text describes none.
    fn of_example(text: &str) -> Result<Self, String>;

    /// The line of an example, from 1, at which a place stands; `None` where the form of example
    /// has no lines for such places.
    fn example_line(text: &str, location: &Location) -> Option<u32>;
}

/// One question, its documentation and its examples. Its id is the name of its file.
#[derive(Debug)]
pub struct Check<S: 'static> {
    control: ControlId,
    severity: Severity,
    confidence: Confidence,
    run: fn(&S, &mut Judge),
    file: &'static str,
    source: &'static str,
    id: OnceLock<String>,
    pub(crate) examples: &'static [Example],
}

impl<S: Examined> Check<S> {
    /// A check that answers a control. The id comes from the name of the file that calls this.
    #[track_caller]
    #[must_use]
    pub const fn new(control: &'static str, severity: Severity, run: fn(&S, &mut Judge)) -> Self {
        Check {
            control: ControlId::known(control),
            severity,
            confidence: Confidence::High,
            run,
            file: Source::caller().file(),
            source: "",
            id: OnceLock::new(),
            examples: &[],
        }
    }

    /// The header of its own source, which is the documentation: [`header!`](crate::header) of the
    /// file itself.
    #[must_use]
    pub const fn doc(mut self, source: &'static str) -> Self {
        self.source = source;
        self
    }

    /// How sure its findings are; high unless said.
    #[must_use]
    pub const fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// Texts that fire and texts that do not.
    #[must_use]
    pub const fn examples(mut self, examples: &'static [Example]) -> Self {
        self.examples = examples;
        self
    }

    /// The id: the name of the file with hyphens.
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.get_or_init(|| {
            let name = self.file.rsplit(['/', '\\']).next().unwrap_or(self.file);
            name.trim_end_matches(".rs").replace('_', "-")
        })
    }

    /// The control that it answers.
    #[must_use]
    pub fn control(&self) -> &ControlId {
        &self.control
    }

    /// The unit that the lists of checks and controls show.
    #[must_use]
    pub fn unit(&self) -> Unit {
        Unit {
            id: self.id().to_owned(),
            kind: UnitKind::Check,
            answer: Answer::Inspect,
            controls: vec![self.control.clone()],
            severity: Some(self.severity),
            doc: Doc::of_source(self.source),
        }
    }

    /// Asks the question of one target.
    pub fn run(&self, target: &S) -> Judgement {
        let mut judge = Judge {
            failures: Vec::new(),
            unknowns: Vec::new(),
            applicable: true,
        };
        (self.run)(target, &mut judge);
        let outcome = match (&judge.failures[..], &judge.unknowns[..], judge.applicable) {
            ([], [], false) => Outcome::NotApplicable,
            ([], [], true) => Outcome::Pass,
            ([], _, _) => Outcome::Unknown,
            _ => Outcome::Fail,
        };
        let unknowns = judge
            .unknowns
            .into_iter()
            .map(|unknown| unknown.leaving(std::slice::from_ref(&self.control)))
            .collect();
        let findings = judge
            .failures
            .into_iter()
            .map(|failure| self.finding(target, failure))
            .collect();
        Judgement {
            outcome,
            findings,
            unknowns,
        }
    }

    fn finding(&self, target: &S, failure: Failure) -> Finding {
        let subject = failure.subject.unwrap_or_else(|| target.subject());
        let severity = failure.severity.unwrap_or(self.severity);
        let confidence = failure.confidence.unwrap_or(self.confidence);
        let control_risk = control(&self.control).map_or(Risk::new(5.0), |control| control.risk);
        // What identifies: the check, and either the key that the check chose or the place. The
        // name of the image is left out, since a rebuild often changes it.
        let key = failure
            .key
            .as_deref()
            .unwrap_or_else(|| failure.location.stable_path());
        let mut remedy = failure
            .remedy
            .unwrap_or_else(|| Remedy::action(Doc::of_source(self.source).fix));
        remedy.patch = failure.patch;
        Finding {
            fingerprint: Fingerprint::of(&[
                self.id(),
                failure.rule.as_deref().unwrap_or_default(),
                key,
            ]),
            check: self.id().to_owned(),
            control: self.control.clone(),
            rule: failure.rule,
            message: failure.message,
            severity,
            confidence,
            risk: Risk::of_finding(severity, confidence, control_risk),
            subject,
            location: failure.location,
            related: failure.related,
            evidence: failure.evidence,
            remedy: Some(remedy),
            vulnerability: None,
            waived: None,
            statement: failure.statement.map(Box::new),
            origin: None,
        }
    }
}

/// What came of one check of one target.
#[derive(Clone, Debug)]
#[must_use]
pub struct Judgement {
    /// The answer in one word.
    pub outcome: Outcome,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What could not be decided.
    pub unknowns: Vec<Unknown>,
}

/// Takes down what a check sees.
#[derive(Debug)]
pub struct Judge {
    failures: Vec<Failure>,
    unknowns: Vec<Unknown>,
    applicable: bool,
}

impl Judge {
    /// Something is wrong.
    pub fn fail(&mut self, failure: Failure) {
        self.failures.push(failure);
    }

    /// It cannot be decided.
    pub fn unknown(&mut self, what: impl Into<String>, reason: impl Into<String>) {
        self.unknowns.push(Unknown::new(what, reason));
    }

    /// The question does not arise.
    pub fn not_applicable(&mut self) {
        self.applicable = false;
    }
}

/// One thing that is wrong, as a check sees it.
#[derive(Clone, Debug)]
pub struct Failure {
    message: String,
    location: Location,
    key: Option<String>,
    rule: Option<String>,
    severity: Option<Severity>,
    confidence: Option<Confidence>,
    subject: Option<Subject>,
    related: Vec<Location>,
    evidence: Vec<Evidence>,
    remedy: Option<Remedy>,
    patch: Option<Patch>,
    statement: Option<Statement>,
}

impl Failure {
    /// What is wrong, in one sentence with names, and where.
    #[must_use]
    pub fn new(message: impl Into<String>, location: Location) -> Self {
        Failure {
            message: message.into(),
            location,
            key: None,
            rule: None,
            severity: None,
            confidence: None,
            subject: None,
            related: Vec::new(),
            evidence: Vec::new(),
            remedy: None,
            patch: None,
            statement: None,
        }
    }

    /// What identifies the finding where the path of its place does not.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The rule by which the check found it, such as that of a secret.
    #[must_use]
    pub fn rule(mut self, rule: impl Into<String>) -> Self {
        self.rule = Some(rule.into());
        self
    }

    /// Another confidence than the check's own.
    #[must_use]
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = Some(confidence);
        self
    }

    /// Another severity than the check's own.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Another subject than the target itself.
    #[must_use]
    pub fn subject(mut self, subject: Subject) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Another place that matters.
    #[must_use]
    pub fn related(mut self, location: Location) -> Self {
        self.related.push(location);
        self
    }

    /// A short fact that was seen.
    #[must_use]
    pub fn evidence(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.evidence.push(Evidence::new(name, value));
        self
    }

    /// What the source of the facts itself states of it, such as that it is suppressed.
    #[must_use]
    pub fn statement(mut self, statement: Statement) -> Self {
        self.statement = Some(statement);
        self
    }

    /// The change that removes the finding, where one can be made that breaks nothing: it must be
    /// right for every program, and making it twice must change nothing.
    #[must_use]
    pub fn patch(mut self, patch: Option<Patch>) -> Self {
        self.patch = patch;
        self
    }

    /// What to do here, where the check's own words are too general.
    #[must_use]
    pub fn remedy(mut self, action: impl Into<String>) -> Self {
        self.remedy = Some(Remedy::action(action));
        self
    }
}
