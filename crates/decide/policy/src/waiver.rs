//! Accepted risks: which waiver covers which finding.

use seaworthy_model::{AppliedWaiver, Finding, Waiver};

use crate::image::ImageContext;
use crate::pattern::{Comparison, Patterns};
use crate::problem::Problem;
use crate::seen::{ids, package_names, paths};

/// A waiver, or an allowed CVE, with its patterns and its place.
#[derive(Clone, Debug)]
pub(crate) struct Waived {
    pub(crate) waiver: Waiver,
    /// `waivers[2]` or `cves.allow[0]`.
    pub(crate) path: String,
    /// Line in the policy file, from 1.
    pub(crate) line: u32,
    images: Option<Patterns>,
    packages: Option<Patterns>,
    files: Option<Patterns>,
}

impl Waived {
    /// Builds the patterns. An error comes with the list and the number of its pattern.
    pub(crate) fn new(
        waiver: Waiver,
        path: String,
        line: u32,
    ) -> Result<Self, (&'static str, usize, Problem)> {
        let build = |list: &'static str, texts: &[String], comparison| {
            if texts.is_empty() {
                return Ok(None);
            }
            Patterns::new(texts, comparison)
                .map(Some)
                .map_err(|(index, problem)| (list, index, problem))
        };
        let scope = &waiver.scope;
        let images = build("images", &scope.images, Comparison::Exact)?;
        let packages = build("packages", &scope.packages, Comparison::Exact)?;
        let files = build("paths", &scope.paths, Comparison::Path)?;
        Ok(Waived {
            images,
            packages,
            files,
            waiver,
            path,
            line,
        })
    }

    /// Whether it covers a finding. Its expiry is not looked at.
    pub(crate) fn covers(&self, finding: &Finding, image: Option<&ImageContext>) -> bool {
        let waiver = &self.waiver;
        let fingerprints = &waiver.scope.fingerprints;
        waiver
            .check
            .as_ref()
            .is_none_or(|check| *check == finding.check)
            && waiver
                .cve
                .as_ref()
                .is_none_or(|cve| ids(finding).any(|id| id.eq_ignore_ascii_case(cve)))
            && (fingerprints.is_empty()
                || fingerprints
                    .iter()
                    .any(|print| print == finding.fingerprint.as_str()))
            && self.concerns(image)
            && self
                .packages
                .as_ref()
                .is_none_or(|patterns| patterns.match_any(package_names(finding).into_iter()))
            && self
                .files
                .as_ref()
                .is_none_or(|patterns| patterns.match_any(paths(finding)))
    }

    /// Whether it could hold in this image at all.
    pub(crate) fn concerns(&self, image: Option<&ImageContext>) -> bool {
        self.images.as_ref().is_none_or(|patterns| {
            let names = image.map(ImageContext::names).unwrap_or_default();
            patterns.match_any(names.iter().map(String::as_str))
        })
    }

    /// What it is about, in words.
    pub(crate) fn aim(&self) -> String {
        let waiver = &self.waiver;
        match (&waiver.check, &waiver.cve) {
            (Some(check), Some(cve)) => format!("{cve} of {check}"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => "nothing".to_owned(),
        }
    }

    /// What the report shows beside a finding.
    pub(crate) fn applied(&self) -> AppliedWaiver {
        AppliedWaiver {
            reason: self.waiver.reason.clone(),
            justification: self.waiver.justification,
            owner: self.waiver.owner.clone(),
            expires: self.waiver.expires,
        }
    }
}
