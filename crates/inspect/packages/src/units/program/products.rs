//! The programs that are known by their own marks: file names, and where their version stands.
//!
//! Names are those by which Bitnami's advisories call an application, where they do. The marks
//! are what the programs print of themselves (`--version`, banners, user agents) and how C
//! compilers and the Go linker lay such constants out.

use super::{File, Mark, Product};

use File::{Exact, Library, Versioned};
use Mark::{After, Before, Highest, HighestOfName, Only};

const fn new(name: &'static str, files: &'static [File], marks: &'static [Mark]) -> Product {
    Product {
        name,
        files,
        marks,
        letter: false,
        go: false,
        decorated: false,
    }
}

/// A program whose versions end with a letter or a patch number: `1.1.1w`, `9.2p1`.
const fn lettered(name: &'static str, files: &'static [File], marks: &'static [Mark]) -> Product {
    let mut product = new(name, files, marks);
    product.letter = true;
    product
}

/// A program whose version stands alone and decorated.
const fn decorated(name: &'static str, files: &'static [File], marks: &'static [Mark]) -> Product {
    let mut product = new(name, files, marks);
    product.decorated = true;
    product
}

/// A Go program. The linker writes values of `-X` with a NUL behind them, which its other texts do
/// not have, so that the only version among them is that of the program.
const fn go(name: &'static str, files: &'static [File]) -> Product {
    let mut product = new(name, files, &[Only]);
    product.go = true;
    product.decorated = true;
    product
}

pub(super) static PRODUCTS: &[Product] = &[
    // Servers of the web.
    new(
        "nginx",
        &[Exact("nginx"), Exact("nginx-debug")],
        &[After(b"nginx version: nginx/"), After(b"\0nginx/")],
    ),
    new(
        "openresty",
        &[Exact("nginx"), Exact("openresty")],
        &[After(b"nginx version: openresty/"), After(b"\0openresty/")],
    ),
    new(
        "apache",
        &[Exact("httpd"), Exact("apache2")],
        &[After(b"\0Apache/")],
    ),
    decorated("haproxy", &[Exact("haproxy")], &[Highest]),
    new(
        "lighttpd",
        &[Exact("lighttpd")],
        &[After(b"\0lighttpd/"), After(b"lighttpd/")],
    ),
    new(
        "varnish",
        &[Exact("varnishd")],
        &[After(b"(varnish-"), After(b"\0varnish-")],
    ),
    new(
        "squid",
        &[Exact("squid")],
        &[After(b"\0squid/"), After(b"Squid Web Proxy ")],
    ),
    new("envoy", &[Exact("envoy")], &[Only]),
    // Databases and caches.
    new(
        "redis",
        &[
            Exact("redis-server"),
            Exact("redis-sentinel"),
            Exact("redis-check-rdb"),
            Exact("redis-check-aof"),
        ],
        &[Highest],
    ),
    new(
        "valkey",
        &[
            Exact("valkey-server"),
            Exact("valkey-sentinel"),
            Exact("valkey-check-rdb"),
        ],
        &[Highest],
    ),
    new("memcached", &[Exact("memcached")], &[After(b"memcached ")]),
    new(
        "postgresql",
        &[Exact("postgres"), Exact("postmaster")],
        &[After(b"postgres (PostgreSQL) "), After(b"\0PostgreSQL ")],
    ),
    new(
        "mariadb",
        &[Exact("mariadbd"), Exact("mysqld")],
        &[Before(b"-MariaDB")],
    ),
    new("mysql", &[Exact("mysqld")], &[After(b"mysqld-"), Highest]),
    new(
        "mongodb",
        &[Exact("mongod"), Exact("mongos")],
        &[After(b"mongod version: "), Only],
    ),
    new("pgbouncer", &[Exact("pgbouncer")], &[After(b"PgBouncer ")]),
    new("sqlite", &[Library("libsqlite3")], &[Highest]),
    new("openldap", &[Exact("slapd")], &[After(b"OpenLDAP: slapd ")]),
    // Languages.
    new(
        "node",
        &[Exact("node"), Exact("nodejs"), Library("libnode")],
        &[After(b"node.js/v"), After(b"\0node v"), Only],
    ),
    new("deno", &[Exact("deno")], &[After(b"Deno/")]),
    new("bun", &[Exact("bun")], &[After(b"Bun/"), After(b"Bun v")]),
    new(
        "python",
        &[Versioned("python"), Versioned("libpython")],
        &[HighestOfName],
    ),
    new(
        "perl",
        &[Versioned("perl"), Versioned("libperl")],
        &[After(b"\0v5."), After(b"/perl/5.")],
    ),
    new(
        "ruby",
        &[Versioned("ruby"), Library("libruby")],
        &[After(b"\0ruby ")],
    ),
    new(
        "php",
        &[
            Versioned("php"),
            Versioned("php-fpm"),
            Versioned("php-cgi"),
            Versioned("libphp"),
        ],
        &[After(b"X-Powered-By: PHP/"), After(b"PHP/")],
    ),
    new(
        "lua",
        &[Versioned("lua"), Library("liblua")],
        &[After(b"$LuaVersion: Lua "), After(b"\0Lua ")],
    ),
    // Libraries that vendors of wheels and installers bring along.
    lettered(
        "openssl",
        &[Exact("openssl"), Library("libcrypto"), Library("libssl")],
        &[After(b"\0OpenSSL ")],
    ),
    new(
        "curl",
        &[Exact("curl"), Library("libcurl")],
        &[
            After(b"CLIENT libcurl "),
            After(b"\0libcurl/"),
            After(b"\0curl/"),
        ],
    ),
    new("zlib", &[Library("libz")], &[After(b" deflate ")]),
    new("expat", &[Library("libexpat")], &[After(b"\0expat_")]),
    new(
        "glibc",
        &[Exact("libc.so.6")],
        &[After(b" stable release version ")],
    ),
    // Tools.
    new("busybox", &[Exact("busybox")], &[After(b"BusyBox v")]),
    new("bash", &[Exact("bash")], &[After(b"@(#)Bash version ")]),
    new("git", &[Exact("git")], &[After(b"\0git/")]),
    new(
        "tini",
        &[Exact("tini"), Exact("tini-static")],
        &[After(b"tini version ")],
    ),
    new("jq", &[Exact("jq"), Library("libjq")], &[After(b"\0jq-")]),
    lettered(
        "openssh",
        &[Exact("sshd"), Exact("ssh")],
        &[After(b"\0OpenSSH_")],
    ),
    new(
        "proftpd",
        &[Exact("proftpd")],
        &[After(b"ProFTPD Version ")],
    ),
    new("vsftpd", &[Exact("vsftpd")], &[After(b"vsftpd: version ")]),
    new("unbound", &[Exact("unbound")], &[After(b"\0unbound ")]),
    new("dnsmasq", &[Exact("dnsmasq")], &[After(b"\0dnsmasq-")]),
    // Programs in Go whose build information does not state their version.
    go("alertmanager", &[Exact("alertmanager")]),
    go("argo-cd", &[Exact("argocd")]),
    go("caddy", &[Exact("caddy")]),
    go("cilium", &[Exact("cilium"), Exact("cilium-agent")]),
    go("consul", &[Exact("consul")]),
    go("containerd", &[Exact("containerd")]),
    go("contour", &[Exact("contour")]),
    go("coredns", &[Exact("coredns")]),
    go("cosign", &[Exact("cosign")]),
    go("docker-cli", &[Exact("docker")]),
    go("docker", &[Exact("dockerd")]),
    go("etcd", &[Exact("etcd"), Exact("etcdctl")]),
    go("flux", &[Exact("flux")]),
    go("gitea", &[Exact("gitea")]),
    go("gosu", &[Exact("gosu")]),
    go("grafana", &[Exact("grafana"), Exact("grafana-server")]),
    go("helm", &[Exact("helm")]),
    go("influxdb", &[Exact("influxd")]),
    go("jaeger", &[Exact("jaeger-all-in-one"), Exact("jaeger")]),
    go(
        "kubernetes",
        &[
            Exact("kubelet"),
            Exact("kubectl"),
            Exact("kube-apiserver"),
            Exact("kube-proxy"),
        ],
    ),
    go("kustomize", &[Exact("kustomize")]),
    go("kyverno", &[Exact("kyverno")]),
    go("minio", &[Exact("minio")]),
    go("nats", &[Exact("nats-server")]),
    go("nomad", &[Exact("nomad")]),
    go("oauth2-proxy", &[Exact("oauth2-proxy")]),
    go("openbao", &[Exact("bao")]),
    go("oras", &[Exact("oras")]),
    go("prometheus", &[Exact("prometheus"), Exact("promtool")]),
    go("rclone", &[Exact("rclone")]),
    go("runc", &[Exact("runc")]),
    go("seaweedfs", &[Exact("weed")]),
    go("syncthing", &[Exact("syncthing")]),
    go("terraform", &[Exact("terraform")]),
    go("traefik", &[Exact("traefik")]),
    go("vault", &[Exact("vault")]),
];
