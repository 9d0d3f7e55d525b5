//! What the checks of Dockerfiles look at.

use std::sync::Arc;

use seaworthy_check::{Examined, Failure};
use seaworthy_facts::manifest::Place;
use seaworthy_facts::manifest::dockerfile::{Dockerfile, Instruction};
use seaworthy_model::{Location, Patch, Subject, SubjectKind};

/// One Dockerfile (or Containerfile), and what lies beside it.
#[derive(Clone, Debug)]
pub struct BuildFile {
    file: Arc<Dockerfile>,
    /// Whether a `.dockerignore` lies beside it; nothing where that is not known.
    pub has_ignore_file: Option<bool>,
}

impl BuildFile {
    /// A file that was read.
    #[must_use]
    pub fn new(file: Arc<Dockerfile>) -> Self {
        BuildFile {
            file,
            has_ignore_file: None,
        }
    }

    /// What it says.
    #[must_use]
    pub fn file(&self) -> &Dockerfile {
        &self.file
    }

    /// The number of the stage that a build makes by default, where there is one.
    #[must_use]
    pub fn last_stage(&self) -> Option<usize> {
        self.file.stages.len().checked_sub(1)
    }

    /// Something wrong at a place. The `detail`, such as the name of a package or stage, tells it
    /// from other findings of the check in this file, whatever their lines.
    #[must_use]
    pub fn failure(&self, at: Place, detail: &str, message: impl Into<String>) -> Failure {
        let path = self.file.source.path();
        let location = Location::File {
            path: path.to_owned(),
            line: Some(at.line),
            column: Some(at.column),
        };
        Failure::new(message, location).key(format!("{path}|{detail}"))
    }

    /// The change of a part of one line.
    #[must_use]
    pub fn replaced(&self, at: Place, text: &str) -> Option<Patch> {
        let source = &self.file.source;
        let (start, _) = source.line_range(at.line);
        let line = source.line(at.line);
        let one_line = source.line_of(at.end) == at.line && !source.is_recoded();
        let head = line.get(..at.start.checked_sub(start)? as usize)?;
        let tail = line.get(at.end.checked_sub(start)? as usize..)?;
        one_line.then(|| Patch {
            path: source.path().to_owned(),
            line: at.line,
            remove: vec![line.to_owned()],
            insert: vec![format!("{head}{text}{tail}")],
        })
    }

    /// The change that takes an instruction away with all its lines.
    #[must_use]
    pub fn removed(&self, instruction: &Instruction) -> Option<Patch> {
        let source = &self.file.source;
        let place = instruction.place;
        let last = source.line_of(place.end.max(place.start + 1) - 1);
        let is_plain = instruction.heredocs.is_empty() && !source.is_recoded();
        is_plain.then(|| Patch {
            path: source.path().to_owned(),
            line: place.line,
            remove: (place.line..=last)
                .map(|line| source.line(line).to_owned())
                .collect(),
            insert: Vec::new(),
        })
    }
}

impl Examined for BuildFile {
    fn subject(&self) -> Subject {
        Subject {
            kind: SubjectKind::File,
            name: self.file.source.path().to_owned(),
            within: None,
        }
    }
}
