//! Makes the tree of a template from its tokens.

use std::rc::Rc;

use super::ast::{Branch, Callee, Command, Expr, Node, NodeKind, Pipeline, Template};
use super::fault::{Fault, FaultKind, Outcome};
use super::functions;
use super::lexer::{Token, TokenKind, tokens};
use super::text::Text;

/// Blocks and parentheses that may stand in each other.
/// LIMIT: excess is a fault of syntax.
const PARSE_LEVELS_MAX: usize = 100;

/// Bytes of one template file.
/// LIMIT: excess is a fault of syntax.
pub(super) const TEMPLATE_BYTES_MAX: usize = 4 << 20;

/// The templates of one file: itself under its path, and those that it defines.
///
/// # Errors
/// A fault of syntax with file and line.
pub(super) fn parse(file: &Rc<str>, file_number: u32, text: &str) -> Outcome<Vec<Template>> {
    if text.len() > TEMPLATE_BYTES_MAX {
        let fault = Fault::limit("bytes in a template", TEMPLATE_BYTES_MAX as u64);
        return Err(fault.at(file, 1));
    }
    let tokens = tokens(text).map_err(|mut fault| {
        fault.file = Some(file.clone());
        fault
    })?;
    let mut parser = Parser {
        tokens: &tokens,
        at: 0,
        levels: 0,
        ranges: 0,
        file,
        file_number,
        defined: Vec::new(),
    };
    let body = parser.whole().map_err(|fault| {
        let line = parser.line();
        fault.at(file, line)
    })?;
    let mut templates = parser.defined;
    templates.push(Template {
        name: file.clone(),
        file: file.clone(),
        file_number,
        body,
    });
    Ok(templates)
}

struct Parser<'a, 'b> {
    tokens: &'b [Token<'a>],
    at: usize,
    levels: usize,
    /// How many `range` there are around; `define` only stands outside of all.
    ranges: usize,
    file: &'b Rc<str>,
    file_number: u32,
    defined: Vec<Template>,
}

/// What ended a list of nodes.
enum End {
    File,
    Close,
    /// `else`, with what follows it in the same action.
    Else,
}

fn syntax<T>(text: impl Into<String>) -> Outcome<T> {
    Err(Fault::of(FaultKind::Syntax(text.into())))
}

impl<'a> Parser<'a, '_> {
    fn line(&self) -> u32 {
        let token = self.tokens.get(self.at).or_else(|| self.tokens.last());
        token.map_or(1, |token| token.line)
    }

    fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.at)
    }

    fn peek_kind(&self) -> Option<&TokenKind<'a>> {
        self.peek().map(|token| &token.kind)
    }

    fn accept(&mut self, kind: &TokenKind<'_>) -> bool {
        let found = self.peek_kind() == Some(kind);
        self.at += usize::from(found);
        found
    }

    fn expect_close(&mut self, what: &str) -> Outcome<()> {
        if self.accept(&TokenKind::Close) {
            return Ok(());
        }
        syntax(format!("unexpected token in {what}"))
    }

    fn enter(&mut self) -> Outcome<()> {
        self.levels += 1;
        if self.levels > PARSE_LEVELS_MAX {
            return Err(Fault::limit(
                "levels in a template",
                PARSE_LEVELS_MAX as u64,
            ));
        }
        Ok(())
    }

    fn whole(&mut self) -> Outcome<Vec<Node>> {
        let (nodes, end) = self.list(true)?;
        match end {
            End::File => Ok(nodes),
            End::Close => syntax("unexpected {{end}}"),
            End::Else => syntax("unexpected {{else}}"),
        }
    }

    /// Nodes up to `end`, `else` or the end of the file.
    fn list(&mut self, top: bool) -> Outcome<(Vec<Node>, End)> {
        self.enter()?;
        let mut nodes = Vec::new();
        let end = loop {
            let Some(token) = self.peek() else {
                break End::File;
            };
            let line = token.line;
            if let TokenKind::Text(text) = token.kind {
                self.at += 1;
                let kind = NodeKind::Text(text.into());
                nodes.push(Node { line, kind });
                continue;
            }
            self.at += 1;
            if let Some(TokenKind::Word(word)) = self.peek_kind() {
                let word = *word;
                if word == "end" {
                    self.at += 1;
                    self.expect_close("end")?;
                    break End::Close;
                }
                if word == "else" {
                    self.at += 1;
                    break End::Else;
                }
                if word == "define" {
                    self.at += 1;
                    if !top {
                        return syntax("unexpected {{define}}");
                    }
                    self.define()?;
                    continue;
                }
            }
            let kind = self.action()?;
            nodes.push(Node { line, kind });
        };
        self.levels -= 1;
        Ok((nodes, end))
    }

    fn inner_list(&mut self) -> Outcome<(Vec<Node>, End)> {
        let (nodes, end) = self.list(false)?;
        match end {
            End::File => syntax("unexpected EOF: a block is not closed"),
            _ => Ok((nodes, end)),
        }
    }

    fn define(&mut self) -> Outcome<()> {
        let name = self.name("define")?;
        self.expect_close("define")?;
        let (body, end) = self.inner_list()?;
        if matches!(end, End::Else) {
            return syntax("unexpected {{else}} in define clause");
        }
        self.add(name, body)
    }

    fn add(&mut self, name: Rc<str>, body: Vec<Node>) -> Outcome<()> {
        let twice = |old: &&mut Template| old.name == name;
        if let Some(old) = self.defined.iter_mut().find(twice) {
            if is_blank(&old.body) {
                old.body = body;
            } else if !is_blank(&body) {
                return syntax(format!("multiple definition of template {name:?}"));
            }
            return Ok(());
        }
        self.defined.push(Template {
            name,
            file: self.file.clone(),
            file_number: self.file_number,
            body,
        });
        Ok(())
    }

    fn name(&mut self, what: &str) -> Outcome<Rc<str>> {
        let name = match self.peek_kind() {
            Some(TokenKind::Str(name)) => Rc::from(name.as_str()),
            _ => return syntax(format!("missing template name in {what}")),
        };
        self.at += 1;
        Ok(name)
    }

    /// An action behind its opening delimiter, but for those that end a list.
    fn action(&mut self) -> Outcome<NodeKind> {
        let word = match self.peek_kind() {
            Some(TokenKind::Word(word)) => *word,
            _ => "",
        };
        let known = [
            "if", "with", "range", "template", "block", "break", "continue",
        ];
        self.at += usize::from(known.contains(&word));
        match word {
            "if" => Ok(NodeKind::If(Box::new(self.branch("if")?))),
            "with" => Ok(NodeKind::With(Box::new(self.branch("with")?))),
            "range" => Ok(NodeKind::Range(Box::new(self.branch("range")?))),
            "break" | "continue" => {
                self.expect_close(word)?;
                if self.ranges == 0 {
                    return syntax(format!("{{{{{word}}}}} outside {{{{range}}}}"));
                }
                Ok(if word == "break" {
                    NodeKind::Break
                } else {
                    NodeKind::Continue
                })
            }
            "template" => {
                let name = self.name("template")?;
                let argument = self.argument()?;
                Ok(NodeKind::Template { name, argument })
            }
            "block" => {
                let name = self.name("block")?;
                let argument = self.argument()?;
                let (body, end) = self.inner_list()?;
                if matches!(end, End::Else) {
                    return syntax("unexpected {{else}} in block clause");
                }
                self.add(name.clone(), body)?;
                Ok(NodeKind::Template { name, argument })
            }
            _ => {
                let pipeline = self.pipeline(false)?;
                self.expect_close("command")?;
                Ok(NodeKind::Action(pipeline))
            }
        }
    }

    fn argument(&mut self) -> Outcome<Option<Pipeline>> {
        if self.accept(&TokenKind::Close) {
            return Ok(None);
        }
        let pipeline = self.pipeline(false)?;
        self.expect_close("template clause")?;
        Ok(Some(pipeline))
    }

    fn branch(&mut self, what: &str) -> Outcome<Branch> {
        self.enter()?;
        let pipeline = self.pipeline(what == "range")?;
        self.expect_close(what)?;
        let is_range = usize::from(what == "range");
        self.ranges += is_range;
        let (body, end) = self.inner_list()?;
        self.ranges -= is_range;
        let otherwise = match end {
            End::Else => self.otherwise(what)?,
            _ => Vec::new(),
        };
        self.levels -= 1;
        Ok(Branch {
            pipeline,
            body,
            otherwise,
        })
    }

    /// What follows `else`: `else if` and `else with` share the `end` of the outer block.
    fn otherwise(&mut self, what: &str) -> Outcome<Vec<Node>> {
        let line = self.line();
        if let Some(TokenKind::Word(word)) = self.peek_kind() {
            let word = *word;
            if word == what && matches!(word, "if" | "with") {
                self.at += 1;
                let branch = Box::new(self.branch(what)?);
                let kind = if what == "if" {
                    NodeKind::If(branch)
                } else {
                    NodeKind::With(branch)
                };
                return Ok(vec![Node { line, kind }]);
            }
        }
        self.expect_close("else")?;
        let (nodes, end) = self.inner_list()?;
        match end {
            End::Else => syntax("expected end; found {{else}}"),
            _ => Ok(nodes),
        }
    }

    /// A pipeline up to its closing delimiter or parenthesis, which is left.
    fn pipeline(&mut self, in_range: bool) -> Outcome<Pipeline> {
        self.enter()?;
        let line = self.line();
        let (variables, assigns) = self.declarations(in_range)?;
        let mut commands = Vec::new();
        loop {
            match self.peek_kind() {
                None => return syntax("unclosed action"),
                Some(TokenKind::Close | TokenKind::RightParen) if !commands.is_empty() => break,
                Some(TokenKind::Close | TokenKind::RightParen) => {
                    return syntax("missing value for command");
                }
                _ => {}
            }
            let command = self.command()?;
            if !commands.is_empty() && is_constant(&command.head) {
                return syntax("non executable command in pipeline");
            }
            commands.push(command);
            if self.accept(&TokenKind::Pipe)
                && matches!(
                    self.peek_kind(),
                    Some(TokenKind::Close | TokenKind::RightParen)
                )
            {
                return syntax("missing value for command");
            }
        }
        self.levels -= 1;
        Ok(Pipeline {
            line,
            variables,
            assigns,
            commands,
        })
    }

    fn declarations(&mut self, in_range: bool) -> Outcome<(Vec<Rc<str>>, bool)> {
        let start = self.at;
        let mut variables = Vec::new();
        while let Some(TokenKind::Variable(name)) = self.peek_kind() {
            variables.push(Rc::from(*name));
            self.at += 1;
            match self.peek_kind() {
                Some(TokenKind::Declare) => {
                    self.at += 1;
                    return Ok((variables, false));
                }
                Some(TokenKind::Assign) => {
                    self.at += 1;
                    return Ok((variables, true));
                }
                Some(TokenKind::Comma) if in_range && variables.len() == 1 => self.at += 1,
                _ => break,
            }
        }
        self.at = start;
        Ok((Vec::new(), false))
    }

    fn command(&mut self) -> Outcome<Command> {
        let Some(head) = self.operand()? else {
            return syntax("empty command");
        };
        let mut arguments = Vec::new();
        loop {
            match self.peek() {
                None => return syntax("unclosed action"),
                Some(token) => match token.kind {
                    TokenKind::Close | TokenKind::RightParen => break,
                    TokenKind::Pipe => break,
                    _ => {}
                },
            }
            match self.operand()? {
                Some(argument) => arguments.push(argument),
                None => return syntax("unexpected token in operand"),
            }
        }
        Ok(Command { head, arguments })
    }

    /// A term and the fields that touch it.
    fn operand(&mut self) -> Outcome<Option<Expr>> {
        let Some(term) = self.term()? else {
            return Ok(None);
        };
        let mut fields: Vec<Rc<str>> = Vec::new();
        while let Some(Token {
            kind: TokenKind::Field(name),
            spaced: false,
            ..
        }) = self.peek()
        {
            fields.push(Rc::from(*name));
            self.at += 1;
        }
        if fields.is_empty() {
            return Ok(Some(term));
        }
        Ok(Some(match term {
            Expr::Field(mut first) => {
                first.append(&mut fields);
                Expr::Field(first)
            }
            Expr::Variable { name, .. } => Expr::Variable { name, fields },
            Expr::Dot | Expr::Pipe(_) | Expr::Function(_) => Expr::Chain {
                base: Box::new(term),
                fields,
            },
            _ => return syntax("unexpected . after term"),
        }))
    }

    fn term(&mut self) -> Outcome<Option<Expr>> {
        let Some(token) = self.peek() else {
            return syntax("unclosed action");
        };
        let term = match &token.kind {
            TokenKind::Dot => Expr::Dot,
            TokenKind::Field(name) => Expr::Field(vec![Rc::from(*name)]),
            TokenKind::Variable(name) => Expr::Variable {
                name: Rc::from(*name),
                fields: Vec::new(),
            },
            TokenKind::Str(text) => Expr::Str(Text::from(text.as_str())),
            TokenKind::Int(number) => Expr::Int(*number),
            TokenKind::Float(number) => Expr::Float(*number),
            TokenKind::Word("true") => Expr::Bool(true),
            TokenKind::Word("false") => Expr::Bool(false),
            TokenKind::Word("nil") => Expr::Nil,
            TokenKind::Word(name) => Expr::Function(match functions::find(name) {
                Some(function) => Callee::Known(function),
                None => Callee::Unknown(Rc::from(*name)),
            }),
            TokenKind::LeftParen => {
                self.at += 1;
                let pipeline = self.pipeline(false)?;
                if !self.accept(&TokenKind::RightParen) {
                    return syntax("unclosed left paren");
                }
                return Ok(Some(Expr::Pipe(Box::new(pipeline))));
            }
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(term))
    }
}

fn is_constant(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Bool(_) | Expr::Int(_) | Expr::Float(_) | Expr::Str(_) | Expr::Nil | Expr::Dot
    )
}

/// Whether a body writes nothing: such a definition does not replace another.
pub(super) fn is_blank(body: &[Node]) -> bool {
    body.iter().all(|node| match &node.kind {
        NodeKind::Text(text) => text.trim().is_empty(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        let fault = parse(&Rc::from("a.yaml"), 1, text).unwrap_err();
        format!("{}:{}", fault.line, fault.kind)
    }

    #[test]
    fn else_if_shares_the_end() {
        let text = "{{ if 1 }}a{{ else if 2 }}b{{ else }}c{{ end }}";
        let templates = parse(&Rc::from("a.yaml"), 1, text).unwrap();
        assert_eq!(templates.len(), 1);
        assert_eq!(templates[0].body.len(), 1);
    }

    #[test]
    fn faults_tell_their_line() {
        assert!(fault("a\n{{ if 1 }}").starts_with("2:unexpected EOF"));
        assert!(fault("{{ end }}").starts_with("1:unexpected {{end}}"));
        assert!(fault("\n\n{{ (1 }}").starts_with("3:unclosed left paren"));
    }

    #[test]
    fn nesting_has_a_limit() {
        let deep = format!("{{{{ {}1{} }}}}", "(".repeat(5000), ")".repeat(5000));
        assert!(fault(&deep).contains("levels in a template"));
        let blocks = "{{ if 1 }}".repeat(5000);
        assert!(fault(&blocks).contains("levels in a template"));
    }
}
