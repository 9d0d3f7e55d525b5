//! Functions over ranges of addresses.

use std::net::Ipv4Addr;

use seaworthy_facts::cloud::{Node, Spot, Value};

use super::{Outcome, all_known};

pub(super) fn closed(name: &str, arguments: &[Node], _: &Spot) -> Outcome {
    if !["cidrsubnet", "cidrhost", "cidrnetmask"].contains(&name) {
        return Outcome::Missing;
    }
    if !all_known(arguments) {
        return Outcome::Open;
    }
    Outcome::from(run(name, arguments))
}

fn run(name: &str, arguments: &[Node]) -> Option<Value> {
    let (address, bits) = arguments.first()?.as_str()?.split_once('/')?;
    let address = u32::from(address.parse::<Ipv4Addr>().ok()?);
    let bits = bits.parse::<u32>().ok().filter(|bits| *bits <= 32)?;
    let mask = |bits: u32| u32::MAX.checked_shl(32 - bits).unwrap_or_default();
    let network = address & mask(bits);
    let whole = |at: usize| {
        let number = arguments.get(at)?.as_number()?;
        (number.fract() == 0.0 && (0.0..4_294_967_296.0).contains(&number)).then_some(number as u32)
    };
    let text = match name {
        "cidrnetmask" => Ipv4Addr::from(mask(bits)).to_string(),
        "cidrhost" => Ipv4Addr::from(network.checked_add(whole(1)?)?).to_string(),
        _ => {
            let longer = bits.checked_add(whole(1)?).filter(|bits| *bits <= 32)?;
            let step = u64::from(whole(2)?) << (32 - longer);
            let start = network.checked_add(u32::try_from(step).ok()?)?;
            format!("{}/{longer}", Ipv4Addr::from(start))
        }
    };
    Some(Value::text(text))
}

#[cfg(test)]
mod tests {
    use super::super::terraform;
    use super::*;

    #[test]
    fn a_part_of_a_network_is_computed() {
        let run = |name: &str, range: &str, numbers: &[f64]| {
            let mut nodes = vec![Node::new(Value::text(range), Spot::default())];
            nodes.extend(
                numbers
                    .iter()
                    .map(|n| Node::new(Value::Number(*n), Spot::default())),
            );
            let node = terraform(name, &nodes, &Spot::default());
            node.as_str().map(str::to_owned)
        };
        assert_eq!(
            run("cidrsubnet", "10.0.0.0/16", &[8.0, 2.0]).as_deref(),
            Some("10.0.2.0/24")
        );
        assert_eq!(
            run("cidrhost", "10.0.0.0/16", &[5.0]).as_deref(),
            Some("10.0.0.5")
        );
        assert_eq!(
            run("cidrsubnet", "0.0.0.0/0", &[0.0, 0.0]).as_deref(),
            Some("0.0.0.0/0")
        );
        assert_eq!(run("cidrsubnet", "10.0.0.0/16", &[99.0, 2.0]), None);
        assert_eq!(run("cidrhost", "255.255.255.255/32", &[9.0]), None);
    }
}
