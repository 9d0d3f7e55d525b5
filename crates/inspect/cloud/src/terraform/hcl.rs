//! Text of HCL to a [`Body`] (HCL native syntax specification, version 2).

use hcl_edit::Span;
use hcl_edit::expr as hcl;
use hcl_edit::expr::{BinaryOperator, TraversalOperator, UnaryOperator};
use hcl_edit::structure::{self, Structure};
use hcl_edit::template::{Directive, Element};
use seaworthy_facts::cloud::{CloudProblem, Spot, Value};

use super::body::{Attribute, Block, Body};
use crate::expression::{Call, Expression, For, Kind, Operator, SPLAT_ITEM};
use crate::lines::Lines;

/// LIMIT: broken top-level blocks that are passed over in one file.
const BROKEN_BLOCKS_MAX: usize = 8;

/// Reads a file. A block that is broken is a problem, and the others are read.
pub(crate) fn read(path: &str, text: &str, problems: &mut Vec<CloudProblem>) -> Body {
    let lines = Lines::new(path, text);
    let mut text = text.to_owned();
    for _ in 0..BROKEN_BLOCKS_MAX {
        let error = match hcl_edit::parser::parse_body(&text) {
            Ok(body) => return Convert { lines: &lines }.body(&body),
            Err(error) => error,
        };
        let at = error.location();
        let place = Spot {
            path: path.into(),
            line: u32::try_from(at.line()).unwrap_or(u32::MAX),
            column: u32::try_from(at.column()).unwrap_or(u32::MAX),
        };
        let reason = format!("a block is broken: {}", error.message());
        problems.push(CloudProblem { place, reason });
        let Some(rest) = without_block(&text, at.line()) else {
            return Body::default();
        };
        text = rest;
    }
    Body::default()
}

/// The text with blanks for the top-level block that holds a line (from 1): from the last line
/// before it that begins with a letter at its first column, to the next such line or closing brace.
fn without_block(text: &str, line: usize) -> Option<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let begins = |line: &&str| line.starts_with(|c: char| c.is_ascii_alphabetic());
    let at = line.saturating_sub(1).min(lines.len().saturating_sub(1));
    let start = lines.get(..=at)?.iter().rposition(begins)?;
    let rest = lines.get(at + 1..).unwrap_or_default();
    let end = rest
        .iter()
        .position(|line| begins(line) || line.starts_with('}'))
        .map_or(lines.len(), |found| {
            let closes = rest.get(found).is_some_and(|line| line.starts_with('}'));
            at + 1 + found + usize::from(closes)
        });
    let mut kept = String::with_capacity(text.len());
    for (number, line) in lines.iter().enumerate() {
        if (start..end).contains(&number) {
            kept.extend(
                line.bytes()
                    .map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
            );
        } else {
            kept.push_str(line);
        }
    }
    Some(kept)
}

/// Reads a template, as a text of HCL's form in JSON is one; every part stands at the same place.
pub(crate) fn template(text: &str, spot: &Spot) -> Result<Expression, String> {
    if !text.contains("${") && !text.contains("%{") {
        return Ok(Expression::text(text, spot));
    }
    let template = hcl_edit::parser::parse_template(text);
    let template =
        template.map_err(|error| format!("a template is broken: {}", error.message()))?;
    let lines = Lines::new(&spot.path, "");
    let convert = Convert { lines: &lines };
    let mut expression = convert.template(template.iter(), spot);
    place_all(&mut expression, spot);
    Ok(expression)
}

/// Puts the outermost expressions of a template at one place.
fn place_all(expression: &mut Expression, spot: &Spot) {
    expression.spot = spot.clone();
    if let Kind::Template(parts) = &mut expression.kind {
        for part in parts {
            part.spot = spot.clone();
        }
    }
}

struct Convert<'a> {
    lines: &'a Lines,
}

impl Convert<'_> {
    fn spot(&self, spanned: &impl Span) -> Spot {
        let span = spanned.span().unwrap_or_default();
        self.lines.spot(span.start)
    }

    fn body(&self, body: &structure::Body) -> Body {
        let mut made = Body::default();
        for structure in body {
            match structure {
                Structure::Attribute(attribute) => made.attributes.push(Attribute {
                    name: attribute.key.as_str().into(),
                    spot: self.spot(&attribute.key),
                    value: self.expression(&attribute.value),
                }),
                Structure::Block(block) => made.blocks.push(Block {
                    kind: block.ident.as_str().into(),
                    labels: block
                        .labels
                        .iter()
                        .map(|label| label.as_str().into())
                        .collect(),
                    spot: self.spot(&block.ident),
                    body: self.body(&block.body),
                }),
            }
        }
        made
    }

    fn boxed(&self, expression: &hcl::Expression) -> Box<Expression> {
        Box::new(self.expression(expression))
    }

    fn expression(&self, expression: &hcl::Expression) -> Expression {
        use hcl::Expression as Hcl;
        let spot = self.spot(expression);
        let kind = match expression {
            Hcl::Null(_) => Kind::Literal(Value::Null),
            Hcl::Bool(truth) => Kind::Literal(Value::Bool(*truth.value())),
            Hcl::Number(number) => {
                let number = number.value().as_f64().unwrap_or_default();
                Kind::Literal(Value::Number(number))
            }
            Hcl::String(text) => Kind::Literal(Value::text(text.value().as_str())),
            Hcl::Array(array) => {
                Kind::List(array.iter().map(|item| self.expression(item)).collect())
            }
            Hcl::Object(object) => Kind::Object(
                object
                    .iter()
                    .map(|(key, value)| (self.key(key), self.expression(value.expr())))
                    .collect(),
            ),
            Hcl::StringTemplate(template) => return self.template(template.iter(), &spot),
            Hcl::HeredocTemplate(heredoc) => return self.template(heredoc.template.iter(), &spot),
            Hcl::Parenthesis(inner) => return self.expression(inner.inner()),
            Hcl::Variable(name) => Kind::Variable(name.as_str().into()),
            Hcl::Conditional(conditional) => Kind::Conditional(Box::new([
                self.expression(&conditional.cond_expr),
                self.expression(&conditional.true_expr),
                self.expression(&conditional.false_expr),
            ])),
            Hcl::FuncCall(call) => Kind::Call(Box::new(Call {
                name: function_name(&call.name).into(),
                arguments: call.args.iter().map(|one| self.expression(one)).collect(),
                expand: call.args.expand_final(),
            })),
            Hcl::Traversal(traversal) => {
                let base = self.expression(&traversal.expr);
                let operators: Vec<&TraversalOperator> = traversal
                    .operators
                    .iter()
                    .map(hcl_edit::Decorated::value)
                    .collect();
                return self.traversal(base, &operators, &spot);
            }
            Hcl::UnaryOp(unary) => match unary.operator.value() {
                UnaryOperator::Neg => Kind::Negate(self.boxed(&unary.expr)),
                UnaryOperator::Not => Kind::Not(self.boxed(&unary.expr)),
            },
            Hcl::BinaryOp(binary) => Kind::Binary(
                operator(*binary.operator.value()),
                self.boxed(&binary.lhs_expr),
                self.boxed(&binary.rhs_expr),
            ),
            Hcl::ForExpr(each) => Kind::For(Box::new(For {
                key_name: each.intro.key_var.as_ref().map(|name| name.as_str().into()),
                value_name: each.intro.value_var.as_str().into(),
                collection: self.expression(&each.intro.collection_expr),
                key: each.key_expr.as_ref().map(|key| self.expression(key)),
                value: self.expression(&each.value_expr),
                condition: each.cond.as_ref().map(|cond| self.expression(&cond.expr)),
                grouping: each.grouping,
            })),
        };
        Expression::new(kind, &spot)
    }

    fn key(&self, key: &hcl::ObjectKey) -> Expression {
        match key {
            hcl::ObjectKey::Ident(name) => Expression::text(name.as_str(), &self.spot(name)),
            hcl::ObjectKey::Expression(expression) => self.expression(expression),
        }
    }

    /// Attributes and indices behind an expression; a splat takes all that follow it.
    fn traversal(
        &self,
        base: Expression,
        operators: &[&TraversalOperator],
        spot: &Spot,
    ) -> Expression {
        let mut made = base;
        for (at, operator) in operators.iter().enumerate() {
            let kind = match operator {
                TraversalOperator::GetAttr(name) => {
                    Kind::Attribute(Box::new(made), name.as_str().into())
                }
                TraversalOperator::Index(index) => Kind::Index(Box::new(made), self.boxed(index)),
                TraversalOperator::LegacyIndex(index) => {
                    let index = index.value().to_string();
                    Kind::Attribute(Box::new(made), index.into())
                }
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                    let item = Expression::new(Kind::Variable(SPLAT_ITEM.into()), spot);
                    let rest = operators.get(at + 1..).unwrap_or_default();
                    let body = self.traversal(item, rest, spot);
                    return Expression::new(Kind::Splat(Box::new(made), Box::new(body)), spot);
                }
            };
            made = Expression::new(kind, spot);
        }
        made
    }

    fn template<'t>(&self, elements: impl Iterator<Item = &'t Element>, spot: &Spot) -> Expression {
        self.trimmed(elements, (false, false), spot)
    }

    /// A template between two directives that may take away the blanks at its ends.
    fn trimmed<'t>(
        &self,
        elements: impl Iterator<Item = &'t Element>,
        trim: (bool, bool),
        spot: &Spot,
    ) -> Expression {
        let elements: Vec<&Element> = elements.collect();
        let mut parts = Vec::new();
        for (at, element) in elements.iter().enumerate() {
            match element {
                Element::Literal(text) => {
                    let before = at.checked_sub(1).and_then(|at| elements.get(at));
                    let after = elements.get(at + 1);
                    let mut text = text.value().as_str();
                    if before.map_or(trim.0, |before| strips(before).1) {
                        text = text.trim_start();
                    }
                    if after.map_or(trim.1, |after| strips(after).0) {
                        text = text.trim_end();
                    }
                    parts.push(Expression::text(text, spot));
                }
                Element::Interpolation(inner) => parts.push(self.expression(&inner.expr)),
                Element::Directive(directive) => parts.push(self.directive(directive, spot)),
            }
        }
        if let [part] = &parts[..]
            && let Kind::Literal(_) = part.kind
        {
            return part.clone();
        }
        if parts.is_empty() {
            return Expression::text("", spot);
        }
        Expression::new(Kind::Template(parts), spot)
    }

    fn directive(&self, directive: &Directive, spot: &Spot) -> Expression {
        match directive {
            Directive::If(choice) => {
                let (first, end) = (&choice.if_expr, choice.endif_expr.strip.strip_start());
                let other = choice.else_expr.as_ref();
                let yes_end = other.map_or(end, |other| other.strip.strip_start());
                let yes_trim = (first.strip.strip_end(), yes_end);
                let no = other.map(|other| {
                    let trim = (other.strip.strip_end(), end);
                    self.trimmed(other.template.iter(), trim, spot)
                });
                let branches = [
                    self.expression(&first.cond_expr),
                    self.trimmed(first.template.iter(), yes_trim, spot),
                    no.unwrap_or_else(|| Expression::text("", spot)),
                ];
                Expression::new(Kind::Conditional(Box::new(branches)), spot)
            }
            Directive::For(each) => {
                let end = each.endfor_expr.strip.strip_start();
                let each = &each.for_expr;
                let trim = (each.strip.strip_end(), end);
                let list = For {
                    key_name: each.key_var.as_ref().map(|name| name.as_str().into()),
                    value_name: each.value_var.as_str().into(),
                    collection: self.expression(&each.collection_expr),
                    key: None,
                    value: self.trimmed(each.template.iter(), trim, spot),
                    condition: None,
                    grouping: false,
                };
                let list = Expression::new(Kind::For(Box::new(list)), spot);
                Expression::call("join", vec![Expression::text("", spot), list], spot)
            }
        }
    }
}

/// Whether an element takes away blanks before and behind it.
fn strips(element: &Element) -> (bool, bool) {
    let (first, last) = match element {
        Element::Literal(_) => return (false, false),
        Element::Interpolation(inner) => (inner.strip, inner.strip),
        Element::Directive(directive) => match &**directive {
            Directive::If(choice) => (choice.if_expr.strip, choice.endif_expr.strip),
            Directive::For(each) => (each.for_expr.strip, each.endfor_expr.strip),
        },
    };
    (first.strip_start(), last.strip_end())
}

fn function_name(name: &hcl::FuncName) -> String {
    let mut full = String::new();
    for part in &name.namespace {
        full.push_str(part.as_str());
        full.push_str("::");
    }
    full.push_str(name.name.as_str());
    full
}

fn operator(operator: BinaryOperator) -> Operator {
    match operator {
        BinaryOperator::Eq => Operator::Equal,
        BinaryOperator::NotEq => Operator::NotEqual,
        BinaryOperator::LessEq => Operator::LessEqual,
        BinaryOperator::GreaterEq => Operator::GreaterEqual,
        BinaryOperator::Less => Operator::Less,
        BinaryOperator::Greater => Operator::Greater,
        BinaryOperator::Plus => Operator::Add,
        BinaryOperator::Minus => Operator::Subtract,
        BinaryOperator::Mul => Operator::Multiply,
        BinaryOperator::Div => Operator::Divide,
        BinaryOperator::Mod => Operator::Remainder,
        BinaryOperator::And => Operator::And,
        BinaryOperator::Or => Operator::Or,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_block_costs_no_other_one() {
        let text = "resource \"a\" \"x\" {\n  b = 1\n}\nresource \"a\" \"y\" {\n  b = = 2\n}\n\
                    resource \"a\" \"z\" {\n  b = 3\n}\n";
        let mut problems = Vec::new();
        let body = read("a.tf", text, &mut problems);
        let names: Vec<&str> = body.blocks.iter().map(|block| block.label(1)).collect();
        assert_eq!(names, ["x", "z"]);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].place.line, 5);
        assert_eq!(body.blocks[1].spot.line, 7);
    }

    #[test]
    fn nesting_without_end_is_a_problem() {
        for text in [
            "a = ".to_owned() + &"[".repeat(100_000),
            "a = ".to_owned() + &"!".repeat(100_000),
        ] {
            let mut problems = Vec::new();
            let body = read("a.tf", &text, &mut problems);
            assert!(body.attributes.is_empty());
            assert_eq!(problems.len(), 1);
        }
    }
}
