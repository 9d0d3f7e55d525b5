//! What is random in Helm: here always the same, and recognisably no secret. A chart that makes a
//! password when it is installed keeps none in its files.

use super::{Args, Function, Param, string};
use crate::helm::eval::Engine;
use crate::helm::fault::{Fault, FaultKind, Outcome};
use crate::helm::value::Value;

const INT: Param = Param::Int;
const STR: Param = Param::Str;

/// What random text consists of.
const LETTERS: &str = "generated";
const DIGITS: &str = "0123456789";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("randAlphaNum", &[INT], |engine, args| {
        filled(engine, args, LETTERS)
    }),
    Function::new("randAlpha", &[INT], |engine, args| {
        filled(engine, args, LETTERS)
    }),
    Function::new("randAscii", &[INT], |engine, args| {
        filled(engine, args, LETTERS)
    }),
    Function::new("randNumeric", &[INT], |engine, args| {
        filled(engine, args, DIGITS)
    }),
    Function::new("randBytes", &[INT], |engine, args| {
        let Value::Str(text) = filled(engine, args, LETTERS)? else {
            return Ok(Value::Nil);
        };
        string(super::base64_of(text.as_bytes()))
    }),
    Function::new("randInt", &[INT, INT], |_, args| {
        if args.int(1) <= args.int(0) {
            return Err(Fault::new("invalid argument to randInt"));
        }
        Ok(Value::Int(args.int(0)))
    }),
    Function::new("shuffle", &[STR], |_, args| string(args.text(0))),
    Function::new("uuidv4", &[], |_, _| {
        string("00000000-0000-4000-8000-000000000000")
    }),
    Function::new("bcrypt", &[STR], |_, _| string(BCRYPT)),
    Function::new("htpasswd", &[STR, STR], |_, args| {
        if args.str(0).contains(':') {
            return string(format!("invalid username: {}", args.str(0)));
        }
        string(format!("{}:{BCRYPT}", args.str(0)))
    }),
    Function::new("derivePassword", &[INT, STR, STR, STR, STR], |_, args| {
        string(match args.str(1) {
            "maximum" => "generatedgenerated00".to_owned(),
            "long" => "generated00000".to_owned(),
            "medium" | "basic" => "generate".to_owned(),
            "short" | "pin" => "0123".to_owned(),
            other => format!("cannot find password template {other}"),
        })
    }),
    Function::new("encryptAES", &[STR, STR], |_, _| string("Z2VuZXJhdGVk")),
    Function::new("decryptAES", &[STR, STR], |_, _| {
        Err(Fault::of(FaultKind::Unsupported("decryptAES".to_owned())))
    }),
];

/// In the place of a salted hash.
const BCRYPT: &str = "$2a$10$generatedgeneratedgeneratedgeneratedgeneratedgenerate";

fn filled(engine: &mut Engine, args: Args<'_>, with: &str) -> Outcome<Value> {
    let count = usize::try_from(args.int(0)).unwrap_or(0);
    engine.meter.make(count)?;
    string(with.chars().cycle().take(count).collect::<String>())
}
