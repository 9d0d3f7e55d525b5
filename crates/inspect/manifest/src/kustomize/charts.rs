//! Charts that lie in the repository, rendered by the engine of this crate.

use super::node::Node;
use super::problem::{Fault, ProblemKind};
use super::target::{Builder, Set};

/// Adds the objects of `helmCharts`.
pub(super) fn add(builder: &mut Builder<'_>, _folder: &str, root: &Node, _set: &mut Set) {
    for field in ["helmCharts", "helmChartInflationGenerator"] {
        for item in root.get(field).map(Node::items).unwrap_or_default() {
            let text = format!("the chart `{}` is not rendered here", item.text_of("name"));
            builder.tell(Fault::new(ProblemKind::Unsupported, text), item);
        }
    }
}
