//! Expressions of Bicep, and those in brackets of Azure's templates in JSON.

use std::sync::Arc;

use seaworthy_facts::cloud::{Spot, Value};

use super::Declaration;
use super::parser::nested_resource;
use super::scanner::{Parsed, Scanner};
use crate::expression::{Expression, For, Kind, Operator};
use crate::lines::Lines;

/// LIMIT: expressions within expressions, so that parsing never exhausts the stack. People write
/// about ten.
pub(crate) const EXPRESSION_LEVELS_MAX: usize = 48;
/// LIMIT: operators, attributes and calls in one chain: each is one level of the tree.
pub(crate) const CHAIN_MAX: usize = 64;

/// Operators by how strongly they bind, the weakest first; of signs that begin alike the longer one
/// first.
const LEVELS: &[&[(&str, Operator)]] = &[
    &[("??", Operator::Coalesce)],
    &[("||", Operator::Or)],
    &[("&&", Operator::And)],
    &[
        ("==", Operator::Equal),
        ("!=", Operator::NotEqual),
        ("=~", Operator::Like),
        ("!~", Operator::NotLike),
    ],
    &[
        ("<=", Operator::LessEqual),
        (">=", Operator::GreaterEqual),
        ("<", Operator::Less),
        (">", Operator::Greater),
    ],
    &[("+", Operator::Add), ("-", Operator::Subtract)],
    &[
        ("*", Operator::Multiply),
        ("/", Operator::Divide),
        ("%", Operator::Remainder),
    ],
];

/// Reads expressions.
pub(super) struct Parser<'a> {
    pub(super) scan: Scanner<'a>,
    level: usize,
    /// Texts double their quotes and hold no expressions, as in templates in JSON.
    pub(super) json_texts: bool,
    /// Resources that stand inside the object that is read.
    pub(super) nested: Vec<Declaration>,
}

/// The expression between the brackets of a text of a template in JSON.
pub(crate) fn arm(text: &str, spot: &Spot) -> Result<Expression, String> {
    let lines = Lines::new(&spot.path, "");
    let mut parser = Parser::new(text, &lines);
    parser.json_texts = true;
    let mut expression = parser.expression().map_err(|fault| fault.reason)?;
    parser.scan.skip(true);
    if !parser.scan.is_done() {
        return Err("something stands behind the expression".to_owned());
    }
    place_all(&mut expression, spot);
    Ok(expression)
}

/// All of a text of a template stands at the place of the text. The parser has bounded the levels.
fn place_all(expression: &mut Expression, spot: &Spot) {
    expression.spot = spot.clone();
    match &mut expression.kind {
        Kind::Call(call) => call
            .arguments
            .iter_mut()
            .for_each(|one| place_all(one, spot)),
        Kind::Attribute(inner, _) => place_all(inner, spot),
        Kind::Index(inner, index) => {
            place_all(inner, spot);
            place_all(index, spot);
        }
        _ => {}
    }
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, lines: &'a Lines) -> Self {
        Parser {
            scan: Scanner::new(text, lines),
            level: 0,
            json_texts: false,
            nested: Vec::new(),
        }
    }

    pub(super) fn expression(&mut self) -> Parsed<Expression> {
        self.deeper(Self::conditional)
    }

    /// Reads something one level deeper.
    pub(super) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.level >= EXPRESSION_LEVELS_MAX {
            let max = EXPRESSION_LEVELS_MAX;
            let reason = format!("expressions are nested deeper than {max} levels");
            return self.scan.fault(reason);
        }
        self.level += 1;
        let read = read(self);
        self.level -= 1;
        read
    }

    fn conditional(&mut self) -> Parsed<Expression> {
        let condition = self.binary(0)?;
        let before = self.scan.at;
        self.scan.skip(true);
        let rest = self.scan.rest();
        let begins = rest.starts_with('?') && !rest.starts_with("?.") && !rest.starts_with("??");
        if !begins {
            self.scan.at = before;
            return Ok(condition);
        }
        self.scan.take("?");
        self.scan.skip(true);
        let yes = self.expression()?;
        self.scan.skip(true);
        self.scan.expect(":")?;
        self.scan.skip(true);
        let no = self.expression()?;
        let spot = condition.spot.clone();
        let branches = Box::new([condition, yes, no]);
        Ok(Expression::new(Kind::Conditional(branches), &spot))
    }

    /// Operators of a level and of all that bind more strongly.
    fn binary(&mut self, weakest: usize) -> Parsed<Expression> {
        let mut left = self.unary()?;
        for _ in 0..CHAIN_MAX {
            let before = self.scan.at;
            let Some((level, operator)) = self.operator(weakest) else {
                self.scan.at = before;
                return Ok(left);
            };
            self.scan.skip(true);
            let right = self.binary(level + 1)?;
            let spot = left.spot.clone();
            let kind = Kind::Binary(operator, Box::new(left), Box::new(right));
            left = Expression::new(kind, &spot);
        }
        let reason = format!("there are more than {CHAIN_MAX} operators in a chain");
        self.scan.fault(reason)
    }

    /// The next operator that binds at least so strongly. Those of logic may begin a line.
    fn operator(&mut self, weakest: usize) -> Option<(usize, Operator)> {
        self.scan.skip(false);
        if self.scan.peek() == Some('\n') {
            self.scan.skip(true);
            let rest = self.scan.rest();
            if !["??", "||", "&&"].iter().any(|sign| rest.starts_with(sign)) {
                return None;
            }
        }
        let rest = self.scan.rest();
        let levels = LEVELS.iter().enumerate().skip(weakest);
        for (level, operators) in levels {
            let found = operators.iter().find(|(sign, _)| rest.starts_with(sign));
            if let Some((sign, operator)) = found {
                self.scan.take(sign);
                return Some((level, *operator));
            }
        }
        None
    }

    fn unary(&mut self) -> Parsed<Expression> {
        let spot = self.scan.spot();
        let mut signs = Vec::new();
        while let Some(sign @ ('!' | '-')) = self.scan.peek() {
            if signs.len() >= EXPRESSION_LEVELS_MAX {
                return self.scan.fault("too many signs in a row");
            }
            signs.push(sign);
            self.scan.at += 1;
            self.scan.skip(false);
        }
        let mut made = self.postfix()?;
        for sign in signs.into_iter().rev() {
            let kind = match sign {
                '!' => Kind::Not(Box::new(made)),
                _ => Kind::Negate(Box::new(made)),
            };
            made = Expression::new(kind, &spot);
        }
        Ok(made)
    }

    /// Attributes, indices, calls and the `!` that says that something is there.
    fn postfix(&mut self) -> Parsed<Expression> {
        let mut made = self.primary()?;
        for _ in 0..CHAIN_MAX {
            let spot = made.spot.clone();
            let rest = self.scan.rest();
            let kind = if self.scan.take("::") || self.scan.take("?.") || self.scan.take(".") {
                let name = self.scan.take_word()?;
                if self.scan.peek() == Some('(') {
                    // A function of a namespace or of an object: only its name counts.
                    let arguments = self.arguments()?;
                    made = Expression::call(name, arguments, &spot);
                    continue;
                }
                Kind::Attribute(Box::new(made), name.into())
            } else if rest.starts_with('[') {
                self.scan.take("[");
                self.scan.skip(true);
                self.scan.take("?");
                let index = self.expression()?;
                self.scan.skip(true);
                self.scan.expect("]")?;
                Kind::Index(Box::new(made), Box::new(index))
            } else if rest.starts_with('!') && !rest.starts_with("!=") && !rest.starts_with("!~") {
                self.scan.take("!");
                continue;
            } else {
                return Ok(made);
            };
            made = Expression::new(kind, &spot);
        }
        self.scan
            .fault(format!("there are more than {CHAIN_MAX} parts in a chain"))
    }

    fn primary(&mut self) -> Parsed<Expression> {
        let spot = self.scan.spot();
        match self.scan.peek() {
            Some('\'') => self.text(),
            Some('[') => self.list(),
            Some('{') => self.object(),
            Some('(') => self.parenthesis(),
            Some('0'..='9') => {
                let rest = self.scan.rest();
                let end = rest
                    .find(|c: char| !c.is_ascii_digit() && c != '.')
                    .unwrap_or(rest.len());
                let digits = rest.get(..end).unwrap_or_default();
                self.scan.at += end;
                let number = digits.parse().unwrap_or_default();
                Ok(Expression::new(Kind::Literal(Value::Number(number)), &spot))
            }
            _ => self.name(),
        }
    }

    fn name(&mut self) -> Parsed<Expression> {
        let spot = self.scan.spot();
        let name = self.scan.take_word()?;
        // Templates in JSON write `true()`.
        let called = self.scan.peek() == Some('(');
        let kind = match name {
            _ if called => {
                let arguments = self.arguments()?;
                return Ok(Expression::call(name, arguments, &spot));
            }
            "true" => Kind::Literal(Value::Bool(true)),
            "false" => Kind::Literal(Value::Bool(false)),
            "null" => Kind::Literal(Value::Null),
            _ => {
                let before = self.scan.at;
                self.scan.skip(false);
                match self.scan.rest() {
                    rest if rest.starts_with("=>") => {
                        self.scan.take("=>");
                        self.scan.skip(true);
                        let body = self.expression()?;
                        Kind::Lambda(vec![name.into()], Box::new(body))
                    }
                    _ => {
                        self.scan.at = before;
                        Kind::Variable(name.into())
                    }
                }
            }
        };
        Ok(Expression::new(kind, &spot))
    }

    fn arguments(&mut self) -> Parsed<Vec<Expression>> {
        self.scan.expect("(")?;
        let mut arguments = Vec::new();
        loop {
            self.scan.skip(true);
            if self.scan.take(")") {
                return Ok(arguments);
            }
            if !arguments.is_empty() {
                self.scan.expect(",")?;
                self.scan.skip(true);
                if self.scan.take(")") {
                    return Ok(arguments);
                }
            }
            arguments.push(self.expression()?);
        }
    }

    /// An expression in parentheses, or the parameters of a function.
    fn parenthesis(&mut self) -> Parsed<Expression> {
        let spot = self.scan.spot();
        let arguments = self.arguments()?;
        self.scan.skip(false);
        if self.scan.take("=>") {
            self.scan.skip(true);
            let names = arguments
                .iter()
                .filter_map(|argument| match &argument.kind {
                    Kind::Variable(name) => Some(name.clone()),
                    _ => None,
                });
            let names: Vec<Arc<str>> = names.collect();
            let body = self.expression()?;
            return Ok(Expression::new(Kind::Lambda(names, Box::new(body)), &spot));
        }
        match arguments.into_iter().next() {
            Some(inner) => Ok(inner),
            None => self.scan.fault("an expression is missing"),
        }
    }

    fn list(&mut self) -> Parsed<Expression> {
        let spot = self.scan.spot();
        self.scan.expect("[")?;
        self.scan.skip(true);
        if self.scan.word() == "for" {
            let each = self.for_each()?;
            self.scan.skip(true);
            self.scan.expect("]")?;
            return Ok(Expression::new(Kind::For(Box::new(each)), &spot));
        }
        let mut items = Vec::new();
        loop {
            self.scan.skip(true);
            if self.scan.take("]") {
                return Ok(Expression::new(Kind::List(items), &spot));
            }
            let place = self.scan.spot();
            if self.scan.take("...") {
                let inner = Box::new(self.expression()?);
                items.push(Expression::new(Kind::Spread(inner), &place));
            } else {
                items.push(self.expression()?);
            }
            self.scan.skip(true);
            self.scan.take(",");
        }
    }

    /// `for item in list: body`, `for (item, index) in list: body`.
    fn for_each(&mut self) -> Parsed<For> {
        let (item, index, collection) = self.for_head()?;
        let condition = self.condition()?;
        let value = self.expression()?;
        Ok(For {
            key_name: index,
            value_name: item,
            collection,
            key: None,
            value,
            condition,
            grouping: false,
        })
    }

    pub(super) fn for_head(&mut self) -> Parsed<(Arc<str>, Option<Arc<str>>, Expression)> {
        self.scan.take_keyword("for");
        self.scan.skip(false);
        let mut index = None;
        let item = if self.scan.take("(") {
            self.scan.skip(true);
            let item = self.scan.take_word()?;
            self.scan.skip(true);
            self.scan.expect(",")?;
            self.scan.skip(true);
            index = Some(Arc::from(self.scan.take_word()?));
            self.scan.skip(true);
            self.scan.expect(")")?;
            item
        } else {
            self.scan.take_word()?
        };
        self.scan.skip(false);
        if !self.scan.take_keyword("in") {
            return self.scan.fault("`in` is missing");
        }
        self.scan.skip(false);
        let collection = self.expression()?;
        self.scan.skip(false);
        self.scan.expect(":")?;
        self.scan.skip(true);
        Ok((item.into(), index, collection))
    }

    /// `if (condition)`, where it is next.
    pub(super) fn condition(&mut self) -> Parsed<Option<Expression>> {
        if !self.scan.take_keyword("if") {
            return Ok(None);
        }
        self.scan.skip(true);
        let condition = self.parenthesis()?;
        self.scan.skip(true);
        Ok(Some(condition))
    }

    pub(super) fn object(&mut self) -> Parsed<Expression> {
        let spot = self.scan.spot();
        self.scan.expect("{")?;
        let mut entries = Vec::new();
        loop {
            self.scan.skip(true);
            if self.scan.take("}") {
                return Ok(Expression::new(Kind::Object(entries), &spot));
            }
            let place = self.scan.spot();
            if self.scan.take("...") {
                let inner = Box::new(self.expression()?);
                let key = Expression::new(Kind::Spread(inner), &place);
                let nothing = Expression::new(Kind::Literal(Value::Null), &place);
                entries.push((key, nothing));
            } else if self.scan.rest().starts_with('@') || self.is_nested_resource() {
                self.deeper(nested_resource)?;
            } else {
                entries.push(self.entry(&place)?);
            }
            self.scan.skip(true);
            self.scan.take(",");
        }
    }

    /// `resource name 'type'`: an attribute may be called `resource` too.
    fn is_nested_resource(&self) -> bool {
        let after = self.scan.rest().strip_prefix("resource ");
        after.is_some_and(|after| {
            let after = after.trim_start();
            after.starts_with(|c: char| c.is_alphabetic() || c == '_')
        })
    }

    fn entry(&mut self, place: &Spot) -> Parsed<(Expression, Expression)> {
        let key = if self.scan.peek() == Some('\'') {
            self.text()?
        } else {
            let name = self.scan.take_word()?;
            Expression::text(name, place)
        };
        self.scan.skip(false);
        self.scan.expect(":")?;
        self.scan.skip(true);
        Ok((key, self.expression()?))
    }
}
