//! The file that `policy init` writes: a policy with its fields explained.

use crate::builtin::Builtin;

const TEMPLATE: &str = include_str!("template.yaml");
/// The lines of the template that show how registries are trusted.
const EXAMPLE_OF_TRUST: &str =
    "# registries:\n#   trusted: [registry.example.com, docker.io/library/*]\n";

/// A commented policy that extends a built-in one. Lines after `## ` are prose; lines after `# `
/// are examples that hold when the mark is taken away.
#[must_use]
pub fn template(extends: Builtin) -> String {
    TEMPLATE.replace("extends: baseline", &format!("extends: {extends}"))
}

/// The same for a folder whose images come from some places: patterns of repositories, such as
/// `docker.io/library/*`, which are trusted. Without any the list stays an example.
#[must_use]
pub fn template_trusting(extends: Builtin, trusted: &[String]) -> String {
    let text = template(extends);
    if trusted.is_empty() {
        return text;
    }
    let list: String = trusted
        .iter()
        .map(|pattern| format!("    - {pattern}\n"))
        .collect();
    text.replace(
        EXAMPLE_OF_TRUST,
        &format!("registries:\n  trusted:\n{list}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Known, Policy};

    #[test]
    fn what_is_written_is_a_policy_that_trusts_the_places() {
        let trusted = [
            "docker.io/library/*".to_owned(),
            "localhost:5000/team/*".to_owned(),
        ];
        for extends in Builtin::ALL {
            let text = template_trusting(extends, &trusted);
            let policy = Policy::parse(&text, "seaworthy.yaml", &Known::default()).unwrap();
            let told = policy.explain(&[]);
            assert!(told.contains("localhost:5000/team/*"), "{told}");
            assert!(!text.contains(EXAMPLE_OF_TRUST));
        }
        assert_eq!(
            template_trusting(Builtin::Baseline, &[]),
            template(Builtin::Baseline)
        );
        assert!(template(Builtin::Baseline).contains(EXAMPLE_OF_TRUST));
    }
}
