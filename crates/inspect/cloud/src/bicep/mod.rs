//! Bicep: files with the local modules that they use (Bicep language specification).

mod evaluate;
mod expression;
mod parser;
mod scanner;
mod text;

pub(crate) use evaluate::Files;
pub(crate) use expression::arm;

use std::sync::Arc;

use seaworthy_facts::cloud::Spot;

use crate::expression::Expression;

/// What a file declares.
#[derive(Debug, Default)]
pub(crate) struct File {
    pub(crate) path: Arc<str>,
    pub(crate) declarations: Vec<Declaration>,
}

/// One declaration.
#[derive(Debug)]
pub(crate) struct Declaration {
    pub(crate) name: Arc<str>,
    pub(crate) spot: Spot,
    pub(crate) kind: DeclarationKind,
}

#[derive(Debug)]
pub(crate) enum DeclarationKind {
    /// With its default.
    Parameter(Option<Expression>),
    Variable(Expression),
    Output(Expression),
    Resource(Box<Deployed>),
    Module(Box<Deployed>),
}

/// A resource or module.
#[derive(Debug)]
pub(crate) struct Deployed {
    /// The type of a resource without its version, the path of a module.
    pub(crate) what: String,
    pub(crate) existing: bool,
    pub(crate) condition: Option<Expression>,
    /// Names of item and index, and the list that is gone through.
    pub(crate) each: Option<(Arc<str>, Option<Arc<str>>, Expression)>,
    pub(crate) body: Expression,
    /// Resources that are declared inside.
    pub(crate) nested: Vec<Declaration>,
}
