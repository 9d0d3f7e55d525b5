//! Expressions, the same for every language: HCL, templates of Azure and Bicep are parsed into
//! them.

use std::sync::Arc;

use seaworthy_facts::cloud::{Spot, Value};

/// The name under which the item of a splat is bound: no identifier of any language.
pub(crate) const SPLAT_ITEM: &str = "*";

/// An expression and where it begins.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub(crate) spot: Spot,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Literal(Value),
    /// A text with expressions in it.
    Template(Vec<Expression>),
    List(Vec<Expression>),
    /// Keys and values; a key that is [`Kind::Spread`] takes over the entries of another object.
    Object(Vec<(Expression, Expression)>),
    /// The items of a list, or the entries of an object, in place.
    Spread(Box<Expression>),
    Variable(Arc<str>),
    Call(Box<Call>),
    Attribute(Box<Expression>, Arc<str>),
    Index(Box<Expression>, Box<Expression>),
    /// A list, and what is asked of each item, which is bound as [`SPLAT_ITEM`].
    Splat(Box<Expression>, Box<Expression>),
    Not(Box<Expression>),
    Negate(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
    /// Condition, then, else.
    Conditional(Box<[Expression; 3]>),
    For(Box<For>),
    /// Names of parameters, and the body.
    Lambda(Vec<Arc<str>>, Box<Expression>),
}

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) name: Arc<str>,
    pub(crate) arguments: Vec<Expression>,
    /// The last argument is a list that stands for the rest of them.
    pub(crate) expand: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct For {
    /// The name of the key or index.
    pub(crate) key_name: Option<Arc<str>>,
    pub(crate) value_name: Arc<str>,
    pub(crate) collection: Expression,
    /// What makes the keys, where an object is made.
    pub(crate) key: Option<Expression>,
    pub(crate) value: Expression,
    pub(crate) condition: Option<Expression>,
    /// Values of the same key are gathered in lists.
    pub(crate) grouping: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Or,
    And,
    /// The left, or else the right where the left is null.
    Coalesce,
    Equal,
    NotEqual,
    /// Equal but for the case of letters.
    Like,
    NotLike,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Expression {
    pub(crate) fn new(kind: Kind, spot: &Spot) -> Self {
        Expression {
            spot: spot.clone(),
            kind,
        }
    }

    pub(crate) fn text(text: &str, spot: &Spot) -> Self {
        Expression::new(Kind::Literal(Value::text(text)), spot)
    }

    pub(crate) fn call(name: &str, arguments: Vec<Expression>, spot: &Spot) -> Self {
        let call = Call {
            name: name.into(),
            arguments,
            expand: false,
        };
        Expression::new(Kind::Call(Box::new(call)), spot)
    }
}
