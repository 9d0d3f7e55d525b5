//! The tree of a template, as the parser makes it.

use std::rc::Rc;

use super::functions::Function;
use super::text::Text;

/// A template with a name.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) name: Rc<str>,
    /// The file that defines it.
    pub(super) file: Rc<str>,
    /// The number of that file, and one.
    pub(super) file_number: u32,
    pub(super) body: Vec<Node>,
}

/// A piece of a template with the line on which it begins.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) line: u32,
    pub(super) kind: NodeKind,
}

#[derive(Debug)]
pub(super) enum NodeKind {
    Text(Box<str>),
    Action(Pipeline),
    If(Box<Branch>),
    With(Box<Branch>),
    Range(Box<Branch>),
    Template {
        name: Rc<str>,
        argument: Option<Pipeline>,
    },
    Break,
    Continue,
}

/// What `if`, `with` and `range` have.
#[derive(Debug)]
pub(super) struct Branch {
    pub(super) pipeline: Pipeline,
    pub(super) body: Vec<Node>,
    pub(super) otherwise: Vec<Node>,
}

#[derive(Debug)]
pub(super) struct Pipeline {
    pub(super) line: u32,
    /// The variables that it sets; two in a `range`.
    pub(super) variables: Vec<Rc<str>>,
    /// Whether they exist already (`=`) or are made (`:=`).
    pub(super) assigns: bool,
    pub(super) commands: Vec<Command>,
}

#[derive(Debug)]
pub(super) struct Command {
    pub(super) head: Expr,
    pub(super) arguments: Vec<Expr>,
}

/// A function: one of the table, or a name that nobody knows.
#[derive(Clone, Debug)]
pub(super) enum Callee {
    Known(&'static Function),
    Unknown(Rc<str>),
}

#[derive(Debug)]
pub(super) enum Expr {
    Dot,
    Nil,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Text),
    Field(Vec<Rc<str>>),
    Variable {
        name: Rc<str>,
        fields: Vec<Rc<str>>,
    },
    Chain {
        base: Box<Expr>,
        fields: Vec<Rc<str>>,
    },
    Pipe(Box<Pipeline>),
    Function(Callee),
}
