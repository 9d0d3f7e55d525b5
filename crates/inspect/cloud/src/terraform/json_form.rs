//! HCL's form in JSON (`*.tf.json`) to a [`Body`] (JSON configuration syntax of Terraform).

use std::sync::Arc;

use seaworthy_facts::cloud::{CloudProblem, Spot, Value};
use seaworthy_facts::manifest;

use super::body::{Attribute, Block, Body};
use super::hcl;
use crate::expression::{Expression, Kind};
use crate::lines::spot_of;

/// Kinds of blocks of a file, with how many labels they have.
const KINDS: &[(&str, usize)] = &[
    ("resource", 2),
    ("data", 2),
    ("variable", 1),
    ("output", 1),
    ("module", 1),
    ("provider", 1),
    ("locals", 0),
    ("terraform", 0),
];

/// Reads a file.
pub(crate) fn read(tree: &manifest::Tree, problems: &mut Vec<CloudProblem>) -> Body {
    let path: Arc<str> = tree.source().map_or("", |source| source.path()).into();
    let mut read = Reader { path, problems };
    let mut body = Body::default();
    for entry in tree.root().into_iter().flat_map(manifest::Value::entries) {
        let name = entry.name();
        let Some((kind, labels)) = KINDS.iter().find(|(kind, _)| *kind == name) else {
            continue;
        };
        read.blocks(kind, *labels, entry.value, &mut Vec::new(), &mut body);
    }
    body
}

/// Reads a file of values for variables.
pub(crate) fn read_values(tree: &manifest::Tree, problems: &mut Vec<CloudProblem>) -> Body {
    let path: Arc<str> = tree.source().map_or("", |source| source.path()).into();
    let mut read = Reader { path, problems };
    tree.root()
        .map(|root| read.body(root, false))
        .unwrap_or_default()
}

struct Reader<'a> {
    path: Arc<str>,
    problems: &'a mut Vec<CloudProblem>,
}

impl Reader<'_> {
    fn blocks(
        &mut self,
        kind: &str,
        labels_left: usize,
        value: manifest::Value<'_>,
        labels: &mut Vec<Arc<str>>,
        body: &mut Body,
    ) {
        if value.is_sequence() {
            for item in value.items() {
                self.blocks(kind, labels_left, item, labels, body);
            }
            return;
        }
        if labels_left > 0 {
            for entry in value.entries() {
                labels.push(entry.name().as_ref().into());
                self.blocks(kind, labels_left - 1, entry.value, labels, body);
                labels.pop();
            }
            return;
        }
        let inner = self.body(value, true);
        body.blocks.push(Block {
            kind: kind.into(),
            labels: labels.clone(),
            spot: self.spot(value),
            body: inner,
        });
    }

    fn spot(&self, value: manifest::Value<'_>) -> Spot {
        spot_of(value, &self.path)
    }

    /// Every entry is an attribute, except the blocks whose meaning the evaluation knows.
    fn body(&mut self, value: manifest::Value<'_>, templates: bool) -> Body {
        let mut body = Body::default();
        for entry in value.entries() {
            let name = entry.name();
            match &*name {
                "//" => {}
                "dynamic" => self.blocks("dynamic", 1, entry.value, &mut Vec::new(), &mut body),
                "content" => self.blocks("content", 0, entry.value, &mut Vec::new(), &mut body),
                "backend" => self.blocks("backend", 1, entry.value, &mut Vec::new(), &mut body),
                _ => body.attributes.push(Attribute {
                    name: name.as_ref().into(),
                    spot: self.spot(entry.key),
                    value: self.expression(entry.value, templates),
                }),
            }
        }
        body
    }

    fn expression(&mut self, value: manifest::Value<'_>, templates: bool) -> Expression {
        let spot = self.spot(value);
        let kind = match value.kind() {
            manifest::Kind::Null => Kind::Literal(Value::Null),
            manifest::Kind::Bool => Kind::Literal(Value::Bool(value.is_true())),
            manifest::Kind::Integer | manifest::Kind::Float => {
                Kind::Literal(Value::Number(value.as_f64().unwrap_or_default()))
            }
            manifest::Kind::String => {
                let text = value.text().unwrap_or_default();
                if !templates {
                    return Expression::text(text, &spot);
                }
                match hcl::template(text, &spot) {
                    Ok(expression) => return expression,
                    Err(reason) => {
                        self.problems.push(CloudProblem {
                            place: spot.clone(),
                            reason: reason.clone(),
                        });
                        Kind::Literal(Value::unknown(reason))
                    }
                }
            }
            manifest::Kind::Sequence => Kind::List(
                value
                    .items()
                    .map(|item| self.expression(item, templates))
                    .collect(),
            ),
            manifest::Kind::Mapping => Kind::Object(
                value
                    .entries()
                    .map(|entry| {
                        let key = Expression::text(&entry.name(), &self.spot(entry.key));
                        (key, self.expression(entry.value, templates))
                    })
                    .collect(),
            ),
        };
        Expression::new(kind, &spot)
    }
}
