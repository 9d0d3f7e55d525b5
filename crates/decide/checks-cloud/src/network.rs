//! Rules of networks in one form, whoever's cloud they are of.

use seaworthy_check::Judge;
use seaworthy_facts::cloud::{Node, Resource, Value};

use crate::Cloud;
use crate::subject::{failure, is_of};

/// A rule that lets traffic in or out.
pub(crate) struct Rule<'a> {
    pub(crate) resource: &'a Resource,
    /// What says that it is open.
    pub(crate) node: &'a Node,
    pub(crate) inward: bool,
    /// First and last port; all of them where the protocol has none or is not given.
    pub(crate) ports: Vec<(f64, f64)>,
}

/// Ports of which all are open.
const ALL_PORTS: (f64, f64) = (0.0, 65_535.0);

impl Rule<'_> {
    pub(crate) fn reaches(&self, port: u16) -> bool {
        let port = f64::from(port);
        self.ports
            .iter()
            .any(|(from, to)| *from <= port && port <= *to)
    }

    pub(crate) fn is_of_all_ports(&self) -> bool {
        self.ports
            .iter()
            .any(|(from, to)| *from <= 1.0 && *to >= 65_535.0)
    }
}

/// Fails for every rule that lets the whole Internet in at one of the ports.
pub(crate) fn open_ports(cloud: &Cloud, judge: &mut Judge, ports: &[u16], says: &str) {
    let rules = open_rules(cloud);
    if rules.is_empty() && cloud.of_kinds(HOLDERS).next().is_none() {
        return judge.not_applicable();
    }
    for rule in rules
        .iter()
        .filter(|rule| rule.inward && !rule.is_of_all_ports())
    {
        if ports.iter().any(|port| rule.reaches(*port)) {
            judge.fail(failure(rule.resource, Some(rule.node), says));
        }
    }
}

/// Kinds of resources that hold rules.
pub(crate) const HOLDERS: &[&str] = &[
    "aws_security_group",
    "aws_security_group_rule",
    "aws_default_security_group",
    "aws_vpc_security_group_ingress_rule",
    "aws_vpc_security_group_egress_rule",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::SecurityGroupEgress",
    "google_compute_firewall",
    "azurerm_network_security_group",
    "azurerm_network_security_rule",
    "Microsoft.Network/networkSecurityGroups",
    "Microsoft.Network/networkSecurityGroups/securityRules",
];

/// Every rule that is open to the whole Internet.
pub(crate) fn open_rules(cloud: &Cloud) -> Vec<Rule<'_>> {
    let mut rules = Vec::new();
    for resource in cloud.of_kinds(HOLDERS) {
        let attributes = &resource.attributes;
        let blocks = |name: &str| attributes.get(name).map(Node::items).unwrap_or_default();
        if is_of(resource, &["google_compute_firewall"]) {
            rules.extend(google(resource));
        } else if is_of(
            resource,
            &["aws_security_group", "aws_default_security_group"],
        ) {
            for (name, inward) in [("ingress", true), ("egress", false)] {
                rules.extend(
                    blocks(name)
                        .iter()
                        .filter_map(|one| aws(resource, one, inward)),
                );
            }
        } else if is_of(resource, &["aws_security_group_rule"]) {
            let direction = attributes.get("type").and_then(Node::as_str);
            rules.extend(aws(resource, attributes, direction == Some("ingress")));
        } else if is_of(resource, &["AWS::EC2::SecurityGroup"]) {
            for (name, inward) in [
                ("SecurityGroupIngress", true),
                ("SecurityGroupEgress", false),
            ] {
                rules.extend(
                    blocks(name)
                        .iter()
                        .filter_map(|one| aws(resource, one, inward)),
                );
            }
        } else if resource.kind.starts_with("aws_vpc") || resource.kind.starts_with("AWS::") {
            let inward = resource.kind.to_ascii_lowercase().contains("ingress");
            rules.extend(aws(resource, attributes, inward));
        } else if is_of(resource, &["azurerm_network_security_group"]) {
            rules.extend(
                blocks("security_rule")
                    .iter()
                    .filter_map(|one| azure(resource, one)),
            );
        } else if is_of(resource, &["Microsoft.Network/networkSecurityGroups"]) {
            let list = resource.look("properties.securityRules").known();
            let items = list.map(Node::items).unwrap_or_default();
            let inner = items.iter().filter_map(|one| one.get("properties"));
            rules.extend(inner.filter_map(|one| azure(resource, one)));
        } else {
            let inner = attributes.get("properties").unwrap_or(attributes);
            rules.extend(azure(resource, inner));
        }
    }
    rules
}

fn first<'a>(node: &'a Node, names: &[&str]) -> Option<&'a Node> {
    names.iter().find_map(|name| node.get(name))
}

/// The item that is the whole Internet.
fn everyone(node: &Node) -> bool {
    const ALL: &[&str] = &["0.0.0.0/0", "::/0", "*", "Internet", "Any", "0.0.0.0"];
    let texts = node.items().iter().filter_map(Node::as_str);
    texts
        .into_iter()
        .any(|text| ALL.iter().any(|all| all.eq_ignore_ascii_case(text)))
}

fn aws<'a>(resource: &'a Resource, rule: &'a Node, inward: bool) -> Option<Rule<'a>> {
    const SOURCES: &[&str] = &[
        "cidr_blocks",
        "ipv6_cidr_blocks",
        "cidr_ipv4",
        "cidr_ipv6",
        "CidrIp",
        "CidrIpv6",
    ];
    let open = SOURCES
        .iter()
        .filter_map(|name| rule.get(name))
        .find(|node| everyone(node))?;
    let protocol = first(rule, &["protocol", "ip_protocol", "IpProtocol"]);
    let protocol = protocol.and_then(|node| match &node.value {
        Value::Number(number) => Some(number.to_string()),
        _ => node.as_str().map(str::to_ascii_lowercase),
    });
    let number = |names: &[&str]| first(rule, names).and_then(Node::as_number);
    let from = number(&["from_port", "FromPort"]);
    let to = number(&["to_port", "ToPort"]);
    let ports = match (protocol.as_deref(), from, to) {
        (Some("-1" | "all"), ..) => vec![ALL_PORTS],
        (Some("icmp" | "icmpv6" | "1" | "58"), ..) => return None,
        (_, Some(from), Some(to)) if from == 0.0 && to == 0.0 => vec![(0.0, 0.0)],
        (_, Some(from), Some(to)) => vec![(from, to)],
        (_, Some(from), None) => vec![(from, from)],
        _ => Vec::new(),
    };
    Some(Rule {
        resource,
        node: open,
        inward,
        ports,
    })
}

fn google(resource: &Resource) -> Option<Rule<'_>> {
    let look = |name: &str| resource.look(name).known();
    if look("disabled").and_then(Node::as_bool) == Some(true) {
        return None;
    }
    let outward = look("direction").and_then(Node::as_str) == Some("EGRESS");
    let sources = look(if outward {
        "destination_ranges"
    } else {
        "source_ranges"
    })?;
    if !everyone(sources) {
        return None;
    }
    let mut ports = Vec::new();
    for block in look("allow").map(Node::items).unwrap_or_default() {
        let protocol = block
            .get("protocol")
            .and_then(Node::as_str)
            .unwrap_or("all");
        if !["all", "tcp", "udp", "6", "17"].contains(&protocol.to_ascii_lowercase().as_str()) {
            continue;
        }
        match block.get("ports").map(Node::items) {
            Some(list) if !list.is_empty() => ports.extend(list.iter().filter_map(range)),
            _ => ports.push(ALL_PORTS),
        }
    }
    Some(Rule {
        resource,
        node: sources,
        inward: !outward,
        ports,
    })
}

fn azure<'a>(resource: &'a Resource, rule: &'a Node) -> Option<Rule<'a>> {
    let text = |names: &[&str]| first(rule, names).and_then(Node::as_str);
    if !text(&["access"])?.eq_ignore_ascii_case("Allow") {
        return None;
    }
    let inward = text(&["direction"])?.eq_ignore_ascii_case("Inbound");
    let (ends, many) = if inward {
        (
            ["source_address_prefix", "sourceAddressPrefix"],
            ["source_address_prefixes", "sourceAddressPrefixes"],
        )
    } else {
        (
            ["destination_address_prefix", "destinationAddressPrefix"],
            ["destination_address_prefixes", "destinationAddressPrefixes"],
        )
    };
    let sources = [first(rule, &ends), first(rule, &many)];
    let open = sources.into_iter().flatten().find(|node| everyone(node))?;
    let protocol = text(&["protocol"]).unwrap_or("*").to_ascii_lowercase();
    if protocol == "icmp" {
        return None;
    }
    let ranges = [
        "destination_port_range",
        "destinationPortRange",
        "destination_port_ranges",
        "destinationPortRanges",
    ];
    let ports = ranges
        .iter()
        .filter_map(|name| rule.get(name))
        .flat_map(Node::items);
    Some(Rule {
        resource,
        node: open,
        inward,
        ports: ports.filter_map(range).collect(),
    })
}

/// `22`, `20-30` or `*`.
fn range(node: &Node) -> Option<(f64, f64)> {
    if let Value::Number(number) = node.value {
        return Some((number, number));
    }
    let text = node.as_str()?;
    if text == "*" {
        return Some(ALL_PORTS);
    }
    match text.split_once('-') {
        Some((from, to)) => Some((from.trim().parse().ok()?, to.trim().parse().ok()?)),
        None => {
            let port = text.trim().parse().ok()?;
            Some((port, port))
        }
    }
}
