//! What an expression becomes when it is compiled: names are resolved, macros are loops.

use regex::Regex;

use crate::library::Function;
use crate::value::{Key, Value};

/// A part of a compiled expression.
#[derive(Debug)]
pub(crate) enum Node {
    Const(Value),
    Root(Root),
    /// A variable of a loop around, by its number from outside.
    Local(usize),
    /// A variable of the policy.
    Variable(usize),
    Select {
        of: Box<Node>,
        field: Key,
        optional: bool,
    },
    Has {
        of: Box<Node>,
        field: Key,
    },
    Index {
        of: Box<Node>,
        index: Box<Node>,
        optional: bool,
    },
    /// Items, and whether each is optional.
    List(Vec<(Node, bool)>),
    /// Keys, values, and whether each value is optional.
    Map(Vec<(Node, Node, bool)>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Not(Box<Node>),
    Negate(Box<Node>),
    Choose {
        condition: Box<Node>,
        then: Box<Node>,
        otherwise: Box<Node>,
    },
    Binary {
        operator: Operator,
        left: Box<Node>,
        right: Box<Node>,
    },
    Call(Box<Call>),
    Fold(Box<Fold>),
    /// `cel.bind`: a value under a name.
    Bind {
        value: Box<Node>,
        body: Box<Node>,
    },
    /// `optMap` and `optFlatMap`.
    OptionalMap {
        of: Box<Node>,
        body: Box<Node>,
        is_flat: bool,
    },
}

/// What the world around gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Root {
    Object,
    OldObject,
    Request,
    Params,
    NamespaceObject,
}

impl Root {
    pub(crate) fn of(name: &str) -> Option<Root> {
        Some(match name {
            "object" => Root::Object,
            "oldObject" => Root::OldObject,
            "request" => Root::Request,
            "params" => Root::Params,
            "namespaceObject" => Root::NamespaceObject,
            _ => return None,
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
}

impl Operator {
    /// The operator of that name in the parsed tree.
    pub(crate) fn of(name: &str) -> Option<Operator> {
        Some(match name {
            "_+_" => Operator::Add,
            "_-_" => Operator::Subtract,
            "_*_" => Operator::Multiply,
            "_/_" => Operator::Divide,
            "_%_" => Operator::Modulo,
            "_==_" => Operator::Equal,
            "_!=_" => Operator::NotEqual,
            "_<_" => Operator::Less,
            "_<=_" => Operator::LessEqual,
            "_>_" => Operator::Greater,
            "_>=_" => Operator::GreaterEqual,
            "@in" => Operator::In,
            _ => return None,
        })
    }

    /// The name in the parsed tree, for messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Operator::Add => "_+_",
            Operator::Subtract => "_-_",
            Operator::Multiply => "_*_",
            Operator::Divide => "_/_",
            Operator::Modulo => "_%_",
            Operator::Equal => "_==_",
            Operator::NotEqual => "_!=_",
            Operator::Less => "_<_",
            Operator::LessEqual => "_<=_",
            Operator::Greater => "_>_",
            Operator::GreaterEqual => "_>=_",
            Operator::In => "@in",
        }
    }
}

#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) function: &'static Function,
    pub(crate) arguments: Vec<Node>,
    /// The pattern, where it stands in the expression.
    pub(crate) regex: Option<Regex>,
}

/// A loop over a list or a map.
#[derive(Debug)]
pub(crate) struct Fold {
    pub(crate) kind: FoldKind,
    pub(crate) range: Node,
    /// Whether it has two variables: index and item, or key and value.
    pub(crate) is_double: bool,
    pub(crate) filter: Option<Node>,
    pub(crate) body: Node,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FoldKind {
    All,
    Exists,
    ExistsOne,
    /// `map` and `transformList`.
    List,
    Filter,
    TransformMap,
    TransformMapEntry,
    SortBy,
}
