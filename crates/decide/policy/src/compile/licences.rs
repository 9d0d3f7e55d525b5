//! The lists of licences of a policy file.

use seaworthy_model::Decision;
use spdx::{Expression, LicenseItem};

use crate::document::PolicyDocument;
use crate::licences::{Licences, Listed};
use crate::pattern::Comparison;
use crate::place::Place;
use crate::problem::{Problem, closest};
use crate::typed::quoted;

use super::Compiler;

impl Compiler<'_> {
    /// The lists, where the file has any; an entry that can match nothing is refused.
    pub(super) fn licences(&mut self, document: &PolicyDocument) -> Option<Licences> {
        let written = &document.licences;
        let root = Place::default().key("licences");
        let allow = self.listed(&root.key("allow"), &written.allow);
        let deny = self.listed(&root.key("deny"), &written.deny);
        if allow.is_none() && deny.is_none() && written.unknown.is_none() {
            return None;
        }
        Some(Licences {
            allow,
            deny,
            unknown: written.unknown.unwrap_or(Decision::Warn),
            unknown_path: self.path(&root.key("unknown")),
        })
    }

    fn listed(&mut self, place: &Place, texts: &[String]) -> Option<Listed> {
        for (index, text) in texts.iter().enumerate() {
            self.licence(&place.index(index), text);
        }
        let patterns = self.patterns(place, texts, Comparison::AnyCase)?;
        let path = self.path(place);
        Some(Listed { patterns, path })
    }

    /// A name without wildcards must be one licence of the list, or a reference.
    fn licence(&mut self, place: &Place, text: &str) {
        if text.contains(['*', '?', '[', '{']) || text.is_empty() {
            return;
        }
        let is_one = Expression::parse(text).is_ok_and(|expression| {
            let mut all = expression.requirements();
            // The reader of expressions takes ids that the list calls deprecated.
            let known = all.next().is_some_and(|one| match &one.req.license {
                LicenseItem::Spdx { id, .. } => !id.is_deprecated(),
                LicenseItem::Other(_) => true,
            });
            known && all.next().is_none()
        });
        if !is_one {
            let is_current = |name: &&str| {
                spdx::license_id(name).is_some_and(|id| id.name == *name && !id.is_deprecated())
            };
            // `GPL-2.0` said too little, and the list has two ids for it now.
            let clearer = match text.strip_suffix('+') {
                Some(base) => format!("{base}-or-later"),
                None => format!("{text}-only"),
            };
            let names = spdx::identifiers::LICENSES.iter();
            let names = names.map(|known| known.name).filter(is_current);
            let suggestion = match is_current(&clearer.as_str()) {
                true => Some(clearer),
                false => closest(text, names),
            };
            let problem = Problem::UnknownName {
                kind: "licence",
                name: quoted(text),
                suggestion,
            };
            self.refuse(place, problem);
        }
    }
}
