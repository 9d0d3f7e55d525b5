//! Ports that a service opens on its host, and what usually listens behind them.

use seaworthy_facts::manifest::compose::Port;

/// Ports of what stores data or administers.
const ADMIN: &[(u16, &str)] = &[
    (22, "SSH"),
    (1433, "SQL Server"),
    (1521, "Oracle"),
    (2375, "the container engine"),
    (2376, "the container engine"),
    (2379, "etcd"),
    (3306, "MySQL"),
    (3389, "remote desktops"),
    (5432, "PostgreSQL"),
    (5601, "Kibana"),
    (5672, "RabbitMQ"),
    (5900, "remote desktops"),
    (6379, "Redis"),
    (8086, "InfluxDB"),
    (9042, "Cassandra"),
    (9092, "Kafka"),
    (9200, "Elasticsearch"),
    (11211, "Memcached"),
    (15672, "the console of RabbitMQ"),
    (27017, "MongoDB"),
];

/// What usually listens on a port of a container, where that stores data or administers.
pub(super) fn administers(target: &str) -> Option<&'static str> {
    let target: u16 = target.parse().ok()?;
    let found = ADMIN.iter().find(|(port, _)| *port == target);
    found.map(|(_, what)| *what)
}

/// Whether a port is open on every address of its host.
pub(super) fn is_wide_open(port: &Port<'_>) -> bool {
    match port.host_ip.as_deref() {
        None => true,
        Some(address) => matches!(address, "0.0.0.0" | "::" | "*"),
    }
}
