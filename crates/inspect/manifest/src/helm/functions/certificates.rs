//! Keys and certificates: Helm makes new ones each time, here they are placeholders in their frame.

use std::rc::Rc;

use super::{Args, Function, Param, string};
use crate::helm::eval::Engine;
use crate::helm::fault::{Fault, Outcome};
use crate::helm::object::Object;
use crate::helm::value::Value;

const ANY: Param = Param::Any;
const CERT: Param = Param::Certificate;
const INT: Param = Param::Int;
const STR: Param = Param::Str;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("genPrivateKey", &[STR], |_, args| {
        string(match args.str(0) {
            "" | "rsa" => pem("RSA PRIVATE KEY"),
            "dsa" => pem("DSA PRIVATE KEY"),
            "ecdsa" => pem("EC PRIVATE KEY"),
            "ed25519" => pem("PRIVATE KEY"),
            other => format!("Unknown type {other}"),
        })
    }),
    Function::new("genCA", &[STR, INT], |_, _| Ok(pair())),
    Function::new("genCAWithKey", &[STR, INT, STR], |_, args| {
        Ok(with_key(args.str(2)))
    }),
    Function::new("genSelfSignedCert", &[STR, ANY, ANY, INT], |_, args| {
        check_names(args)?;
        Ok(pair())
    }),
    Function::new(
        "genSelfSignedCertWithKey",
        &[STR, ANY, ANY, INT, STR],
        |_, args| {
            check_names(args)?;
            Ok(with_key(args.str(4)))
        },
    ),
    Function::new("genSignedCert", &[STR, ANY, ANY, INT, CERT], |_, args| {
        check_names(args)?;
        Ok(pair())
    }),
    Function::new(
        "genSignedCertWithKey",
        &[STR, ANY, ANY, INT, CERT, STR],
        |_, args| {
            check_names(args)?;
            Ok(with_key(args.str(5)))
        },
    ),
    Function::new("buildCustomCert", &[STR, STR], build),
];

/// A frame of RFC 7468 around bytes that are no key: base64 of the word "generated".
fn pem(label: &str) -> String {
    format!("-----BEGIN {label}-----\nZ2VuZXJhdGVk\n-----END {label}-----\n")
}

fn pair() -> Value {
    with_key(&pem("RSA PRIVATE KEY"))
}

fn with_key(key: &str) -> Value {
    Value::Object(Rc::new(Object::Certificate {
        certificate: pem("CERTIFICATE"),
        key: key.to_owned(),
    }))
}

/// Addresses and names must be lists, as in Go.
fn check_names(args: Args<'_>) -> Outcome<()> {
    for value in [args.any(1), args.any(2)] {
        if !value.is_nil() && !matches!(value, Value::List(_)) {
            let kind = value.type_name();
            let text = format!("wrong type for value; expected []interface {{}}; got {kind}");
            return Err(Fault::new(text));
        }
    }
    Ok(())
}

fn build(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    use base64::Engine as _;
    let decode = |text: &str| {
        let bytes = base64::engine::general_purpose::STANDARD.decode(text).ok();
        let bytes = bytes.ok_or_else(|| Fault::new("unable to decode base64 certificate"))?;
        Ok::<_, Box<Fault>>(String::from_utf8_lossy(&bytes).into_owned())
    };
    Ok(Value::Object(Rc::new(Object::Certificate {
        certificate: decode(args.str(0))?,
        key: decode(args.str(1))?,
    })))
}
