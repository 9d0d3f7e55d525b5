//! Writes a thousand images over two hundred layers: `fleet FOLDER [IMAGES LAYERS]`.

use std::path::Path;

use anyhow::{Result, bail};
use seaworthy_testkit::fleet::{self, Fleet};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, fleet) = match arguments.as_slice() {
        [folder] => (folder, Fleet::default()),
        [folder, images, layers] => {
            let fleet = Fleet {
                images: images.parse()?,
                layers: layers.parse()?,
                ..Fleet::default()
            };
            (folder, fleet)
        }
        _ => bail!("usage: fleet FOLDER [IMAGES LAYERS]"),
    };
    fleet::write(Path::new(folder), &fleet)
}
