//! `.helmignore`: files that are no part of a chart.

use globset::{GlobBuilder, GlobMatcher};

/// The rules of a file, and those that hold for every chart.
#[derive(Debug, Default)]
pub(super) struct IgnoreFile {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    matcher: GlobMatcher,
    /// What matches is kept after all.
    negates: bool,
    folders_only: bool,
    /// The pattern is for the whole path and not for a name.
    whole_path: bool,
}

/// The rules of one file; those of charts have some dozens.
/// LIMIT: further ones are not read.
const RULES_MAX: usize = 1000;

impl IgnoreFile {
    /// Reads the file. What is no pattern is passed over.
    pub(super) fn read(text: &str) -> Self {
        let lines = text.lines().take(RULES_MAX).chain(["templates/.?*"]);
        Self {
            rules: lines.filter_map(rule).collect(),
        }
    }

    /// Whether a file, or a folder that it lies in, is left out.
    pub(super) fn ignores(&self, path: &str) -> bool {
        let mut end = 0;
        while let Some(next) = path.get(end..).and_then(|rest| rest.find('/')) {
            end += next;
            if self.matches(path.get(..end).unwrap_or_default(), true) {
                return true;
            }
            end += 1;
        }
        self.matches(path, false)
    }

    fn matches(&self, path: &str, is_folder: bool) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        for rule in &self.rules {
            let subject = if rule.whole_path { path } else { name };
            let hits = rule.matcher.is_match(subject);
            if rule.negates {
                // Helm's own reading: a negated rule ignores what it does not match.
                if rule.folders_only && !is_folder {
                    return true;
                }
                if !hits {
                    return true;
                }
                continue;
            }
            if rule.folders_only && !is_folder {
                continue;
            }
            if hits {
                return true;
            }
        }
        false
    }
}

fn rule(line: &str) -> Option<Rule> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') || line.contains("**") {
        return None;
    }
    let (negates, line) = match line.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let (folders_only, line) = match line.strip_suffix('/') {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let whole_path = line.contains('/');
    let pattern = line.strip_prefix('/').unwrap_or(line);
    let glob = GlobBuilder::new(pattern)
        .literal_separator(true)
        .backslash_escape(true)
        .build();
    Some(Rule {
        matcher: glob.ok()?.compile_matcher(),
        negates,
        folders_only,
        whole_path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_paths_and_folders_are_left_out() {
        let file = IgnoreFile::read("# c\n*.bak\n.git/\n/docs/x.md\nci/\n");
        assert!(file.ignores("templates/a.bak"));
        assert!(file.ignores(".git/config"));
        assert!(file.ignores("docs/x.md") && !file.ignores("a/docs/x.md"));
        assert!(file.ignores("sub/ci/values.yaml") && !file.ignores("ci"));
        assert!(file.ignores("templates/.hidden") && !file.ignores("templates/a.yaml"));
    }
}
