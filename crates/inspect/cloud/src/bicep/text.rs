//! Texts of Bicep, and of expressions in templates in JSON.

use super::expression::Parser;
use super::scanner::Parsed;
use crate::expression::{Expression, Kind};

impl Parser<'_> {
    /// `'text ${expression}'`, or three quotes around lines as they are.
    pub(super) fn text(&mut self) -> Parsed<Expression> {
        let spot = self.scan.spot();
        if !self.json_texts && self.scan.take("'''") {
            let rest = self.scan.rest();
            let Some(end) = rest.find("'''") else {
                return self.scan.fault("a text does not end");
            };
            let inner = rest.get(..end).unwrap_or_default();
            self.scan.at += end + 3;
            let inner = inner.strip_prefix('\n').unwrap_or(inner);
            return Ok(Expression::text(inner, &spot));
        }
        self.scan.expect("'")?;
        let mut parts = Vec::new();
        let mut text = String::new();
        loop {
            let Some(letter) = self.scan.peek() else {
                return self.scan.fault("a text does not end");
            };
            self.scan.at += letter.len_utf8();
            match letter {
                '\'' if self.json_texts && self.scan.take("'") => text.push('\''),
                '\'' => break,
                '\n' if !self.json_texts => return self.scan.fault("a text does not end"),
                '\\' if !self.json_texts => text.push(self.escape()?),
                '$' if !self.json_texts && self.scan.take("{") => {
                    parts.push(Expression::text(&std::mem::take(&mut text), &spot));
                    self.scan.skip(true);
                    parts.push(self.expression()?);
                    self.scan.skip(true);
                    self.scan.expect("}")?;
                }
                letter => text.push(letter),
            }
        }
        if parts.is_empty() {
            return Ok(Expression::text(&text, &spot));
        }
        parts.push(Expression::text(&text, &spot));
        Ok(Expression::new(Kind::Template(parts), &spot))
    }

    fn escape(&mut self) -> Parsed<char> {
        let Some(letter) = self.scan.peek() else {
            return self.scan.fault("a text does not end");
        };
        self.scan.at += letter.len_utf8();
        match letter {
            'n' => Ok('\n'),
            'r' => Ok('\r'),
            't' => Ok('\t'),
            'u' => {
                let rest = self.scan.rest();
                let inner = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
                let code = inner.and_then(|(code, _)| u32::from_str_radix(code, 16).ok());
                let found = code.and_then(char::from_u32);
                let (Some((code, _)), Some(found)) = (inner, found) else {
                    return self.scan.fault("an escape is broken");
                };
                self.scan.at += code.len() + 2;
                Ok(found)
            }
            letter => Ok(letter),
        }
    }
}
