//! The lists of licences of a policy, and what they say of an SPDX expression.
//!
//! Source: SPDX specification, Annex B. Of alternatives (`OR`) the best counts, of what holds
//! together (`AND`) the worst.

use seaworthy_facts::Package;
use seaworthy_model::{Decision, Finding};
use spdx::Expression;
use spdx::expression::{ExprNode, Operator};

use crate::checks;
use crate::pattern::Patterns;
use crate::policy::Policy;

/// LIMIT: bytes of an expression that is judged. Longer ones count as unknown; the longest known,
/// of a kernel's firmware, has 2,000.
const EXPRESSION_BYTES_MAX: usize = 16 * 1024;

/// The lists of one policy.
#[derive(Clone, Debug)]
pub(crate) struct Licences {
    /// Licences that may be used; without it all that are not denied may.
    pub(crate) allow: Option<Listed>,
    /// Licences that may not be used.
    pub(crate) deny: Option<Listed>,
    /// What happens where a licence is not known.
    pub(crate) unknown: Decision,
    /// Where that stands.
    pub(crate) unknown_path: String,
}

/// One list, with its place in the policy.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) patterns: Patterns,
    pub(crate) path: String,
}

/// What the lists say of an expression, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// A licence that may not be used.
    Forbidden,
    /// A licence that no list names, or none at all.
    Unknown,
    /// A licence that may be used.
    Allowed,
}

impl Licences {
    /// What the lists say of the terms of a package.
    pub(crate) fn standing(&self, licence: Option<&str>) -> Standing {
        let written = licence.filter(|text| text.len() <= EXPRESSION_BYTES_MAX);
        let Some(Ok(expression)) = written.map(Expression::parse) else {
            return Standing::Unknown;
        };
        let mut stack: Vec<Standing> = Vec::new();
        // The expression comes in postfix order.
        for node in expression.iter() {
            let standing = match node {
                ExprNode::Req(requirement) => {
                    let licence = requirement.req.license.to_string();
                    let exception = requirement.req.addition.as_ref();
                    self.one(&licence, exception.map(ToString::to_string).as_deref())
                }
                ExprNode::Op(operator) => {
                    let (Some(one), Some(other)) = (stack.pop(), stack.pop()) else {
                        return Standing::Unknown;
                    };
                    match operator {
                        Operator::Or => one.max(other),
                        Operator::And => one.min(other),
                    }
                }
            };
            stack.push(standing);
        }
        stack.pop().unwrap_or(Standing::Unknown)
    }

    /// What the lists say of one licence. An entry with an exception is more special than the
    /// licence alone; an exception permits more, so that an entry without one means both.
    fn one(&self, licence: &str, exception: Option<&str>) -> Standing {
        let named = |list: Option<&Listed>, text: &str| {
            list.is_some_and(|list| list.patterns.matches(text))
        };
        let (allow, deny) = (self.allow.as_ref(), self.deny.as_ref());
        if let Some(exception) = exception {
            let both = format!("{licence} WITH {exception}");
            // A pattern that also means the licence alone is not special.
            let special = |list| named(list, &both) && !named(list, licence);
            if special(deny) {
                return Standing::Forbidden;
            }
            if special(allow) {
                return Standing::Allowed;
            }
        }
        // `Apache-1.1+`: the licence itself is among those that may be chosen.
        let bare = licence.strip_suffix('+').unwrap_or(licence);
        let in_list = |list| named(list, licence) || named(list, bare);
        if in_list(deny) {
            Standing::Forbidden
        } else if in_list(allow) {
            Standing::Allowed
        } else if licence.contains("LicenseRef-") {
            Standing::Unknown
        } else if self.allow.is_some() {
            Standing::Forbidden
        } else {
            Standing::Allowed
        }
    }

    /// What a finding of these lists decides, with the place in the policy.
    pub(crate) fn decision(&self, finding: &Finding) -> Option<(Decision, &str)> {
        match finding.check.as_str() {
            checks::FORBIDDEN_LICENCE => {
                let list = self.deny.as_ref().or(self.allow.as_ref())?;
                Some((Decision::Deny, list.path.as_str()))
            }
            checks::UNKNOWN_LICENCE => Some((self.unknown, self.unknown_path.as_str())),
            _ => None,
        }
    }
}

impl Policy {
    /// The findings of the lists of licences over some packages of one image or folder. `location`
    /// says where a package stands. Without lists there are none.
    #[must_use]
    pub fn judge_licences(
        &self,
        packages: &[Package],
        within: &str,
        location: &dyn Fn(&Package) -> seaworthy_model::Location,
    ) -> Vec<Finding> {
        let Some(licences) = &self.licences else {
            return Vec::new();
        };
        packages
            .iter()
            .filter_map(|package| {
                let find = match licences.standing(package.licence.as_deref()) {
                    Standing::Allowed => return None,
                    Standing::Forbidden => checks::forbidden_licence,
                    Standing::Unknown if licences.unknown == Decision::Allow => return None,
                    Standing::Unknown => checks::unknown_licence,
                };
                Some(find(package, within, location(package)))
            })
            .collect()
    }
}
