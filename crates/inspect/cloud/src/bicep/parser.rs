//! Declarations of Bicep. One that is broken is a problem, and the others are read.

use seaworthy_facts::cloud::{CloudProblem, Value};

use super::expression::Parser;
use super::scanner::Parsed;
use super::{Declaration, DeclarationKind, Deployed, File};
use crate::expression::{Expression, Kind};
use crate::lines::Lines;

/// LIMIT: broken declarations of one file that are passed over: each may have been read to the end
/// of the file.
pub(super) const BROKEN_DECLARATIONS_MAX: usize = 50;

/// Reads a file.
pub(super) fn read(path: &str, text: &str, problems: &mut Vec<CloudProblem>) -> File {
    let lines = Lines::new(path, text);
    let mut parser = Parser::new(text, &lines);
    let mut file = File {
        path: path.into(),
        declarations: Vec::new(),
    };
    let mut broken = 0;
    loop {
        parser.scan.skip(true);
        if parser.scan.is_done() {
            return file;
        }
        match declaration(&mut parser) {
            Ok(declaration) => file.declarations.extend(declaration),
            Err(fault) => {
                let place = lines.spot(fault.at);
                let reason = format!("a declaration is broken: {}", fault.reason);
                problems.push(CloudProblem { place, reason });
                broken += 1;
                if broken == BROKEN_DECLARATIONS_MAX {
                    let place = parser.scan.spot();
                    let reason = "too many declarations are broken: the rest is not read";
                    let reason = reason.to_owned();
                    problems.push(CloudProblem { place, reason });
                    return file;
                }
                resume(&mut parser);
            }
        }
    }
}

/// Goes to the next line that begins with a letter or a decorator: where declarations begin.
fn resume(parser: &mut Parser<'_>) {
    parser.nested.clear();
    loop {
        parser.scan.skip_line();
        let begins = |c: char| c.is_ascii_alphabetic() || c == '@';
        if parser.scan.is_done() || parser.scan.rest().starts_with(begins) {
            return;
        }
    }
}

/// A declaration; nothing for one that makes no resource and no name.
fn declaration(parser: &mut Parser<'_>) -> Parsed<Option<Declaration>> {
    while parser.scan.take("@") {
        parser.expression()?;
        parser.scan.skip(true);
    }
    let keyword = parser.scan.word();
    match keyword {
        "param" | "var" | "output" | "resource" | "module" => {}
        "targetScope" | "metadata" | "type" | "func" | "import" | "using" | "extension"
        | "provider" | "assert" | "test" | "extends" => {
            skip_statement(parser);
            return Ok(None);
        }
        _ => return parser.scan.fault("no declaration begins like this"),
    }
    parser.scan.take_keyword(keyword);
    parser.scan.skip(false);
    let spot = parser.scan.spot();
    let name = parser.scan.take_word()?;
    parser.scan.skip(false);
    let kind = match keyword {
        "var" => {
            skip_type(parser);
            DeclarationKind::Variable(assigned(parser)?)
        }
        "output" => {
            skip_type(parser);
            DeclarationKind::Output(assigned(parser)?)
        }
        "param" => {
            skip_type(parser);
            let given = parser.scan.rest().starts_with('=');
            DeclarationKind::Parameter(if given { Some(assigned(parser)?) } else { None })
        }
        "resource" => DeclarationKind::Resource(Box::new(deployed(parser)?)),
        _ => DeclarationKind::Module(Box::new(deployed(parser)?)),
    };
    Ok(Some(Declaration {
        name: name.into(),
        spot,
        kind,
    }))
}

/// A resource inside the object of another one.
pub(super) fn nested_resource(parser: &mut Parser<'_>) -> Parsed<()> {
    if let Some(declaration) = declaration(parser)? {
        parser.nested.push(declaration);
    }
    Ok(())
}

/// Passes over a statement: to the end of its line, brackets and texts closed.
fn skip_statement(parser: &mut Parser<'_>) {
    let mut depth = 0_usize;
    let mut quoted = false;
    while let Some(letter) = parser.scan.peek() {
        match letter {
            '\'' => quoted = !quoted,
            '\n' if depth == 0 => return,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        parser.scan.at += letter.len_utf8();
    }
}

/// Passes over a type: to `=` or to the end of the line, brackets closed.
fn skip_type(parser: &mut Parser<'_>) {
    let mut depth = 0_usize;
    while let Some(letter) = parser.scan.peek() {
        match letter {
            '=' | '\n' if depth == 0 => return,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        parser.scan.at += letter.len_utf8();
    }
}

fn assigned(parser: &mut Parser<'_>) -> Parsed<Expression> {
    parser.scan.skip(false);
    parser.scan.expect("=")?;
    parser.scan.skip(true);
    parser.expression()
}

/// `'type@version' existing = if (condition) {...}` and its like.
fn deployed(parser: &mut Parser<'_>) -> Parsed<Deployed> {
    let what = match parser.text()?.kind {
        Kind::Literal(Value::Text(text)) => text.to_string(),
        _ => return parser.scan.fault("the type is computed"),
    };
    let what = what.split('@').next().unwrap_or_default().to_owned();
    parser.scan.skip(false);
    let existing = parser.scan.take_keyword("existing");
    parser.scan.skip(false);
    parser.scan.expect("=")?;
    parser.scan.skip(true);
    let outer = std::mem::take(&mut parser.nested);
    let each = if parser.scan.take("[") {
        parser.scan.skip(true);
        Some(parser.for_head()?)
    } else {
        None
    };
    let condition = parser.condition()?;
    let body = parser.object()?;
    if each.is_some() {
        parser.scan.skip(true);
        parser.scan.expect("]")?;
    }
    let nested = std::mem::replace(&mut parser.nested, outer);
    Ok(Deployed {
        what,
        existing,
        condition,
        each,
        body,
        nested,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> (Vec<String>, usize) {
        let mut problems = Vec::new();
        let file = read("a.bicep", text, &mut problems);
        let names = file.declarations.iter().map(|one| one.name.to_string());
        (names.collect(), problems.len())
    }

    #[test]
    fn a_broken_declaration_costs_no_other_one() {
        let text = "param a string = 'x'\nvar b = = 3\nvar c = {\n  d: [\n    1\n    2\n  ]\n}\n";
        assert_eq!(names(text), (vec!["a".to_owned(), "c".to_owned()], 1));
    }

    #[test]
    fn reading_ends_where_nothing_is_whole() {
        let (found, problems) = names(&"var a = '''\n".repeat(20_001));
        assert!(found.len() <= 20_001);
        assert!(problems <= BROKEN_DECLARATIONS_MAX + 1);
        let (found, problems) = names(&"var a = = 1\n".repeat(20_000));
        assert_eq!((found.len(), problems), (0, BROKEN_DECLARATIONS_MAX + 1));
    }

    #[test]
    fn nesting_and_chains_without_end_are_problems() {
        for text in [
            "var a = ".to_owned() + &"[".repeat(100_000),
            "var a = ".to_owned() + &"!".repeat(100_000),
            "var a = b".to_owned() + &".c".repeat(100_000),
            "var a = 1".to_owned() + &" + 1".repeat(100_000),
            "var a = ".to_owned() + &"'${".repeat(100_000),
            "var a = ".to_owned() + &"true ? 1 : ".repeat(100_000),
            "resource a 'b' = ".to_owned() + &"{\n resource a 'b' = ".repeat(10_000),
        ] {
            let (names, problems) = names(&text);
            assert!(names.is_empty() && problems == 1, "{text:.40}");
        }
    }
}
