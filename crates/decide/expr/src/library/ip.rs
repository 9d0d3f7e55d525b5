//! Addresses of IP, and what kind of address one is.

use core::net::IpAddr;

use super::{Arguments, Function, global, member};
use crate::error::EvaluationError;
use crate::types::{BOOL, CIDR, INT, IP, STRING};
use crate::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    member("family", &[(&[IP], INT)], |arguments| {
        let address = one(arguments)?;
        Ok(Value::Int(if address.is_ipv4() { 4 } else { 6 }))
    }),
    global("ip", &[(&[STRING], IP)], |arguments| {
        match arguments.values {
            [Value::String(text)] => Ip::parse(text).map(Value::Ip).ok_or_else(failed),
            _ => arguments.none(),
        }
    }),
    // The address of a range.
    member("ip", &[(&[CIDR], IP)], |arguments| match arguments.values {
        [Value::Cidr(range)] => Ok(Value::Ip(Ip(range.address))),
        _ => arguments.none(),
    }),
    global(
        "ip.isCanonical",
        &[(&[STRING], BOOL)],
        |arguments| match arguments.values {
            [Value::String(text)] => {
                let address = Ip::parse(text).ok_or_else(failed)?;
                Ok(Value::Bool(address.0.to_string() == text.as_ref()))
            }
            _ => arguments.none(),
        },
    ),
    member("isGlobalUnicast", &[(&[IP], BOOL)], |arguments| {
        let address = one(arguments)?;
        // As in Go: private addresses are of this kind too.
        let is_broadcast = matches!(address, IpAddr::V4(v4) if v4.is_broadcast());
        let is_other = address.is_unspecified()
            || address.is_loopback()
            || address.is_multicast()
            || is_link_local(address)
            || is_broadcast;
        Ok(Value::Bool(!is_other))
    }),
    global("isIP", &[(&[STRING], BOOL)], |arguments| {
        match arguments.values {
            [Value::String(text)] => Ok(Value::Bool(Ip::parse(text).is_some())),
            _ => arguments.none(),
        }
    }),
    member("isLinkLocalMulticast", &[(&[IP], BOOL)], |arguments| {
        let is_local = match one(arguments)? {
            IpAddr::V4(v4) => matches!(v4.octets(), [224, 0, 0, _]),
            IpAddr::V6(v6) => v6.segments().first().is_some_and(|s| s & 0xff0f == 0xff02),
        };
        Ok(Value::Bool(is_local))
    }),
    member("isLinkLocalUnicast", &[(&[IP], BOOL)], |arguments| {
        Ok(Value::Bool(is_link_local(one(arguments)?)))
    }),
    member("isLoopback", &[(&[IP], BOOL)], |arguments| {
        Ok(Value::Bool(one(arguments)?.is_loopback()))
    }),
    member("isUnspecified", &[(&[IP], BOOL)], |arguments| {
        Ok(Value::Bool(one(arguments)?.is_unspecified()))
    }),
];

/// An address without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ip(pub(crate) IpAddr);

impl Ip {
    /// An address as it is written. IPv4 in the clothes of IPv6 is refused, as an API server does.
    pub(crate) fn parse(text: &str) -> Option<Ip> {
        let address: IpAddr = text.parse().ok()?;
        let is_mapped = matches!(address, IpAddr::V6(v6) if v6.to_ipv4_mapped().is_some());
        (!is_mapped).then_some(Ip(address))
    }
}

fn failed() -> EvaluationError {
    EvaluationError::failed("IP Address parse error during conversion from string")
}

fn one(arguments: &Arguments<'_>) -> Result<IpAddr, EvaluationError> {
    match arguments.values {
        [Value::Ip(address)] => Ok(address.0),
        _ => Err(EvaluationError::no_overload("ip", arguments.values)),
    }
}

fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.segments().first().is_some_and(|s| s & 0xffc0 == 0xfe80),
    }
}
