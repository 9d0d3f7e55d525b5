//! Functions of the languages. One that is not here, or that gets what it does not take, yields an
//! unknown with its name.

mod azure;
mod collections;
mod network;
mod numbers;
mod text;

use seaworthy_facts::cloud::{Node, Spot, Value};

use crate::evaluation::{passed_on, unknown};

pub(crate) use azure::call as azure;

/// What a function came to.
pub(crate) enum Outcome {
    /// A value.
    Value(Value),
    /// One of the arguments as it is.
    Node(Node),
    /// It needs something that is not known.
    Open,
    /// The arguments do not fit.
    Wrong,
    /// There is no such function here.
    Missing,
}

impl From<Option<Value>> for Outcome {
    fn from(value: Option<Value>) -> Self {
        value.map_or(Outcome::Wrong, Outcome::Value)
    }
}

/// A function of Terraform, but for those that read files.
pub(crate) fn terraform(name: &str, arguments: &[Node], spot: &Spot) -> Node {
    let name = name.strip_prefix("core::").unwrap_or(name);
    let groups = [
        collections::open,
        text::open,
        collections::closed,
        text::closed,
        numbers::closed,
        network::closed,
    ];
    settle(name, arguments, spot, &groups)
}

type Group = fn(&str, &[Node], &Spot) -> Outcome;

/// Asks groups of functions until one knows the name.
fn settle(name: &str, arguments: &[Node], spot: &Spot, groups: &[Group]) -> Node {
    for group in groups {
        return match group(name, arguments, spot) {
            Outcome::Missing => continue,
            Outcome::Value(value) => Node::new(value, spot.clone()),
            Outcome::Node(node) => node,
            Outcome::Open => match arguments.iter().find(|node| !node.is_known()) {
                Some(open) => passed_on(open, spot),
                None => unknown(format!("`{name}` needs what is not known"), spot),
            },
            Outcome::Wrong => unknown(format!("the arguments of `{name}` do not fit"), spot),
        };
    }
    unknown(format!("the function `{name}` is not evaluated"), spot)
}

/// Whether all is known; functions of the groups `closed` need it.
fn all_known(arguments: &[Node]) -> bool {
    arguments.iter().all(Node::is_known)
}
