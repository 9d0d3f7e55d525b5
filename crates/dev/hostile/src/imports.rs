//! Reports of other tools: one target for all formats, and one for each of the larger ones.

use seaworthy_facts::ImportFormat;

use crate::Target;

pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "import",
        run: recognised,
    },
    Target {
        name: "import-burp",
        run: |bytes| read(bytes, ImportFormat::Burp),
    },
    Target {
        name: "import-nuclei",
        run: |bytes| read(bytes, ImportFormat::Nuclei),
    },
    Target {
        name: "import-sarif",
        run: |bytes| read(bytes, ImportFormat::Sarif),
    },
    Target {
        name: "import-zap",
        run: zap,
    },
];

/// Whatever the content says it is.
fn recognised(bytes: &[u8]) {
    let _ = seaworthy_imports::read("report", bytes, None);
}

fn read(bytes: &[u8], format: ImportFormat) {
    let _ = seaworthy_imports::read("report", bytes, Some(format));
}

/// In both of its forms.
fn zap(bytes: &[u8]) {
    read(bytes, ImportFormat::ZapJson);
    read(bytes, ImportFormat::ZapXml);
}
