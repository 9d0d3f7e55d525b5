//! Ranges of addresses.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::fmt;

use super::ip::Ip;
use super::{Arguments, Evaluated, Function, global, member};
use crate::error::EvaluationError;
use crate::types::{BOOL, CIDR, INT, IP, STRING};
use crate::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    global("cidr", &[(&[STRING], CIDR)], |arguments| {
        match arguments.values {
            [Value::String(text)] => Cidr::parse(text).map(Value::Cidr).ok_or_else(failed),
            _ => arguments.none(),
        }
    }),
    member(
        "containsCIDR",
        &[(&[CIDR, STRING], BOOL), (&[CIDR, CIDR], BOOL)],
        |arguments| {
            let (range, inner) = match arguments.values {
                [Value::Cidr(range), Value::Cidr(inner)] => (range, *inner),
                [Value::Cidr(range), Value::String(text)] => {
                    (range, Cidr::parse(text).ok_or_else(failed)?)
                }
                _ => return arguments.none(),
            };
            let is_within = range.bits <= inner.bits && range.contains(inner.address);
            Ok(Value::Bool(is_within))
        },
    ),
    member(
        "containsIP",
        &[(&[CIDR, STRING], BOOL), (&[CIDR, IP], BOOL)],
        contains_ip,
    ),
    global(
        "isCIDR",
        &[(&[STRING], BOOL)],
        |arguments| match arguments.values {
            [Value::String(text)] => Ok(Value::Bool(Cidr::parse(text).is_some())),
            _ => arguments.none(),
        },
    ),
    member("masked", &[(&[CIDR], CIDR)], |arguments| {
        match arguments.values {
            [Value::Cidr(range)] => Ok(Value::Cidr(range.masked())),
            _ => arguments.none(),
        }
    }),
    member(
        "prefixLength",
        &[(&[CIDR], INT)],
        |arguments| match arguments.values {
            [Value::Cidr(range)] => Ok(Value::Int(i64::from(range.bits))),
            _ => arguments.none(),
        },
    ),
];

/// A range: an address in it, and how many leading bits all have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    pub(crate) address: IpAddr,
    bits: u32,
}

impl Cidr {
    pub(crate) fn parse(text: &str) -> Option<Cidr> {
        let (address, bits) = text.split_once('/')?;
        let address = Ip::parse(address)?.0;
        let is_plain = bits == "0" || !bits.starts_with(['0', '+']);
        let bits: u32 = bits.parse().ok().filter(|_| is_plain)?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        (bits <= width).then_some(Cidr { address, bits })
    }

    fn masked(self) -> Cidr {
        let address = match self.address {
            IpAddr::V4(v4) => {
                let mask = u32::MAX.checked_shl(32 - self.bits).unwrap_or(0);
                IpAddr::V4(Ipv4Addr::from(u32::from(v4) & mask))
            }
            IpAddr::V6(v6) => {
                let mask = u128::MAX.checked_shl(128 - self.bits).unwrap_or(0);
                IpAddr::V6(Ipv6Addr::from(u128::from(v6) & mask))
            }
        };
        Cidr { address, ..self }
    }

    fn contains(self, address: IpAddr) -> bool {
        let other = Cidr { address, ..self };
        address.is_ipv4() == self.address.is_ipv4() && self.masked() == other.masked()
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

fn failed() -> EvaluationError {
    EvaluationError::failed("network address parse error during conversion from string")
}

fn contains_ip(arguments: &mut Arguments<'_>) -> Evaluated {
    let (range, address) = match arguments.values {
        [Value::Cidr(range), Value::Ip(address)] => (range, *address),
        [Value::Cidr(range), Value::String(text)] => {
            let address = Ip::parse(text).ok_or_else(|| {
                EvaluationError::failed("IP Address parse error during conversion from string")
            })?;
            (range, address)
        }
        _ => return arguments.none(),
    };
    Ok(Value::Bool(range.contains(address.0)))
}
